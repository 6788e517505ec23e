"""An item's way through its pages: review, comments, withdrawal, restoring, and amendment days."""

import re
from dataclasses import replace
from uuid import UUID

import pytest
from authoring import author, open_room_work, page, post
from flask import Flask
from flask.testing import FlaskClient

from exam_server.core.bank import Source
from exam_server.core.reviewing import CHECKLIST
from exam_server.formats.item_yaml import write_item
from exam_server.services import bank, law
from exam_server.web.substitutes import carry_out_withdrawals
from tests.making import CODE, ITEMS, freeze_exam
from tests.visiting import Visitors

__all__ = ["author"]
ITEM = ITEMS[0].id
ADDRESS = f"/author/items/{ITEM}"
SHIPPED = replace(ITEMS[0], status="review", sources=("herbata-1",))


@pytest.fixture
def exam_id(app: Flask) -> UUID:
    """An exam whose forms may hold the item, which is in review since."""
    with open_room_work(app) as work:
        made = freeze_exam(work)
        law.load_sources(work, CODE, [Source("herbata-1", "law", "Ustawa o herbacie")])
        bank.load_items(work, CODE, [SHIPPED])
        work.commit()
    return made.id


@pytest.fixture
def reviewer(app: Flask, visitors: Visitors, exam_id: UUID) -> FlaskClient:
    """Whom the office finds competent through its own page."""
    client, office = visitors.as_role("reviewer"), visitors.as_role("office")
    shown = page(office, "/office/reviewers")
    found = re.search(r'action="(/office/reviewers/[0-9a-f-]+)', shown)
    assert found is not None
    assert "Nie możesz go teraz recenzować" in page(client, f"{ADDRESS}/review")
    post(office, found.group(1), {"outcomes": ["1A"]})
    return client


def _status(app: Flask) -> str:
    with open_room_work(app) as work:
        return bank.get_item(work, CODE, ITEM).item.status


def test_a_refused_review_comes_back_as_it_was_typed_and_a_sound_one_moves_the_item(
    app: Flask, reviewer: FlaskClient
) -> None:
    answers: dict[str, object] = {f"point-{point}": "yes" for point in CHECKLIST}
    typed = {**answers, "number": "2", "note": "niemal dobre", "verdict": "accept"}
    for angoff, why in (("", "tylko z oszacowaniem"), ("dużo", "między 0 a 100"), ("101", "między 0 a 100")):
        shown = post(reviewer, f"{ADDRESS}/review", {**typed, "angoff": angoff}, 422)
        assert why in shown and "niemal dobre" in shown
    assert _status(app) == "review"
    assert ITEM in page(reviewer, "/author/waiting")
    post(reviewer, f"{ADDRESS}/review", {**typed, "angoff": "62,5 %"})
    assert _status(app) == "pilot"
    assert "Oszacowanie Angoffa: 62 %" in page(reviewer, ADDRESS)


def test_a_comment_stands_at_its_place_until_it_is_settled(reviewer: FlaskClient, author: FlaskClient) -> None:
    post(reviewer, f"{ADDRESS}/comments", {"place": "options.black", "body": "<b>Nikt</b> w to nie uwierzy."})
    post(reviewer, f"{ADDRESS}/comments", {"place": "options.nothing", "body": "?"}, 422)
    shown = page(author, ADDRESS)
    assert "odpowiedź black" in shown and "<b>Nikt</b> w to" in shown
    found = re.search(r'action="(/author/items/[\w-]+/comments/[0-9a-f-]+/settle)', shown)
    assert found is not None
    post(author, found.group(1), {})
    assert "/settle" not in page(author, ADDRESS)


def test_a_withdrawal_from_the_items_page_leads_to_its_exams(app: Flask, exam_id: UUID, author: FlaskClient) -> None:
    post(author, f"{ADDRESS}/withdraw", {"reason": ""}, 422)
    post(author, f"{ADDRESS}/withdraw", {"reason": "wyszło na jaw"})
    assert carry_out_withdrawals(app, app.extensions["exam_house"])
    assert _status(app) == "retired"
    assert "wyszło na jaw" in page(author, ADDRESS)
    page(author, f"{ADDRESS}/sightings")


def test_a_revision_is_brought_back_with_a_reason(app: Flask, exam_id: UUID, author: FlaskClient) -> None:
    compared = page(author, f"{ADDRESS}/compare?older=1&newer=2")
    assert "herbata-1" in compared and "Przywróć rewizję 1" in compared
    page(author, f"{ADDRESS}/compare?older=1&newer=9", 404)
    post(author, f"{ADDRESS}/restore", {"number": "1", "reason": ""}, 422)
    post(author, f"{ADDRESS}/restore", {"number": "1", "reason": "bez źródła lepiej"})
    assert "bez źródła lepiej" in page(author, ADDRESS)


def test_an_amendment_day_is_planned_and_given_a_text(app: Flask, exam_id: UUID, author: FlaskClient) -> None:
    given = {"source": "herbata-1", "effective_on": "2027-02-01", "note": "nowa definicja naparu"}
    post(author, "/author/law", {**given, "effective_on": "wkrótce"}, 422)
    post(author, "/author/law", given)
    found = re.search(r'href="(/author/amendments/[0-9a-f-]+)', page(author, "/author/law"))
    assert found is not None
    amendment = found.group(1)
    assert "forms=1" in page(author, amendment), "the page asks for what takes long by itself"
    shown = page(author, f"{amendment}?forms=1")
    assert ITEM in shown and "Co tego dnia zniknie z zamrożonych arkuszy" in shown
    leaving = re.search(rf'id="leaving".*?{ITEM}</td><td>([0-9, –]+)</td>', shown, re.DOTALL)
    assert leaving is not None
    text = write_item(replace(SHIPPED, stem="Która herbata po zmianie?"))
    shown = post(author, f"{amendment}/items/{ITEM}", {"source": text.replace("criteria:", "kryteria:")}, 422)
    assert "Która herbata po zmianie?" in shown
    post(author, f"{amendment}/items/{ITEM}", {"source": text})
    assert "rewizja 3" in page(author, amendment)
    post(author, amendment, {f"act-{ITEM}": "keep"})
    with open_room_work(app) as work:
        assert bank.get_item(work, CODE, ITEM).number == 2
