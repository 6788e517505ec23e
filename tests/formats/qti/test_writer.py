"""What is exported as QTI comes back as the same item, and what QTI can't hold is named."""

import io
import re
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from exam_server.core.bank import Gap, Item, Option, Pair, Scoring, Stimulus
from exam_server.core.exchange import Outgoing
from exam_server.formats.qti.names import Version
from exam_server.formats.qti.package import read_qti
from exam_server.formats.qti.writer import write_qti
from exam_server.formats.xml_door import read_xml
from tests.exchanged import KINDS, items

VERSIONS: tuple[Version, ...] = ("3.0", "2.1")
HELD = tuple(sorted(KINDS.keys() - {"ordering"}))


def brought_back(version: Version, *exported: Item, stimuli: tuple[Stimulus, ...] = ()) -> list[Item | None]:
    written = write_qti(Outgoing(exported, stimuli), version)
    return [each.item for each in read_qti(written.content, "p.zip").items]


@settings(max_examples=15, deadline=None)
@given(items(*HELD))
def test_an_item_of_any_kind_comes_back_from_qti_3_as_it_was(exported: tuple[Item, ...]) -> None:
    written = write_qti(Outgoing(exported), "3.0")
    back = read_qti(written.content, "p.zip")
    assert [each.item for each in back.items] == [_in_normal_form(item) for item in exported]
    assert all(each.changes == () for each in back.items) and back.problems == ()
    assert written.left_out == {}


@settings(max_examples=12, deadline=None)
@given(items(*HELD))
def test_an_item_of_any_kind_comes_back_from_qti_2_1_with_the_same_scoring_and_stays_so(
    exported: tuple[Item, ...],
) -> None:
    once = brought_back("2.1", *exported)
    for item, back in zip(exported, once, strict=True):
        assert back is not None
        assert (back.kind, back.criteria, back.scoring) == (item.kind, item.criteria, _in_normal_form(item).scoring)
    assert brought_back("2.1", *(each for each in once if each is not None)) == once


def _in_normal_form(item: Item) -> Item:
    """A mapping that gives what all or nothing gives anyway is none."""
    scoring = item.scoring
    typed = item.kind in ("short_text", "gap_text")
    is_letters = typed and scoring.exact_case
    return replace(item, scoring=replace(scoring, exact_case=is_letters))


@pytest.mark.parametrize("version", VERSIONS)
def test_ids_bounds_rationales_and_distractors_come_back(version: Version) -> None:
    options = (Option("1", "jeden", True, "Bo tak."), Option("-2", "dwa"), Option("c", "trzy", True))
    scoring = Scoring({"1": 0.75, "c": 0.75, "-2": -0.5}, -0.25, None, 1.25)
    several = Item("i-1", "multiple_response", ("1A1",), "Co?", options, scoring=scoring)
    pairs = (Pair("1", "L1", "R", "Bo 1."), Pair("2", "L2", "R"), Pair("3", "L3", "S"), Pair("4", "", "T"))
    table = Scoring({"1": 0.5, "2": 0.25, "3 4": -0.25, "3": 0.25}, lower=None)
    matching = Item("i-2", "matching", (), "Dobierz.", pairs=pairs, scoring=table)
    choices = (Option("x", "tak", True, "Bo x."), Option("y", "nie"))
    gapped = Item("i-3", "inline_choice", (), "A [[1]], b [[g-2]].", gaps=(Gap("1", choices), Gap("g-2", choices)))
    mapped = replace(gapped, id="i-4", scoring=Scoring({"1 x": 0.5, "g-2 x": 1.0}, -0.25, 0.0, 1.25))
    exported = (several, matching, gapped, mapped)
    assert brought_back(version, *exported) == list(exported)


@pytest.mark.parametrize("version", VERSIONS)
def test_typed_options_come_back_with_ids_and_texts(version: Version) -> None:
    texts = (Option("a", "Warszawa", True), Option("b", "warszawka", False, "Potocznie."), Option("z", "stolica", True))
    typed = Item("i-1", "short_text", (), "Gdzie?", texts, scoring=Scoring(exact_case=True))
    lesser = (*texts[:2], replace(texts[2], key=False))
    mapped = replace(typed, id="i-2", options=lesser, scoring=Scoring({"a": 1.0, "z": 0.5}, 0.25))
    numbers = (Option("n1", "12.4 … 12.6", True), Option("n2", "100 ± 5", False, "Rząd wielkości."), Option("n3", "0"))
    numeric = Item("i-3", "numeric", (), "Ile?", numbers)
    graded = replace(numeric, id="i-4", scoring=Scoring({"n1": 1.0, "n2": 0.25}))
    gaps = (Gap("g1", texts), Gap("g2", (Option("a", "tak", True), Option("b", "no", True), Option("c", "nie"))))
    filled = Item("i-5", "gap_text", (), "[[g1]] albo [[g2]]", gaps=gaps)
    exported = (typed, mapped, numeric, graded, filled)
    assert brought_back(version, *exported) == list(exported)


