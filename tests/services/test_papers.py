"""The papers of an exam: twins that equal what seats show, only while the forms may be sat, and no key on them."""

import io
from uuid import UUID
from zipfile import ZipFile

import pytest

from exam_server.core.candidates import CandidateEntry
from exam_server.core.delivery import check_code
from exam_server.core.problems import Refused
from exam_server.language import say
from exam_server.services import desk
from exam_server.services.papers.reader import Reader, get_head
from exam_server.services.papers.twins import list_seat_forms, print_room, print_twins
from exam_server.services.presenting import list_frozen_items, present_form
from exam_server.store.tables import SittingRow
from tests.making import OwnWork, form_of, freeze_exam, open_exam, plan_exam
from tests.reading_pdf import pages_of, text_of

READER = Reader("pl", say, lambda moment: f"{moment:%Y-%m-%d %H:%M}" if moment else "", str)


def test_a_twin_has_its_seats_items_in_their_order_and_the_digest_on_each_page(work: OwnWork) -> None:
    made = freeze_exam(work)
    forms = list_seat_forms(work, made.id, 2)
    (form,) = forms
    assert form.items == present_form(work, made.sittings[1])
    digest = form_of(work, made.sittings[1])
    pages = pages_of(print_twins(forms, get_head(work, made.id), READER, False, work.now))
    assert all(digest in page and check_code(digest) in page and "K0002" in page for page in pages)
    words = " ".join(pages)
    for item in form.items:
        assert f"Pytanie {item.position} z {len(form.items)} kod {item.code}" in words
    assert "TAJNE" not in words
    assert "Kandydack" not in words


def test_the_same_item_has_the_same_code_on_every_form(work: OwnWork) -> None:
    made = freeze_exam(work)
    codes: dict[UUID, set[str]] = {}
    for form in list_seat_forms(work, made.id):
        sitting = work.session.get_one(SittingRow, form.sitting_id)
        for frozen, item in zip(list_frozen_items(work, sitting.test_form_id), form.items, strict=True):
            codes.setdefault(frozen.revision_id, set()).add(item.code)
    assert all(len(found) == 1 for found in codes.values())
    assert len({code for found in codes.values() for code in found}) == len(codes)


def test_twins_are_printed_only_while_their_forms_may_be_sat(work: OwnWork) -> None:
    planned = plan_exam(work)
    with pytest.raises(Refused):
        list_seat_forms(work, planned.id)


def test_a_closed_exam_prints_no_twins(work: OwnWork) -> None:
    made = open_exam(work)
    assert len(list_seat_forms(work, made.id)) == len(made.sittings)
    desk.close_exam(work, made.id)
    work.commit()
    with pytest.raises(Refused):
        list_seat_forms(work, made.id)


def test_a_room_comes_as_an_archive_with_ten_seats_in_a_file(work: OwnWork) -> None:
    people = [CandidateEntry("Osoba", f"Numer {number}") for number in range(12)]
    made = freeze_exam(work, people)
    forms = list_seat_forms(work, made.id)
    pieces = list(print_room(forms, get_head(work, made.id), READER, True, work.now))
    assert len(pieces) == 3 and all(pieces)
    with ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["seats-001-010.pdf", "seats-011-012.pdf"]
        assert "Stanowisko 12" in text_of(archive.read("seats-011-012.pdf"))
