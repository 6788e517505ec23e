"""The papers of an exam: twins that equal what seats show, only while the forms may be sat, and no key on them."""

import io
from dataclasses import replace
from uuid import UUID
from zipfile import ZipFile

import pytest

from exam_server.core.accommodation import Accommodation
from exam_server.core.candidates import CandidateEntry
from exam_server.core.delivery import check_code
from exam_server.core.problems import NotFound, Refused
from exam_server.formats.image import read_image
from exam_server.language import say
from exam_server.services import bank, desk, freezing
from exam_server.services.accommodations import decide_accommodation
from exam_server.services.media import file_pictures
from exam_server.services.papers.reader import Reader
from exam_server.services.papers.twins import get_twins, print_room, print_twins
from exam_server.services.presenting import list_frozen_items, present_form
from exam_server.store.tables import SittingRow
from tests.drawing import draw
from tests.making import BLUEPRINT, CODE, ITEMS, KEYS, OwnWork, form_of, freeze_exam, open_exam, plan_exam
from tests.reading_pdf import alternative_texts, pages_of, text_of

READER = Reader("pl", say, lambda moment: f"{moment:%Y-%m-%d %H:%M}" if moment else "", str, str)


def test_a_twin_has_its_seats_items_in_their_order_and_the_digest_on_each_page(work: OwnWork) -> None:
    made = freeze_exam(work)
    twins = get_twins(work, made.id, 2)
    (form,) = twins.forms
    assert form.items == present_form(work, made.sittings[1])
    digest = form_of(work, made.sittings[1])
    pages = pages_of(print_twins(twins, READER, work.now))
    assert all(digest in page and check_code(digest) in page and "K0002" in page for page in pages)
    words = " ".join(pages)
    for item in form.items:
        assert f"Pytanie {item.position} z {len(form.items)} kod {item.code}" in words
    assert "TAJNE" not in words
    assert "Kandydack" not in words


def test_the_same_item_has_the_same_code_on_every_form(work: OwnWork) -> None:
    made = freeze_exam(work)
    codes: dict[UUID, set[str]] = {}
    for form in get_twins(work, made.id).forms:
        sitting = work.session.get_one(SittingRow, form.sitting_id)
        for frozen, item in zip(list_frozen_items(work, sitting.test_form_id), form.items, strict=True):
            codes.setdefault(frozen.revision_id, set()).add(item.code)
    assert all(len(found) == 1 for found in codes.values())
    assert len({code for found in codes.values() for code in found}) == len(codes)


def test_twins_are_printed_only_while_their_forms_may_be_sat(work: OwnWork) -> None:
    planned = plan_exam(work)
    with pytest.raises(Refused):
        get_twins(work, planned.id)


def test_a_closed_exam_prints_no_twins_and_an_open_one_none_of_a_seat_that_is_not_there(work: OwnWork) -> None:
    made = open_exam(work)
    assert len(get_twins(work, made.id).forms) == len(made.sittings)
    with pytest.raises(NotFound):
        get_twins(work, made.id, 9)
    desk.close_exam(work, made.id)
    work.commit()
    with pytest.raises(Refused):
        get_twins(work, made.id)


def test_large_print_is_used_where_it_was_agreed_unless_somebody_asks_otherwise(work: OwnWork) -> None:
    made = freeze_exam(work)
    case_id = work.session.get_one(SittingRow, made.sittings[1]).case_id
    decide_accommodation(work, made.id, case_id, Accommodation(larger_type=True))
    work.commit()
    assert [[form.seat for form in part] for part in get_twins(work, made.id).parts] == [[1, 3], [2]]
    assert [form.large for form in get_twins(work, made.id, large=True).forms] == [True] * 3
    assert [form.large for form in get_twins(work, made.id, 2, large=False).forms] == [False]


def test_a_room_comes_as_an_archive_with_ten_seats_in_a_file(work: OwnWork) -> None:
    made = freeze_exam(work, [CandidateEntry("Osoba", f"Numer {number}") for number in range(12)])
    pieces = list(print_room(get_twins(work, made.id, large=True), READER, work.now))
    assert len(pieces) == 3 and all(pieces)
    with ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["seats-001-010-large-print.pdf", "seats-011-012-large-print.pdf"]
        assert "Stanowisko 12" in text_of(archive.read("seats-011-012-large-print.pdf"))


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP"])
def test_a_filed_picture_is_printed_with_its_description(work: OwnWork, format_: str) -> None:
    made = plan_exam(work)
    picture, problems = read_image(draw(1, format_))
    assert picture is not None, problems
    (media_id,) = file_pictures(work, {"media/czajnik.png": picture}).values()
    words = f"![Czajnik z żeliwa]({media_id})"
    bank.load_items(work, CODE, [replace(item, stem=f"{item.stem}\n\n{words}") for item in ITEMS])
    work.commit()
    freezing.freeze_exam(work, KEYS, made.id)
    work.commit()
    pdf = print_twins(get_twins(work, made.id, 1), READER, work.now)
    assert alternative_texts(pdf) == ["Czajnik z żeliwa"] * BLUEPRINT.total
