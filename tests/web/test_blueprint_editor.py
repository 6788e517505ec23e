"""The blueprint editor: risks and feasibility as it's typed, revisions that nobody loses, differences, the file."""

import re
from uuid import UUID

from authoring import author, edition_id, events, open_room_work, page, post
from flask import Flask
from flask.testing import FlaskClient

from exam_server.core.blueprint_editing import rows_of
from exam_server.formats.blueprint_yaml import read_blueprint
from exam_server.services.blueprint_editing import BlueprintRevision, list_blueprint_revisions
from exam_server.web.author.blueprint_form import show_typed
from tests.making import BLUEPRINT, CODE, QUALIFICATION
from tests.visiting import Visitors

__all__ = ["author", "edition_id"]
EDIT = "/author/blueprints/herbata/edit"


def form(based_on: int = 1, **changed: object) -> dict[str, object]:
    """What a browser would send of the editor as it stands."""
    typed = show_typed(BLUEPRINT, rows_of(BLUEPRINT, QUALIFICATION))
    data: dict[str, object] = {"based_on": str(based_on), "title": typed.title, "minutes": typed.minutes}
    data |= {"total": typed.total, "band": typed.band, "statuses": list(typed.statuses)}
    for cell, (low, high) in typed.quotas.items():
        data |= {f"min-{cell}": low, f"max-{cell}": high}
    return data | changed


def revisions(app: Flask, code: str = "herbata") -> list[BlueprintRevision]:
    with open_room_work(app) as work:
        return list_blueprint_revisions(work, CODE, code)


def test_the_blueprints_page_shows_the_risks_at_each_level_as_words_and_figures(
    author: FlaskClient, edition_id: UUID
) -> None:
    shown = page(author, "/author/blueprints/herbata")
    assert "Ryzyko błędnych rozstrzygnięć" in shown and 'id="risk-levels"' in shown
    assert all(f"{level}\u00a0%" in shown for level in (70, 80, 90, 95))
    row = re.search(r'<tr><th scope="row">1A1</th>.*?</tr>', shown, re.DOTALL)
    assert row and "2 / 2" in row[0]
    strict = page(author, "/author/blueprints/herbata?mastery=96&guessing=no")
    assert "Nikt nie zgaduje" in strict and strict.count("kryteria nieopanowane") > shown.count("kryteria nieopanowane")
    assert "75" in page(author, "/author/blueprints/herbata?mastery=abc")


