"""Cases that items share: listed with what hangs on them, saved as revisions, kept for frozen forms."""

from uuid import UUID, uuid4

from authoring import author, edition_id, open_room_work, page, post
from flask import Flask
from flask.testing import FlaskClient

from exam_server.services import stimuli
from tests.making import CODE

__all__ = ["author", "edition_id"]


def case(**others: object) -> dict[str, object]:
    typed = {"id": "herbaciarnia", "title": "Herbaciarnia", "body": "Gość **czeka**.", "based_on": "0"}
    return {**typed, "draft": str(uuid4()), **others}


def number(app: Flask) -> int:
    with open_room_work(app) as work:
        return stimuli.get_stimulus(work, CODE, "herbaciarnia").number


def test_a_case_is_written_listed_and_saved_again(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    assert "<strong>czeka</strong>" in post(author, "/author/check-stimulus", case(), 200)
    post(author, "/author/new-stimulus", case())
    assert number(app) == 1
    assert "Herbaciarnia" in page(author, "/author/stimuli")
    post(author, "/author/stimuli/herbaciarnia", case(body="Gość wychodzi.", based_on="1"))
    assert number(app) == 2
    post(author, "/author/stimuli/herbaciarnia", case(body="Gość wychodzi.", based_on="2"))
    assert number(app) == 2, "the same content is the same revision"


def test_who_saves_a_case_second_sees_both_texts(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    post(author, "/author/new-stimulus", case())
    post(author, "/author/stimuli/herbaciarnia", case(body="Gość wychodzi.", based_on="1"))
    shown = post(author, "/author/stimuli/herbaciarnia", case(body="Gość płaci.", based_on="1"), 409)
    assert "wychodzi" in shown and "płaci" in shown and 'name="based_on" value="2"' in shown
    post(author, "/author/new-stimulus", case(body="Inna."), 409)


def test_what_is_wrong_with_a_case_stands_at_its_field(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    wrong = post(author, "/author/new-stimulus", case(id="Nie Tak", title="", body="![](media/nie-ma.png)"), 422)
    for place in ("id", "title", "body"):
        assert f'id="findings-{place}"' in wrong and wrong.count("finding-error") >= 3
    assert "Nie Tak" in wrong
