"""The differences of plans and editions: what changed, what it touches, what it does to the risks."""

import re
from dataclasses import replace
from uuid import UUID

from authoring import author, edition_id, form_of, open_room_work, page, post
from flask import Flask
from flask.testing import FlaskClient

from exam_server.core.qualification import Criterion
from exam_server.services import qualification
from exam_server.services.edition_changes import compare_edition_numbers
from tests.encounters import load_scenario
from tests.making import CODE, QUALIFICATION
from tests.visiting import Visitors

__all__ = ["author", "edition_id"]


def _plan_form(app: Flask, edition_id: UUID) -> dict[str, object]:
    with open_room_work(app) as work:
        current = qualification.get_plan(work, edition_id)
        return form_of(current.content, current.number)


def test_the_difference_of_two_plans_stands_in_words_with_what_it_does_to_the_risks(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    post(
        author,
        f"/author/plan/{edition_id}",
        _plan_form(app, edition_id) | {"1A1-needed": "1", "1A2-interpretation": "Obie."},
    )
    shown = page(author, f"/author/plan/{edition_id}/revisions")
    row = re.search(r'<tr><th scope="row">1A1</th>.*?</tr>', shown, re.DOTALL)
    assert row and "<del>" in row[0] and "<ins>" in row[0]
    assert re.search(r"1A2</th>.*?<ins>.*?Obie", shown, re.DOTALL) and "Adam Autorski" in shown
    assert 'id="plan-risks-herbata"' in shown and "→" in shown
    assert "tak samo" in page(author, f"/author/plan/{edition_id}/revisions?before=2&after=2")
    assert author.get(f"/author/plan/{edition_id}/revisions?after=9").status_code == 404


def test_the_plans_summary_says_what_the_typed_change_does_to_the_risks(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    address, form = f"/author/plan/{edition_id}/summary", _plan_form(app, edition_id)
    assert "plan-risks-" not in post(author, address, form, 200)
    assert 'id="plan-risks-herbata"' in post(author, address, form | {"1A1-needed": "1"}, 200)


def _next_edition(app: Flask) -> None:
    """1A1 is reworded, a new criterion comes behind it, and the old 1A2 becomes 1A3."""
    outcome = QUALIFICATION.sets[0].outcomes[0]
    first, second = outcome.criteria
    criteria = (
        replace(first, text=first.text + " i ziół"),
        Criterion("1A2", "podaje temperaturę wody"),
        replace(second, code="1A3"),
    )
    changed = replace(QUALIFICATION.sets[0], outcomes=(replace(outcome, criteria=criteria),))
    with open_room_work(app) as work:
        qualification.adopt_edition(
            work, CODE, replace(QUALIFICATION, sets=(changed, *QUALIFICATION.sets[1:]), hours=99)
        )
        work.commit()


def test_two_editions_are_compared_with_what_each_change_touches(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    _next_edition(app)
    shown = page(author, "/author/qualification/editions")
    assert "<del>1A2</del> <ins>1A3</ins>" in shown and "i ziół" in shown and "podaje temperaturę wody" in shown
    assert "/author/items/hb-1a2-001" in shown and "herbata/1a2" in shown
    with open_room_work(app) as work:
        found = compare_edition_numbers(work, CODE)
    assert found.difference.facts == ("hours",)
    manners = {
        (each.manner, each.part.code): one for each, one in zip(found.difference.parts, found.touched, strict=True)
    }
    assert len(manners["renumbered", "1A3"].items) == 8
    assert manners["renumbered", "1A3"].cells == (("herbata", "1a2"),)
    assert manners["reworded", "1A1"].plan_lines == ("1A1",)
    assert manners["added", "1A2"].items, "items that carry the new criterion's code were written for another one"
    assert "mówią to samo" in page(author, "/author/qualification/editions?before=1&after=1")
    assert author.get("/author/qualification/editions?after=9").status_code == 404


def test_the_scenarios_and_lines_of_the_plan_that_a_change_touches_are_linked(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    with open_room_work(app) as work:
        load_scenario(work, CODE)
    _next_edition(app)
    shown = page(author, "/author/qualification/editions")
    row = re.search(r'<tr><th scope="row" class="diff nowrap">1A1</th>.*?</tr>', shown, re.DOTALL)
    assert row is not None
    scenario = "/author/scenarios/z1-pawel-nocna-zmiana"
    for address in (f"{scenario}?", "/author/items/hb-1a1-001", "/author/blueprints/herbata?", "#cell-1a1", "#row-1A1"):
        assert address in row[0], address
    assert author.get(scenario).status_code == 200
    with open_room_work(app) as work:
        found = compare_edition_numbers(work, CODE)
    touched = {each.part.code: one for each, one in zip(found.difference.parts, found.touched, strict=True)}
    assert touched["1A1"].scenarios == ("z1-pawel-nocna-zmiana",)


def test_the_office_sees_how_much_is_touched_but_no_way_into_the_bank(
    app: Flask, visitors: Visitors, edition_id: UUID
) -> None:
    _next_edition(app)
    shown = page(visitors.as_role("office"), "/author/qualification/editions")
    assert "zadania: 8" in shown and "/author/items/" not in shown
