"""Pictures are filed once by their bytes, and a revision shows the bytes it was filed with."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from exam_server.core.bank import Bank, Stimulus
from exam_server.core.problems import NotFound, Refused
from exam_server.formats.picture_names import ids_of, read_pictures
from exam_server.services import bank
from exam_server.services.cleaning import clean_anew
from exam_server.services.content import load_bank
from exam_server.services.importing import file_item, read_item_file, write_items
from exam_server.services.media import file_pictures, get_picture, known_pictures, take_picture
from exam_server.services.reading_content import BankContent
from exam_server.store.tables import ItemRevisionRow, MediaRow
from tests.drawing import draw
from tests.making import CODE, ITEMS, OwnWork, make_bank, make_edition, make_organisation

NAME = "media/wykres.png"


def content(shade: int, format_: str = "PNG") -> BankContent:
    """A bank of one item and one shared case, both with the picture."""
    pictures, problems = read_pictures({NAME: draw(shade, format_), "media/inny.png": draw(99)})
    assert problems == ()
    words = f"![Wykres]({ids_of(pictures)[NAME]})"
    item, case = replace(ITEMS[0], stem=f"Co widać?\n\n{words}"), Stimulus("c", "Herbaciarnia", words)
    return BankContent(CODE, Bank((item,), (case,)), {item.id: "item.yaml"}, pictures=pictures)


def filed(work: OwnWork) -> bank.FiledItem:
    return bank.get_item(work, CODE, ITEMS[0].id)


def test_a_picture_is_filed_once_and_one_that_nothing_shows_is_not(work: OwnWork) -> None:
    for made in ("new", "same"):
        assert getattr(load_bank(work, content(1)), made) == (ITEMS[0].id,)
        work.commit()
    assert [row.name for row in work.session.scalars(select(MediaRow))] == ["wykres.png"]
    picture = get_picture(work, known_pictures(work)[NAME])
    assert (picture.width, picture.height, picture.media_type) == (64, 48, "image/png")
    html = bank.get_revisions(work, [filed(work).revision_id])[filed(work).revision_id].html[filed(work).item.stem]
    assert f'<img src="/media/{picture.digest}" alt="Wykres" width="64" height="48">' in html


def test_other_bytes_under_the_same_name_are_another_revision_and_the_old_one_keeps_its_picture(work: OwnWork) -> None:
    load_bank(work, content(1))
    work.commit()
    before = filed(work)
    assert load_bank(work, content(2)).changed == (ITEMS[0].id,)
    work.commit()
    assert sorted(known_pictures(work)) == ["media/wykres-2.png", NAME]
    old = bank.get_revisions(work, [before.revision_id])[before.revision_id].item
    assert known_pictures(work)[NAME] in old.stem
    assert known_pictures(work)["media/wykres-2.png"] in filed(work).item.stem


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP"])
def test_what_is_exported_is_unchanged_when_it_comes_back(work: OwnWork, tmp_path: Path, format_: str) -> None:
    make_edition(work)
    load_bank(work, content(1, format_))
    work.commit()
    before = filed(work)
    write_items(work, CODE, tmp_path)
    (path,) = tmp_path.rglob(f"{ITEMS[0].id}.yaml")
    assert "(media/wykres." in path.read_text(encoding="utf-8")
    read = read_item_file(path)
    assert read.errors == () and len(read.pictures) == 1
    file_item(work, CODE, read)
    work.commit()
    assert (filed(work).number, filed(work).content_hash) == (1, before.content_hash)
    assert work.session.query(MediaRow).count() == 1


def test_the_same_file_stays_the_same_picture_whatever_the_encoder_makes_of_it(work: OwnWork) -> None:
    pictures, _ = read_pictures({NAME: draw(1)})
    first = file_pictures(work, pictures)
    otherwise = replace(pictures[NAME], id=f"media:{'0' * 64}", content=b"as another version paints it")
    assert file_pictures(work, {NAME: otherwise}) == {otherwise.id: first[pictures[NAME].id]}


def test_an_item_whose_picture_is_not_filed_is_refused(work: OwnWork) -> None:
    with pytest.raises(Refused, match="no usable picture"):
        bank.load_items(work, CODE, [replace(ITEMS[0], stem=f"![x](media:{'0' * 64})")])


def test_another_organisation_has_pictures_of_its_own(work: OwnWork) -> None:
    load_bank(work, content(1))
    work.commit()
    media_id = known_pictures(work)[NAME]
    make_organisation(work)
    assert known_pictures(work) == {}
    with pytest.raises(NotFound):
        get_picture(work, media_id)
    load_bank(work, content(1))
    work.commit()
    assert known_pictures(work) == {NAME: media_id}


def test_an_author_gets_the_words_that_show_the_picture(work: OwnWork) -> None:
    taken = take_picture(work, "Profil zainteresowań (1).PNG", draw(3), " Profil\n[A] ")
    assert taken.markdown == "![Profil \\[A\\]](media/profil-zainteresowan-1.png)"
    assert (taken.width, taken.height) == (64, 48)
    for file, description in ((b"<svg/>", "Opis"), (draw(3), " ")):
        with pytest.raises(Refused):
            take_picture(work, "a.png", file, description)


def test_html_of_an_older_allow_list_is_cleaned_anew_from_its_markdown(work: OwnWork) -> None:
    make_bank(work)
    work.record()
    row = work.session.scalars(select(ItemRevisionRow)).first()
    assert row is not None
    clean, row.html, row.allow_list = dict(row.html), {each: "<b>old</b>" for each in row.html}, "1"
    work.commit()
    assert (clean_anew(work), clean_anew(work)) == (1, 0)
    work.commit()
    assert work.session.get_one(ItemRevisionRow, row.id).html == clean
