"""Moodle XML in and out: each type with the marks that Moodle gives, its pictures and tags, and the rest named."""

import base64
from pathlib import Path

import pytest
from hypothesis import given, settings

from exam_server.core.bank import Item, Option
from exam_server.core.exchange import Brought, Import, Outgoing
from exam_server.core.scoring import mark
from exam_server.formats.moodle_xml import read_moodle_xml, write_moodle_xml
from tests.exchanged import KINDS, items
from tests.samples import sample_files

HELD = [kind for kind in KINDS if kind != "extended_text"]
PNG = b"\x89PNG\r\n\x1a\nnot really"


def read(type_: str, inner: str, stem: str = "Pytanie?", format_: str = "html") -> Import:
    question = (
        f"<name><text>n</text></name><questiontext format='{format_}'><text><![CDATA[{stem}]]></text></questiontext>"
    )
    xml = f"<quiz><question type='{type_}'>{question}{inner}</question></quiz>"
    return read_moodle_xml(xml.encode(), "f.xml")


def only(type_: str, inner: str, stem: str = "Pytanie?") -> Brought:
    (brought,) = read(type_, inner, stem).items
    return brought


def taken(type_: str, inner: str, stem: str = "Pytanie?") -> Item:
    brought = only(type_, inner, stem)
    assert brought.refused == ()
    assert brought.item is not None
    return brought.item


def answer(fraction: float, words: str, more: str = "") -> str:
    return f"<answer fraction='{fraction}'><text>{words}</text>{more}</answer>"


@given(items(*HELD))
@settings(max_examples=150, deadline=None)
def test_what_moodle_xml_holds_comes_back_as_the_same_item(exported):
    written = write_moodle_xml(Outgoing(exported))
    read = read_moodle_xml(written.content, "f")
    assert [brought.refused for brought in read.items] == [()] * len(exported)
    assert tuple(brought.item for brought in read.items) == exported


def test_pictures_go_along_and_come_back_under_their_name():
    item = Item("i", "single_choice", (), "![kot](media/kot.png)", (Option("a", "tak", True), Option("b", "nie")))
    written = write_moodle_xml(Outgoing((item,), pictures={"media/kot.png": PNG}))
    assert b"@@PLUGINFILE@@/kot.png" in written.content
    read = read_moodle_xml(written.content, "f")
    assert read.pictures == {"media/kot.png": PNG}
    assert read.items[0].item == item


def test_a_picture_in_html_is_taken_with_its_words_and_a_missing_one_refuses_the_item():
    image = base64.b64encode(PNG).decode()
    stem = "<quiz><question type='essay'><questiontext format='html'><text>&lt;img src='@@PLUGINFILE@@/A%20b.png' alt='kot'&gt;</text>"
    there = f"{stem}<file name='A b.png' encoding='base64'>{image}</file></questiontext></question></quiz>"
    read = read_moodle_xml(there.encode())
    assert read.pictures == {"media/a-b.png": PNG}
    assert read.items[0].item is not None
    assert read.items[0].item.stem == "![kot](media/a-b.png)"
    missing = read_moodle_xml(f"{stem}</questiontext></question></quiz>".encode())
    assert "A%20b.png" in str(missing.items[0].refused[0])


def test_several_right_answers_add_up_and_wrong_ones_take_away():
    answers = answer(50, "a") + answer(50, "b") + answer(-50, "c")
    item = taken("multichoice", f"<single>false</single>{answers}")
    assert [mark(item, each).score for each in (["a"], ["a", "b"], ["a", "b", "c"], ["c"])] == [0.5, 1, 0.5, 0]


def test_short_texts_keep_weights_and_letter_case():
    item = taken("shortanswer", f"<usecase>1</usecase>{answer(100, 'Ala')}{answer(80, 'ola')}{answer(0, '*')}")
    assert [mark(item, each).score for each in ("Ala", "ala", "ola", "Ela")] == [1, 0, 0.8, 0]


def test_numbers_keep_their_tolerance_and_units_are_named():
    inner = answer(100, "6.25", "<tolerance>0.05</tolerance>") + "<units><unit><unit_name>cm</unit_name></unit></units>"
    brought = only("numerical", inner)
    assert brought.item is not None
    assert [mark(brought.item, each).score for each in ("6,3", "6.31")] == [1, 0]
    assert "cm" in str(brought.changes[0])


