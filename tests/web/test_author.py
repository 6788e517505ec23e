"""The author's room: form in two steps, plan by criterion, bank with its gaps, blueprints on trial, scenarios."""

import re
from dataclasses import replace
from uuid import UUID

import pytest
from authoring import REAL_FORM, author, edition_id, form_of, open_room_work, page, post
from flask import Flask
from flask.testing import FlaskClient

from exam_server.core.plan import Plan, PlanLine
from exam_server.formats.qualification_yaml import write_qualification
from exam_server.services import qualification
from exam_server.web.author.plan_form import read_plan, show_row
from tests.making import CODE, QUALIFICATION
from tests.visiting import Visitors

__all__ = ["author", "edition_id"]


# The register form


def test_without_a_qualification_every_step_says_where_to_begin(author: FlaskClient) -> None:
    for address in ("/author/items", "/author/blueprints", "/author/scenarios", "/author/qualification"):
        assert "Nie ma jeszcze kwalifikacji" in page(author, address)


def test_the_qualification_is_shown_in_the_forms_order_with_its_rules(author: FlaskClient, edition_id: UUID) -> None:
    shown = page(author, "/author/qualification")
    order = [shown.index(f">{code}</span>") for code in ("1A", "1A1", "1A2", "2A", "2A1", "2A2")]
    assert order == sorted(order)
    assert "Test teoretyczny" in shown and "Innych metod nie wolno stosować." in shown
    assert "formularz tego nie podaje" in shown


def test_a_document_that_is_no_register_form_is_refused_with_what_is_missing(author: FlaskClient) -> None:
    shown = post(author, "/author/qualification/read", {"pasted": "Lista zakupów: mleko, chleb"}, 422)
    assert "nazwy kwalifikacji" in shown
    assert "Przyjmij to, co odczytano" not in shown


def test_an_empty_upload_is_asked_for_again(author: FlaskClient) -> None:
    assert "Wybierz plik albo wklej tekst" in post(author, "/author/qualification/read", {"pasted": "  "}, 422)


@pytest.mark.skipif(not REAL_FORM.exists(), reason="the real register form isn't beside this checkout")
def test_a_form_is_adopted_only_in_the_second_step(app: Flask, author: FlaskClient) -> None:
    with REAL_FORM.open("rb") as file:
        report = post(author, "/author/qualification/read", {"form": (file, "formularz.md")}, 200)
    assert re.search(r"<dt>Kryteria</dt><dd>55</dd>", report)
    assert re.search(r"<dt>Efekty</dt><dd>11</dd>", report)
    with open_room_work(app) as work:
        assert qualification.list_editions(work) == []
    source = re.search(r'name="source" value="(.*?)">\s*<div', report, re.DOTALL)
    code = re.search(r'id="code" name="code" value="([^"]+)"', report)
    assert source and code and code[1] == "bilansowanie-kompetencji"
    post(author, "/author/qualification/adopt", {"source": source[1], "code": code[1]})
    with open_room_work(app) as work:
        adopted = qualification.find_edition(work, code[1])
        assert adopted is not None and len(adopted.content.codes()) == 55
        assert qualification.get_plan(work, adopted.id).is_usable
    with REAL_FORM.open("rb") as file:
        again = post(author, "/author/qualification/read", {"form": (file, "formularz.md")}, 200)
    assert "mówi już wydanie 1" in again and "Przyjmij to, co odczytano" not in again


def test_what_was_read_is_not_adopted_when_it_arrives_broken(author: FlaskClient) -> None:
    shown = post(author, "/author/qualification/adopt", {"source": "name: [", "code": "x"}, 422)
    assert "Nie przyjęto formularza." in shown


def test_a_code_that_would_be_a_path_is_refused(app: Flask, author: FlaskClient) -> None:
    shown = post(
        author, "/author/qualification/adopt", {"source": write_qualification(QUALIFICATION), "code": "../x"}, 422
    )
    assert "nie może być nazwą skróconą" in shown


