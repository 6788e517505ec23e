"""The author's room: form in two steps, plan by criterion, bank with its gaps, blueprints on trial, scenarios."""

import html
import re
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from exam_server.core.plan import Plan, PlanLine
from exam_server.formats.item_yaml import write_item
from exam_server.formats.qualification_yaml import write_qualification
from exam_server.services import bank, qualification
from exam_server.services.content import load_scenarios
from exam_server.services.reading_scenarios import ScenarioFile, check_scenarios
from exam_server.store.tables import AuditEventRow
from exam_server.web.author.plan_form import read_plan, show_row
from tests.making import BLUEPRINT, CODE, ITEMS, QUALIFICATION, OwnWork, make_bank, make_edition, open_own_work
from tests.visiting import Visitors, holder_csrf

ROOT = Path(__file__).parents[2]
REAL_FORM = ROOT / ".." / "shared" / "register" / "bilansowanie-kompetencji.md"
SCENARIO = ROOT / "scenarios" / "bilansowanie-kompetencji" / "z1-pawel-nocna-zmiana"


@pytest.fixture
def edition_id(app: Flask) -> UUID:
    with _work(app) as work:
        made = make_edition(work)
        make_bank(work)
    return made


@pytest.fixture
def author(visitors: Visitors) -> FlaskClient:
    return visitors.as_role("author")


def _work(app: Flask) -> AbstractContextManager[OwnWork]:
    return open_own_work(app.extensions["exam_house"].database)


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address, follow_redirects=True)
    assert response.status_code == status, response.get_data(as_text=True)
    return html.unescape(response.get_data(as_text=True))


def post(client: FlaskClient, address: str, data: dict[str, object], status: int = 302) -> str:
    response = client.post(address, data={"csrf_token": holder_csrf(client), **data})
    assert response.status_code == status, response.get_data(as_text=True)
    return html.unescape(response.get_data(as_text=True))


def events(work: OwnWork) -> list[AuditEventRow]:
    return list(work.session.scalars(select(AuditEventRow)))


def form_of(plan: Plan, number: int) -> dict[str, object]:
    """What a browser would send of the plan's page as it stands."""
    data: dict[str, object] = {"based_on": str(number)}
    for line in plan.lines:
        code = line.criterion
        data |= {f"{code}-methods": list(line.methods), f"{code}-main": line.methods[0] if line.methods else ""}
        data |= {f"{code}-needed": "2", f"{code}-asked": "3", f"{code}-threshold": "2"}
    return data


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
    with _work(app) as work:
        assert qualification.list_editions(work) == []
    source = re.search(r'name="source" value="(.*?)">\s*<div', report, re.DOTALL)
    code = re.search(r'id="code" name="code" value="([^"]+)"', report)
    assert source and code and code[1] == "bilansowanie-kompetencji"
    post(author, "/author/qualification/adopt", {"source": source[1], "code": code[1]})
    with _work(app) as work:
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
    with _work(app) as work:
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
    with _work(app) as work:
        edition = qualification.find_edition(work, CODE)
        assert edition is not None and edition.number == 2
        plan = qualification.get_plan(work, edition.id).content
    kept = {line.criterion: line.interpretation for line in plan.lines}
    assert kept == {"1A1": "", "1A2": "wykładnia 1A2", "2A1": "wykładnia 2A1", "2A2": "wykładnia 2A2"}


# The plan


def _plan(app: Flask, edition_id: UUID) -> qualification.CurrentPlan:
    with _work(app) as work:
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


# The bank


def test_filters_stand_in_the_address_and_words_need_no_diacritics(author: FlaskClient, edition_id: UUID) -> None:
    def codes(query: str) -> list[str]:
        return re.findall(r'href="/author/items/([\w-]+)\?', page(author, f"/author/items?{query}"))

    assert codes("kind=matching") == ["hb-2a2-ma"]
    assert codes("words=polce+numer+3") == ["hb-1a1-003", "hb-1a2-003"]
    assert codes("words=POLCE&criterion=1A2") == [f"hb-1a2-{number:03}" for number in range(1, 9)]
    assert codes("words=herbate+czarkach") == ["hb-2a2-tf"]
    assert "Żadne zadanie nie pasuje" in page(author, "/author/items?status=retired")


