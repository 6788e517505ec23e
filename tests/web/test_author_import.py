"""An author brings items from another system in two steps, and takes items out; nothing is filed before the second."""

import re
from dataclasses import replace
from io import BytesIO
from uuid import UUID
from zipfile import ZipFile

from authoring import author, edition_id, events, open_room_work, page, post
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from exam_server.core.workflow import after_save
from exam_server.formats.gift import read_gift
from exam_server.formats.qti.package import read_qti
from exam_server.services import bank
from exam_server.store.tables import ImportRow
from tests.formats.qti.test_package import packed, packed_with_test
from tests.making import BLUEPRINT, CODE, ITEMS
from tests.visiting import Visitors, holder_csrf

__all__ = ["author", "edition_id"]
GIFT = """\
// [id:hb-1a1-001] [tag:1A1]
Inna treść? {T}

// [id:nowe] [tag:1A1]
Czy <b>tak</b>? {T#nie#tak####Ogólnie}

::Ile::Ile to 2+2?{#4:0.1}

Opis bez pytania.
"""


def upload(client: FlaskClient, content: bytes, name: str = "pytania.gift", status: int = 302) -> str:
    data = {"file": (BytesIO(content), name), "format": "auto"}
    return post(client, "/author/import", data, status)


def report(client: FlaskClient, content: bytes = GIFT.encode()) -> str:
    return re.findall(r'href="(/author/import/[0-9a-f-]+)', upload(client, content))[0]


def codes(app: Flask) -> dict[str, tuple[int, str]]:
    with open_room_work(app) as work:
        return {filed.item.id: (filed.number, filed.item.status) for filed in bank.list_items(work, CODE)}


