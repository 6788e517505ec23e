"""The author's bank, blueprints and scenarios: lists, item pages, editing, drafts on trial."""

import re
from dataclasses import replace
from uuid import UUID

import pytest
from authoring import ROOT, SCENARIO, author, edition_id, events, open_room_work, page, post
from flask import Flask
from flask.testing import FlaskClient

from exam_server.formats.item_yaml import write_item
from exam_server.services import bank
from exam_server.services.content import load_scenarios
from exam_server.services.reading_scenarios import ScenarioFile, check_scenarios
from tests.making import BLUEPRINT, CODE, ITEMS
from tests.visiting import Visitors

__all__ = ["author", "edition_id"]


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
    with open_room_work(app) as work:
        bank.load_items(work, CODE, [replace(ITEMS[0], id=f"hb-1a1-{number}") for number in range(100, 160)])
        work.commit()
    first = page(author, "/author/items?criterion=1A1")
    assert first.count('<th scope="row" class="nowrap"><a href="/author/items/') == 50
    assert "criterion=1A1" in first and "page=2" in first
    second = page(author, "/author/items?criterion=1A1&page=2")
    assert second.count('<th scope="row" class="nowrap"><a href="/author/items/') == 18


def test_coverage_says_what_a_test_form_lacks(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    assert "Czego brakuje do arkusza" not in page(author, "/author/items")
    with open_room_work(app) as work:
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
    with open_room_work(app) as work:
        return write_item(bank.get_item(work, CODE, code).item)


def test_a_saved_text_is_the_next_revision_with_who_made_it(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    source = (
        _text_of(app, "hb-1a1-001")
        .replace("sources: []", "sources: [herbata-1]")
        .replace("czarna 1", "czarna z Assamu")
    )
    post(author, "/author/items/hb-1a1-001/edit", {"source": source.replace("\n", "\r\n"), "based_on": "1"})
    with open_room_work(app) as work:
        filed = bank.get_item(work, CODE, "hb-1a1-001")
        assert filed.number == 2 and filed.item.options[1].text == "czarna z Assamu"
        assert [event.tag for event in events(work)].count("bank.item.saved") == 1
    assert "Adam Autorski" in page(author, "/author/items/hb-1a1-001")


def test_errors_come_with_their_lines_and_the_text_stays(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    source = _text_of(app, "hb-1a1-001").replace("kind: single_choice", "kind: single_guess")
    line = next(number for number, each in enumerate(source.splitlines(), 1) if "single_guess" in each)
    shown = post(author, "/author/items/hb-1a1-001/edit", {"source": source, "based_on": "1"}, 422)
    assert f"wiersz {line}:" in shown and "single_guess" in shown.partition("<textarea")[2]
    with open_room_work(app) as work:
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
    active = taken.replace("hb-1a1-001", "hb-1a1-900")
    assert "zaczyna jako szkic" in post(author, "/author/new-item", {"source": active, "based_on": "0"}, 422)
    taken = taken.replace("status: active", "status: draft")
    assert "już istnieje" in post(author, "/author/new-item", {"source": taken, "based_on": "0"}, 422)
    post(author, "/author/new-item", {"source": taken.replace("hb-1a1-001", "hb-1a1-900"), "based_on": "0"})
    assert "Zadanie hb-1a1-900" in page(author, "/author/items/hb-1a1-900")


def test_a_change_of_status_leaves_the_revision_alone_and_a_trace(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    post(author, "/author/items/hb-1a1-001/status", {"status": "retired"}, 422)
    post(author, "/author/items/hb-1a1-001/status", {"status": "retired", "reason": "wyszło na jaw"})
    with open_room_work(app) as work:
        filed = bank.get_item(work, CODE, "hb-1a1-001")
        assert (filed.item.status, filed.number) == ("retired", 1)
        noted = [event.facts for event in events(work) if event.tag == "bank.item.status.changed"]
    assert noted == [{"before": "active", "after": "retired"}]


def test_a_status_that_does_not_exist_is_refused(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    post(author, "/author/items/hb-1a1-001/status", {"status": "secret"}, 422)
    with open_room_work(app) as work:
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
    with open_room_work(app) as work:
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
    with open_room_work(app) as work:
        load_scenarios(work, [ScenarioFile(file.path, source, replace(file.scenario, about=about), ())])
        work.commit()
    assert about.title in page(author, "/author/scenarios")
    shown = page(author, f"/author/scenarios/{about.id}")
    for words in ("Mówi, gdy zaufa", "zaufanie: co najmniej 3", "podano fakt F3 i", "0:40 od początku fazy"):
        assert words in shown
    assert file.scenario.observation_points[0].label in shown


@pytest.mark.parametrize("address", ["/author/items/nie-ma", "/author/blueprints/nie-ma", "/author/scenarios/nie-ma"])
def test_what_does_not_exist_is_a_page_of_its_own(author: FlaskClient, edition_id: UUID, address: str) -> None:
    assert "Nie ma takiej strony." in page(author, address, 404)


def test_an_unknown_qualification_in_the_address_is_not_another_one(author: FlaskClient, edition_id: UUID) -> None:
    page(author, "/author/items/hb-1a1-001?qualification=inna", 404)