def test_saving_makes_the_next_revision_with_its_author_and_keeps_cells_that_have_no_row_of_their_own(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    changed = {"min-1a1": "3", "max-1a1": "4", "total": "9", "min-level-apply": "1", "band": "0,05"}
    post(author, EDIT, form(**changed))
    newest, first = revisions(app)
    assert (newest.number, newest.made_by, first.made_by) == (2, "Adam Autorski", "")
    cells = {cell.id: cell for cell in newest.blueprint.cells}
    assert (cells["1a1"].minimum, cells["1a1"].maximum) == (3, 4)
    assert (cells["level-apply"].minimum, cells["level-apply"].maximum) == (1, None)
    assert cells["matching"] in BLUEPRINT.cells
    assert (newest.blueprint.total, newest.blueprint.difficulty_band) == (9, 0.05)
    with open_room_work(app) as work:
        noted = [event.facts["number"] for event in events(work) if event.tag == "bank.blueprint.saved"]
    assert noted == [1, 2]


def test_saving_it_unchanged_makes_no_revision(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    post(author, EDIT, form())
    assert len(revisions(app)) == 1


def test_what_cant_be_read_is_named_beside_its_field_and_everything_typed_stays(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    shown = post(author, EDIT, form(total="wiele", title="", **{"min-1a2": "9", "max-1a2": "2"}), 422)
    assert 'href="#total"' in shown and 'value="wiele"' in shown and 'href="#title"' in shown
    crossed = post(author, EDIT, form(**{"min-1a2": "3", "max-1a2": "2"}), 422)
    assert 'href="#min-1a2"' in crossed and "więcej, niż może przyjąć" in crossed
    assert "status" in post(author, EDIT, form(statuses=[]), 422)
    assert len(revisions(app)) == 1


def test_whoever_was_overtaken_keeps_what_they_typed_and_sees_where_it_differs(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    post(author, EDIT, form(**{"max-1a1": "3"}))
    shown = post(author, EDIT, form(**{"max-1a2": "4", "title": "Mój tytuł"}), 409)
    assert (
        "ktoś zapisał inną rewizję planu testu" in shown
        and 'value="Mój tytuł"' in shown
        and 'name="based_on" value="2"' in shown
    )
    assert 'href="#row-1a1"' in shown and 'href="#row-1a2"' in shown
    post(author, EDIT, form(based_on=2, **{"max-1a2": "4"}))
    assert [each.number for each in revisions(app)] == [3, 2, 1]


def test_the_check_weighs_what_is_typed_and_saves_nothing(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    address = "/author/check-blueprint?code=herbata"
    good = post(author, address, form(), 200)
    assert "Bank wystarcza do tego planu" in good and "Sposobów wypełnienia komórek" in good
    assert '<strong class="figures">784</strong>' in good
    blocked = post(author, address, form(**{"min-1a1": "30", "max-1a1": "30", "total": "40"}), 200)
    assert "Bank nie wystarcza" in blocked and 'href="#row-1a1"' in blocked
    assert "nie da się jeszcze odczytać" in post(author, address, form(minutes="x"), 200)
    assert len(revisions(app)) == 1


def test_the_plans_numbers_can_be_filled_in(author: FlaskClient, edition_id: UUID) -> None:
    shown = post(author, EDIT, form(act="plan", title="Tytuł w toku"), 200)
    assert 'value="Tytuł w toku"' in shown
    assert re.search(r'name="min-1a1"[^>]* value="3"', shown) and re.search(r'name="max-1a1"[^>]* value="3"', shown)


def test_a_new_blueprint_gets_a_free_name(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    assert "Nowy plan testu" in page(author, "/author/new-blueprint")
    new = {"title": "Krótki", "minutes": "10", "total": "3", "band": "0.1", "statuses": ["active"], "min-c-1a1": "3"}
    assert "nie jest taką nazwą" in post(author, "/author/new-blueprint", new | {"code": "Ą b"}, 422)
    taken = post(author, "/author/new-blueprint", new | {"code": "herbata"}, 409)
    assert "już istnieje" in taken and 'value="herbata"' in taken
    post(author, "/author/new-blueprint", new | {"code": "krotki"})
    made = revisions(app, "krotki")[0].blueprint
    assert (made.total, [cell.criterion for cell in made.cells]) == (3, ["1A1"])


def test_a_practice_test_has_no_risks_and_is_not_offered_to_an_exam(
    app: Flask, author: FlaskClient, visitors: Visitors, edition_id: UUID
) -> None:
    assert "Wybierz pulę" in post(author, EDIT, form(pool="strych"), 422)
    post(author, EDIT, form(pool="practice"))
    assert revisions(app)[0].blueprint.pool == "practice"
    shown = page(author, "/author/blueprints/herbata")
    assert "Pula: zadania do ćwiczeń" in shown and 'id="risk-levels"' not in shown
    assert "nigdy nie jest dowodem" in post(author, "/author/check-blueprint?code=herbata", form(pool="practice"), 200)
    assert "zadania do ćwiczeń" in page(author, "/author/blueprints/herbata/revisions")
    assert "zadania do ćwiczeń" in page(author, "/author/coverage?blueprint=herbata")
    offered = page(visitors.as_role("office"), "/office/exams/new")
    assert 'name="blueprint"' in offered and BLUEPRINT.title not in offered


def test_revisions_are_compared_and_the_newest_is_a_file_that_bank_load_reads(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    post(author, EDIT, form(title="Test o herbacie i ziołach", **{"min-1a1": "3", "max-1a1": "3", "total": "9"}))
    shown = page(author, "/author/blueprints/herbata/revisions")
    assert "<ins>Test o herbacie i ziołach</ins>" in shown and "<del>2</del>" in shown and "Adam Autorski" in shown
    assert "wymagają tego samego" in page(author, "/author/blueprints/herbata/revisions?before=1&after=1")
    assert author.get("/author/blueprints/herbata/revisions?after=7").status_code == 404


def test_the_newest_revision_is_a_file_that_bank_load_reads(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    new = {"code": "krotki", "title": "Krótki", "minutes": "10", "total": "3", "band": "0.1", "statuses": ["active"]}
    post(author, "/author/new-blueprint", new | {"min-c-1a1": "3"})
    file = author.get("/author/blueprints/krotki/file")
    assert file.mimetype == "application/yaml"
    assert read_blueprint(file.get_data(as_text=True))[0] == revisions(app, "krotki")[0].blueprint


def test_reviewers_read_blueprints_but_are_offered_no_editor(visitors: Visitors, edition_id: UUID) -> None:
    shown = page(visitors.as_role("reviewer"), "/author/blueprints/herbata")
    assert "Ryzyko błędnych rozstrzygnięć" in shown and "/herbata/edit" not in shown