def test_an_order_by_parts_is_written_as_all_or_nothing_and_named() -> None:
    options = tuple(Option(each, f"Krok {each}") for each in "abc")
    whole = Item("i-1", "ordering", (), "Ułóż.", options)
    parts = replace(whole, id="i-2", scoring=Scoring({"a b": 0.5, "b c": 0.5}))
    written = write_qti(Outgoing((whole, parts)))
    assert [each.item for each in read_qti(written.content, "").items] == [whole, replace(whole, id="i-2")]
    assert list(written.losses) == ["i-2"]


@pytest.mark.parametrize("version", VERSIONS)
def test_shared_texts_and_pictures_go_along(version: Version) -> None:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    options = tuple(Option(each, f"Opcja {each}", each == "a") for each in "abc")
    item = Item("i-1", "single_choice", (), "![plan domu](media/plan.png)\n\nCo?", options, stimulus="ania")
    stimulus = Stimulus("ania", "Pani Ania", "Szuka **pracy**.\n\n- jedna\n- druga")
    bank = Outgoing((item,), (stimulus,), {"media/plan.png": out.getvalue()})
    back = read_qti(write_qti(bank, version).content, "p.zip")
    assert [each.item for each in back.items] == [item]
    assert back.stimuli == (stimulus,)
    assert back.pictures == {"media/plan.png": out.getvalue()}


def test_text_that_somebody_changed_elsewhere_counts_and_not_what_we_wrote_beside_it() -> None:
    options = tuple(Option(each, f"Opcja {each}", each == "a") for each in "abc")
    item = Item("i-1", "single_choice", (), "Co *teraz*?", options)
    with zipfile.ZipFile(io.BytesIO(write_qti(Outgoing((item,))).content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content.replace(b"<em>teraz</em>", b"<em>potem</em>"))
    (back,) = read_qti(out.getvalue(), "p.zip").items
    assert back.item is not None and back.item.stem == "Co *potem*?"


def test_a_text_that_cant_be_shown_leaves_its_item_out() -> None:
    options = tuple(Option(each, f"Opcja {each}", each == "a") for each in "abc")
    item = Item("i-1", "single_choice", (), "Co\u202e?", options)
    written = write_qti(Outgoing((item,)))
    assert list(written.left_out) == ["i-1"] and "U+202E" in str(written.left_out["i-1"][0])


@pytest.mark.parametrize("version", VERSIONS)
def test_files_are_well_formed_and_their_names_are_the_versions(version: Version) -> None:
    exported = tuple(replace(strategy_example, id=f"i-{n}") for n, strategy_example in enumerate(_one_of_each()))
    with zipfile.ZipFile(io.BytesIO(write_qti(Outgoing(exported), version).content)) as archive:
        for name in archive.namelist():
            root, problems = read_xml(archive.read(name))
            assert root is not None and problems == ()
            if name.startswith("items/"):
                names = {each.name for each in root.walk()}
                own = {each for each in names if each.startswith("qti-")}
                assert ("qti-item-body" in own) == (version == "3.0")
                assert not any(re.search("[A-Z]", each) for each in names) or version == "2.1"


def _one_of_each() -> list[Item]:
    options = tuple(Option(each, f"Opcja {each}", each == "a", "Bo.") for each in "abc")
    gaps = (Gap("g1", options),)
    return [
        Item("i", "single_choice", (), "Co?", options),
        Item("i", "ordering", (), "Co?", options),
        Item("i", "inline_choice", (), "Co [[g1]]?", gaps=gaps),
        Item("i", "gap_text", (), "Co [[g1]]?", gaps=gaps),
        Item("i", "short_text", (), "Co?", options),
        Item("i", "matching", (), "Co?", pairs=(Pair("a", "x", "y"), Pair("b", "z", "w"))),
    ]


@given(st.sampled_from(VERSIONS))
def test_the_same_items_make_the_same_bytes(version: Version) -> None:
    bank = Outgoing(tuple(replace(item, id=f"i-{n}") for n, item in enumerate(_one_of_each())))
    assert write_qti(bank, version).content == write_qti(bank, version).content