def test_the_next_edition_takes_over_the_plan_of_criteria_that_stayed(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    with open_room_work(app) as work:
        before = qualification.get_plan(work, edition_id)
        lines = tuple(replace(line, interpretation=f"wykładnia {line.criterion}") for line in before.content.lines)
        qualification.save_plan(work, edition_id, replace(before.content, lines=lines))
        work.commit()
    first, *others = QUALIFICATION.sets[0].outcomes[0].criteria
    outcome = replace(QUALIFICATION.sets[0].outcomes[0], criteria=(replace(first, text="omawia nowe gatunki"), *others))
    changed = replace(
        QUALIFICATION, sets=(replace(QUALIFICATION.sets[0], outcomes=(outcome,)), *QUALIFICATION.sets[1:])
    )
    post(author, "/author/qualification/adopt", {"source": write_qualification(changed), "code": CODE})
    with open_room_work(app) as work:
        edition = qualification.find_edition(work, CODE)
        assert edition is not None and edition.number == 2
        plan = qualification.get_plan(work, edition.id).content
    kept = {line.criterion: line.interpretation for line in plan.lines}
    assert kept == {"1A1": "", "1A2": "wykładnia 1A2", "2A1": "wykładnia 2A1", "2A2": "wykładnia 2A2"}


# The plan


def _plan(app: Flask, edition_id: UUID) -> qualification.CurrentPlan:
    with open_room_work(app) as work:
        return qualification.get_plan(work, edition_id)


def test_an_uncovered_criterion_is_named_and_blocks_use(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    data = form_of(_plan(app, edition_id).content, 1) | {"1A2-methods": []}
    post(author, f"/author/plan/{edition_id}", data)
    assert not _plan(app, edition_id).is_usable
    shown = page(author, f"/author/plan/{edition_id}")
    assert '<a href="#row-1A2">' in shown and 'id="row-1A2"' in shown
    assert "Planu nie można użyć na egzaminie." in shown


def test_saving_makes_the_next_revision_with_what_was_typed(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    data = form_of(_plan(app, edition_id).content, 1) | {
        "1A1-methods": ["theory_test", "conversation_with_simulation"],
        "1A1-main": "conversation_with_simulation",
        "1A1-needed": "3",
        "1A1-asked": "4",
        "1A1-threshold": "1",
        "1A1-parts": "b) zielone\r\nczarne\r\n",
        "1A1-interpretation": "Obie części.",
        "1A1-interpreted_on": "2026-11-23",
    }
    post(author, f"/author/plan/{edition_id}", data)
    current = _plan(app, edition_id)
    line = current.content.line("1A1")
    assert current.number == 2 and line is not None
    assert line.methods == ("conversation_with_simulation", "theory_test")
    assert [vars(use.sufficiency) for use in line.uses] == [
        {"threshold": 1, "kind": "agreed_level"},
        {"needed": 3, "asked": 4, "kind": "items_right"},
    ]
    assert [(part.id, part.text) for part in line.parts] == [("b", "zielone"), ("a", "czarne")]
    assert str(line.interpreted_on) == "2026-11-23"


def test_saving_the_page_unchanged_makes_no_revision(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    post(author, f"/author/plan/{edition_id}", form_of(_plan(app, edition_id).content, 1))
    assert _plan(app, edition_id).number == 1


def test_whoever_was_overtaken_keeps_what_they_typed_and_sees_the_difference(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    data = form_of(_plan(app, edition_id).content, 1)
    post(author, f"/author/plan/{edition_id}", data | {"2A1-interpretation": "cudze"})
    mine = data | {"1A1-interpretation": "moje słowa"}
    shown = post(author, f"/author/plan/{edition_id}", mine, 409)
    assert "moje słowa" in shown and "Od otwarcia tej strony ktoś zapisał rewizję 2" in shown
    assert 'name="based_on" value="2"' in shown
    assert re.findall(r'<li><a href="#row-(\w+)">\1</a></li>', shown) == ["1A1", "2A1"]
    assert _plan(app, edition_id).number == 2
    post(author, f"/author/plan/{edition_id}", mine | {"based_on": "2"})
    assert _plan(app, edition_id).number == 3


@pytest.mark.parametrize(
    ("field", "typed"), [("1A1-needed", "dwa"), ("1A1-asked", "100"), ("1A1-interpreted_on", "wczoraj")]
)
def test_a_field_that_cannot_be_read_is_named_and_nothing_typed_is_lost(
    app: Flask, author: FlaskClient, edition_id: UUID, field: str, typed: str
) -> None:
    data = form_of(_plan(app, edition_id).content, 1) | {"2A2-interpretation": "zostaje", field: typed}
    shown = post(author, f"/author/plan/{edition_id}", data, 422)
    assert f'href="#c-{field}"' in shown and f'id="c-{field}"' in shown
    assert f'value="{typed}"' in shown and "zostaje" in shown
    assert _plan(app, edition_id).number == 1


def test_the_live_summary_judges_what_is_typed_and_saves_nothing(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    data = form_of(_plan(app, edition_id).content, 1) | {
        "1A1-methods": ["evidence_analysis"],
        "1A2-needed": "4",
        "2A1-methods": [],
    }
    shown = post(author, f"/author/plan/{edition_id}/summary", data, 200)
    blocking, _, doubts = shown.partition("<details")
    assert re.findall(r"#row-(\w+)", blocking) == ["2A1", "1A2"]
    assert re.findall(r"#row-(\w+)", doubts) == ["1A1"]
    assert _plan(app, edition_id).number == 1


def test_who_may_only_read_the_plan_gets_no_button(visitors: Visitors, edition_id: UUID) -> None:
    reviewer = visitors.as_role("reviewer")
    shown = page(reviewer, f"/author/plan/{edition_id}")
    assert "Zapisz plan" not in shown and "disabled" in shown
    post(reviewer, f"/author/plan/{edition_id}", {}, 403)


def test_a_plan_line_of_no_method_survives_the_form(edition_id: UUID) -> None:
    before = Plan((PlanLine("1A1"),))
    assert read_plan([show_row(before.lines[0])], before) == (before, [])
