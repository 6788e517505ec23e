"""An author adds a picture to the item that is being written; what was typed is never lost over it."""

import re
from io import BytesIO
from uuid import UUID

import pytest
from authoring import author, edition_id, events, open_room_work, page, post
from flask import Flask
from flask.testing import FlaskClient

from exam_server.formats.item_yaml import write_item
from exam_server.services import bank
from tests.drawing import draw
from tests.making import CODE

__all__ = ["author", "edition_id"]
ITEM = "/author/items/hb-1a1-001"


def typed(app: Flask) -> str:
    with open_room_work(app) as work:
        source = write_item(bank.get_item(work, CODE, "hb-1a1-001").item)
    return source.replace("sources: []", "sources: [herbata-1]")


def form(source: str, picture: bytes | None, **others: object) -> dict[str, object]:
    files = {"picture": (BytesIO(picture), "Półka z herbatą.png")} if picture is not None else {}
    return {"source": source, "based_on": "1", "act": "picture", "caret": "", "description": "Półka"} | files | others


def text_of(shown: str) -> str:
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", shown, re.DOTALL)
    assert found is not None
    return found.group(1)


def test_a_picture_is_put_where_the_cursor_was_and_the_saved_item_shows_it(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    source = typed(app)
    caret = source.index("stem: ") + len("stem: ")
    shown = post(author, f"{ITEM}/edit", form(source.replace("\n", "\r\n"), draw(), caret=str(caret)), 200)
    written = text_of(shown)
    assert written == source[:caret] + "![Półka](media/polka-z-herbata.png)" + source[caret:]
    assert 'src="/media/' in shown
    saved = written.replace(
        "stem: ![Półka](media/polka-z-herbata.png)", "stem: |-\n  ![Półka](media/polka-z-herbata.png)\n\n  "
    )
    post(author, f"{ITEM}/edit", {"source": saved, "based_on": "1"})
    preview = page(author, ITEM)
    address = re.search(r'<img src="(/media/[0-9a-f]{64})" alt="Półka" width="64" height="48">', preview)
    assert address is not None and author.get(address.group(1)).status_code == 200
    assert "(media/polka-z-herbata.png)" in text_of(page(author, f"{ITEM}/edit")), "authors read names, not hashes"
    with open_room_work(app) as work:
        assert "bank.picture.filed" in [event.tag for event in events(work)]
    assert "półce" in page(author, "/author/items") and "[Półka]" in page(author, "/author/items")


def test_without_a_cursor_the_author_gets_the_words_to_copy(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    shown = post(author, f"{ITEM}/edit", form(typed(app), draw()), 200)
    assert text_of(shown) == typed(app)
    assert "<code>![Półka](media/polka-z-herbata.png)</code>" in shown


@pytest.mark.parametrize(
    ("picture", "others", "said"),
    [
        (draw(), {"description": " "}, "Brakuje opisu"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", {}, "nie jest czytelnym"),
        (None, {}, "Nie wybrano pliku"),
    ],
    ids=["no-description", "svg", "no-file"],
)
def test_a_refused_picture_leaves_the_text_as_it_was_typed(
    app: Flask, author: FlaskClient, edition_id: UUID, picture: bytes | None, others: dict[str, object], said: str
) -> None:
    source = typed(app) + "# a remark\n"
    shown = post(author, f"{ITEM}/edit", form(source, picture, **others), 422)
    assert said in shown
    assert text_of(shown) == source
    with open_room_work(app) as work:
        assert "bank.picture.filed" not in [event.tag for event in events(work)]