def test_gaps_of_cloze_weigh_as_they_say():
    stem = "{2:MULTICHOICE:=Rzym#tak~Paryż~%50%Roma} i {1:MC:nie~=tak}"
    item = taken("cloze", "", stem)
    assert item.kind == "inline_choice"
    assert item.stem == "[[g1]] i [[g2]]"
    assert [
        mark(item, {"g1": first, "g2": second}).score for first, second in (("a", "b"), ("c", "b"), ("a", "a"))
    ] == [
        pytest.approx(1),
        pytest.approx(2 / 3),
        pytest.approx(2 / 3),
    ]


def test_typed_gaps_of_cloze_are_typed_and_a_single_number_is_numeric():
    item = taken("cloze", "", "Stolica: {1:SHORTANSWER:=Rzym~%50%Roma}")
    assert (item.kind, mark(item, {"g1": "roma"}).score) == ("gap_text", 0.5)
    number = taken("multianswer", "", "2+2={:NUMERICAL:=4:0.1}.")
    assert (number.kind, mark(number, "4,05").score) == ("numeric", 1)


def test_gaps_of_different_kinds_are_refused_by_name():
    brought = only("cloze", "", "{1:SHORTANSWER:=a} {1:MULTICHOICE:=b~c}")
    assert "MULTICHOICE, SHORTANSWER" in str(brought.refused[0])


def test_missing_words_are_chosen_from_their_group():
    words = "".join(
        f"<selectoption><text>{each}</text><group>{group}</group></selectoption>" for each, group in ("k1", "p1", "s2")
    )
    item = taken("gapselect", words, "[[1]] siedzi na [[3]]")
    assert item.stem == "[[g1]] siedzi na [[g2]]"
    assert [[option.text for option in gap.options] for gap in item.gaps] == [["k", "p"], ["s"]]
    assert mark(item, {"g1": "a", "g2": "a"}).score == 1


def test_orders_are_marked_whole_or_by_pairs_and_other_ways_are_named():
    answers = answer(1, "a") + answer(2, "b") + answer(3, "c")
    pairwise = taken("ordering", f"<gradingtype>RELATIVE_ALL_PREVIOUS_AND_NEXT</gradingtype>{answers}")
    assert mark(pairwise, ["b", "a", "c"]).score == pytest.approx(2 / 3)
    brought = only("ordering", answers)
    assert brought.item is not None
    assert mark(brought.item, ["b", "a", "c"]).score == 0
    assert "ABSOLUTE_POSITION" in str(brought.changes[0])


def test_what_a_question_says_beside_its_marks_is_named():
    inner = (
        "<defaultgrade>2</defaultgrade><penalty>0.3</penalty><hint><text>podpowiedź</text></hint><secret>x</secret>"
        "<correctfeedback><text>brawo</text></correctfeedback><tags><tag><text>1A1</text></tag><tag><text>x</text></tag></tags>"
    )
    brought = only("truefalse", inner + answer(100, "true") + answer(0, "false"))
    said = " ".join(map(str, brought.changes))
    assert all(each in said for each in ("2.0", "one try", "podpowiedź", "<secret>", "brawo", "“x”"))
    assert brought.item is not None
    assert brought.item.criteria == ("1A1",)


def test_types_that_no_kind_holds_are_refused_by_name():
    assert "calculated" in str(only("calculated", "").refused[0])


def test_another_root_or_a_doctype_cannot_be_read():
    assert not read_moodle_xml(b"<html/>").is_readable
    assert not read_moodle_xml(b"<!DOCTYPE quiz [<!ENTITY a 'b'>]><quiz>&a;</quiz>").is_readable


@pytest.mark.parametrize("path", sample_files("moodlexml", ".xml"), ids=lambda path: path.name)
def test_every_real_file_is_read(path: Path):
    read = read_moodle_xml(path.read_bytes(), path.name)
    assert read.is_readable
    assert all(brought.item is not None or brought.refused for brought in read.items)