def test_the_list_comes_in_pages_of_fifty_that_keep_the_filter(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    with _work(app) as work:
        bank.load_items(work, CODE, [replace(ITEMS[0], id=f"hb-1a1-{number}") for number in range(100, 160)])
        work.commit()
    first = page(author, "/author/items?criterion=1A1")
    assert first.count('<th scope="row" class="nowrap"><a href="/author/items/') == 50
    assert "criterion=1A1" in first and "page=2" in first
    second = page(author, "/author/items?criterion=1A1&page=2")
    assert second.count('<th scope="row" class="nowrap"><a href="/author/items/') == 18


def test_coverage_says_what_a_test_form_lacks(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    assert "Czego brakuje do arkusza" not in page(author, "/author/items")
    with _work(app) as work:
        bank.load_items(work, CODE, [replace(item, status="draft") for item in ITEMS if "1A1" in item.criteria][:7])
        work.commit()
    shown = page(author, "/author/items")
    assert "Czego brakuje do arkusza" in shown
    assert re.search(r'criterion=1A1">1A1</a>: brakuje 2<', shown)


def test_the_preview_is_the_candidates_own_and_the_key_stands_apart(author: FlaskClient, edition_id: UUID) -> None:
    shown = page(author, "/author/items/hb-1a1-001")
    preview, _, below = shown.partition('id="key-title"')
    assert 'data-kind="single_choice"' in preview and "zielona 1" in preview
    assert "TAJNE" not in preview.partition("preview density-calm")[2]
    assert "TAJNE: zielona stoi na każdej półce" in below
    assert "wczytano z plików" in below


@pytest.mark.parametrize("item", [item.id for item in ITEMS[-4:]])
def test_every_kind_has_its_page(author: FlaskClient, edition_id: UUID, item: str) -> None:
    assert 'class="question-card"' in page(author, f"/author/items/{item}")


def _text_of(app: Flask, code: str) -> str:
    with _work(app) as work:
        return write_item(bank.get_item(work, CODE, code).item)


def test_a_saved_text_is_the_next_revision_with_who_made_it(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    source = (
        _text_of(app, "hb-1a1-001")
        .replace("sources: []", "sources: [herbata-1]")
        .replace("czarna 1", "czarna z Assamu")
    )
    post(author, "/author/items/hb-1a1-001/edit", {"source": source.replace("\n", "\r\n"), "based_on": "1"})
    with _work(app) as work:
        filed = bank.get_item(work, CODE, "hb-1a1-001")
        assert filed.number == 2 and filed.item.options[1].text == "czarna z Assamu"
        assert [event.tag for event in events(work)].count("bank.item.saved") == 1
    assert "Adam Autorski" in page(author, "/author/items/hb-1a1-001")


def test_errors_come_with_their_lines_and_the_text_stays(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    source = _text_of(app, "hb-1a1-001").replace("kind: single_choice", "kind: single_guess")
    line = next(number for number, each in enumerate(source.splitlines(), 1) if "single_guess" in each)
    shown = post(author, "/author/items/hb-1a1-001/edit", {"source": source, "based_on": "1"}, 422)
    assert f"wiersz {line}:" in shown and "single_guess" in shown.partition("<textarea")[2]
    with _work(app) as work:
        assert bank.get_item(work, CODE, "hb-1a1-001").number == 1


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("id: hb-1a1-001", "id: hb-1a1-077", "Kod zadania pozostaje"),
        ("status: active", "status: draft", "Status zmienia się osobnym formularzem"),
        ("criteria:\n  - 1A1", "criteria:\n  - 9Z9", "9Z9"),
    ],
)
def test_a_text_cannot_change_what_is_changed_elsewhere(
    app: Flask, author: FlaskClient, edition_id: UUID, before: str, after: str, said: str
) -> None:
    source = _text_of(app, "hb-1a1-001").replace("sources: []", "sources: [herbata-1]")
    assert before in source
    shown = post(
        author, "/author/items/hb-1a1-001/edit", {"source": source.replace(before, after), "based_on": "1"}, 422
    )
    assert said in shown


def test_an_overtaken_text_is_kept_beside_the_current_one(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    source = _text_of(app, "hb-1a1-001").replace("sources: []", "sources: [herbata-1]")
    address = "/author/items/hb-1a1-001/edit"
    post(author, address, {"source": source.replace("czarna 1", "czarna cudza"), "based_on": "1"})
    mine = source.replace("czarna 1", "czarna moja")
    shown = post(author, address, {"source": mine, "based_on": "1"}, 409)
    assert "czarna moja" in shown.partition("<textarea")[2] and "czarna cudza" in shown.partition("<textarea")[0]
    assert 'name="based_on" value="2"' in shown
    post(author, address, {"source": mine, "based_on": "2"})
    assert "czarna moja" in _text_of(app, "hb-1a1-001")


def test_a_new_item_needs_a_code_of_its_own(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    taken = _text_of(app, "hb-1a1-001").replace("sources: []", "sources: [herbata-1]")
    assert "już istnieje" in post(author, "/author/new-item", {"source": taken, "based_on": "0"}, 422)
    post(author, "/author/new-item", {"source": taken.replace("hb-1a1-001", "hb-1a1-900"), "based_on": "0"})
    assert "Zadanie hb-1a1-900" in page(author, "/author/items/hb-1a1-900")


def test_a_change_of_status_leaves_the_revision_alone_and_a_trace(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    post(author, "/author/items/hb-1a1-001/status", {"status": "retired"})
    with _work(app) as work:
        filed = bank.get_item(work, CODE, "hb-1a1-001")
        assert (filed.item.status, filed.number) == ("retired", 1)
        noted = [event.facts for event in events(work) if event.tag == "bank.item.status.changed"]
    assert noted == [{"before": "active", "after": "retired"}]


def test_a_status_that_does_not_exist_is_refused(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    post(author, "/author/items/hb-1a1-001/status", {"status": "secret"}, 422)
    with _work(app) as work:
        assert bank.get_item(work, CODE, "hb-1a1-001").item.status == "active"


def test_a_reviewer_reads_the_bank_and_cannot_write_it(visitors: Visitors, edition_id: UUID) -> None:
    reviewer = visitors.as_role("reviewer")
    assert "Zmień status" not in page(reviewer, "/author/items/hb-1a1-001")
    post(reviewer, "/author/items/hb-1a1-001/status", {"status": "retired"}, 403)
    page(reviewer, "/author/items/hb-1a1-001/edit", 403)


def test_the_office_comes_as_far_as_the_plan(visitors: Visitors, edition_id: UUID) -> None:
    office = visitors.as_role("office")
    assert 'href="/author/items"' not in page(office, "/author/qualification")
    page(office, "/author/items", 403)


# Blueprints and scenarios


def test_a_blueprint_shows_its_stock_and_forms_on_trial(author: FlaskClient, edition_id: UUID) -> None:
    shown = page(author, f"/author/blueprints/{BLUEPRINT.id}?seed=para")
    assert re.search(r'id="cell-1a1"><th scope="row">1a1</th><td>kryterium 1A1</td>.*?<td class="number">8</td>', shown)
    forms = shown.partition('id="forms"')[2].partition("</table>")[0]
    assert forms.count('<th scope="row" class="number">') == 5
    again, other = (page(author, f"/author/blueprints/{BLUEPRINT.id}?seed={seed}") for seed in ("para", "inna"))
    assert forms in again and forms not in other


def test_a_blueprint_that_cannot_be_filled_names_its_cells(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    cells = tuple(replace(cell, minimum=9, maximum=9) if cell.id == "1a2" else cell for cell in BLUEPRINT.cells)
    with _work(app) as work:
        bank.load_blueprint(work, CODE, replace(BLUEPRINT, id="duzy", total=15, cells=cells))
        work.commit()
    shown = page(author, "/author/blueprints/duzy?seed=para")
    assert '<a href="#cell-1a2">1a2</a>: brakuje 1' in shown
    assert "potrzeba 9, jest 8" in shown
    assert "komórki, w których brakuje zadań: 1" in page(author, "/author/blueprints")


def test_a_scenario_is_readable_by_its_blocks(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    (file,) = check_scenarios((SCENARIO,), ROOT / "question_bank")
    assert file.scenario is not None
    source = file.source.replace("qualification: bilansowanie-kompetencji", f"qualification: {CODE}")
    about = replace(file.scenario.about, qualification=CODE)
    with _work(app) as work:
        load_scenarios(work, [ScenarioFile(file.path, source, replace(file.scenario, about=about), ())])
        work.commit()
    assert about.title in page(author, "/author/scenarios")
    shown = page(author, f"/author/scenarios/{about.id}")
    for words in ("Mówi, gdy zaufa", "zaufanie: co najmniej 3", "podano fakt F3 i", "0:40 od początku fazy"):
        assert words in shown
    assert file.scenario.observation_points[0].label in shown


@pytest.mark.parametrize("address", ["/author/items/nie-ma", "/author/blueprints/nie-ma", "/author/scenarios/nie-ma"])
def test_what_does_not_exist_is_a_page_of_its_own(author: FlaskClient, edition_id: UUID, address: str) -> None:
    page(author, address, 404)


def test_an_unknown_qualification_in_the_address_is_not_another_one(author: FlaskClient, edition_id: UUID) -> None:
    page(author, "/author/items/hb-1a1-001?qualification=inna", 404)


def test_a_plan_line_of_no_method_survives_the_form(edition_id: UUID) -> None:
    before = Plan((PlanLine("1A1"),))
    assert read_plan([show_row(before.lines[0])], before) == (before, [])