def test_a_report_says_item_by_item_what_happens_and_files_nothing(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    before = codes(app)
    shown = page(author, report(author))
    assert "Ogólna informacja zwrotna stoi teraz przy uzasadnieniu klucza." in shown
    assert "To opis bez pytania" in shown and "pytania.gift:9" in shown
    assert 'name="choice-hb-1a1-001"' in shown
    assert codes(app) == before
    assert "pytania.gift" in page(author, "/author/import"), "it waits for the author's yes"


def test_confirmed_items_become_drafts_and_the_report_is_gone(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    before, address = codes(app), report(author)
    post(author, address, {})
    after = codes(app)
    assert {code: after[code] for code in after.keys() - before.keys()} == {"nowe": (1, "draft"), "ile": (1, "draft")}
    assert after["hb-1a1-001"] == before["hb-1a1-001"], "what wasn't chosen stays"
    page(author, address, 404)
    with open_room_work(app) as work:
        assert {"bank.import.read", "bank.import.filed", "bank.import.dropped"} <= {each.tag for each in events(work)}


def test_an_item_with_a_known_id_becomes_a_revision_or_another_item_as_its_author_chooses(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    status = after_save(codes(app)["hb-1a1-001"][1])  # type: ignore[arg-type]
    post(author, report(author), {"choice-hb-1a1-001": "revision"})
    assert codes(app)["hb-1a1-001"] == (2, status)
    post(author, report(author, GIFT.replace("Inna", "Jeszcze inna").encode()), {"choice-hb-1a1-001": "new_id"})
    assert codes(app)["hb-1a1-001"] == (2, status)
    assert codes(app)["hb-1a1-001-2"] == (1, "draft")


def test_what_the_bank_has_already_is_neither_asked_for_nor_filed(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    post(author, report(author), {"choice-hb-1a1-001": "revision"})
    shown = page(author, report(author))
    assert "bank już je ma" in shown and "choice-" not in shown
    assert "W tym pliku nie ma nic do zapisania." in shown


def test_a_file_that_cannot_be_read_is_refused_in_words(app: Flask, author: FlaskClient, edition_id: UUID) -> None:
    shown = upload(author, b"<!DOCTYPE quiz [<!ENTITY a 'b'>]><quiz>&a;</quiz>", "a.xml", 422)
    assert "DOCTYPE" in shown
    assert "Wybierz plik." in upload(author, b"", "a.xml", 422)


def test_a_report_is_its_authors_alone_and_can_be_dropped(
    app: Flask, visitors: Visitors, author: FlaskClient, edition_id: UUID
) -> None:
    address = report(author)
    page(visitors.as_role("reviewer"), address, 403)
    with open_room_work(app) as work:
        work.record()
        (row,) = work.session.scalars(select(ImportRow))
        mine, row.made_by = row.made_by, work.new_id()
        work.commit()
    page(author, address, 404)
    with open_room_work(app) as work:
        work.record()
        work.session.scalars(select(ImportRow)).one().made_by = mine
        work.commit()
    post(author, f"{address}/drop", {})
    page(author, address, 404)
    assert "nowe" not in codes(app)


def test_an_export_says_first_what_it_loses_and_notes_who_took_it(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    with open_room_work(app) as work:
        bank.load_items(work, CODE, [replace(ITEMS[0], id="eksport", sources=("herbata-1",))])
        work.commit()
    shown = page(author, "/author/export?format=gift")
    assert "Plik zawiera wszystkie klucze." in shown
    assert "hb-2a2-ma" in shown, "a matching item loses its all or nothing"
    content = post(author, "/author/export", {"format": "gift"}, 200)
    items = {brought.id: brought.item for brought in read_gift(content.encode()).items}
    kept = items["eksport"]
    assert kept is not None
    assert (kept.stem, kept.sources) == (ITEMS[0].stem, ("herbata-1",))
    with open_room_work(app) as work:
        assert [each.facts["format"] for each in events(work) if each.tag == "bank.exported"] == ["gift"]
    page(author, "/author/export?format=word")


def test_a_blueprint_leaves_as_a_test_after_what_it_loses_was_said(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    address = "/author/export?format=qti3&blueprint=herbata"
    assert address in page(author, "/author/blueprints/herbata")
    shown = page(author, address)
    assert "Czego test nie mówi o planie" in shown and "Plik zawiera wszystkie klucze." in shown
    sent = {"csrf_token": holder_csrf(author), "format": "qti3", "blueprint": "herbata"}
    response = author.post("/author/export", data=sent)
    assert response.headers["Content-Disposition"] == 'attachment; filename="herbata.zip"'
    (back,) = read_qti(response.data, "p.zip").blueprints
    assert (back.id, back.total) == ("herbata", BLUEPRINT.total)
    assert "nie ma w nim testów" in page(author, address.replace("qti3", "gift"))
    page(author, address.replace("herbata", "kawa"), 404)


def blueprints(app: Flask) -> dict[str, int]:
    with open_room_work(app) as work:
        return {each.blueprint.id: each.number for each in bank.list_blueprints(work, CODE)}


def test_the_test_of_a_package_is_filed_as_a_blueprint_when_its_author_wants_it(
    app: Flask, author: FlaskClient, edition_id: UUID
) -> None:
    before = blueprints(app)
    content = packed_with_test("2B1")
    address = re.findall(r'href="(/author/import/[0-9a-f-]+)', upload(author, content, "paczka.zip"))[0]
    shown = page(author, address)
    assert "Testy z pliku jako plany testów" in shown and "kryterium 1A1: 1" in shown
    assert "Kwalifikacja nie ma 2B1" in shown and "ma stałą kolejność zadań" in shown
    assert blueprints(app) == before
    post(author, address, {"blueprint": "probny"})
    assert blueprints(app) == {**before, "probny": 1}
    assert "Zapisane plany testów: probny." in page(author, "/author/blueprints")
    address = re.findall(r'href="(/author/import/[0-9a-f-]+)', upload(author, content, "paczka.zip"))[0]
    assert "bank już" in page(author, address)
    post(author, address, {"blueprint": "probny"})
    assert blueprints(app) == {**before, "probny": 1}, "the bank has it already"
    other = content_with_another_time(content)
    address = re.findall(r'href="(/author/import/[0-9a-f-]+)', upload(author, other, "paczka.zip"))[0]
    assert "dostanie wolną nazwę" in page(author, address)
    post(author, address, {})
    assert "probny-2" not in blueprints(app), "what wasn't chosen isn't filed"


def content_with_another_time(content: bytes) -> bytes:
    with ZipFile(BytesIO(content)) as archive:
        files = {name: archive.read(name).replace(b'maxTime="1500"', b'maxTime="1800"') for name in archive.namelist()}
    return packed(files)
