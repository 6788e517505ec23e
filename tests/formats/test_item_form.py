"""The form of an item says the item: nothing of it is lost on the way into fields and back."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from exam_server.core.bank import Gap, GuideElement, Item, Kind, Option, Pair, Scoring
from exam_server.formats.item_form import act_on, change_kind, fill_up, read_fields, row_numbers, write_fields
from exam_server.formats.item_schema import PARTS
from exam_server.formats.item_yaml import write_item
from tests.kinds import EVERY_KIND

KINDS: tuple[Kind, ...] = get_args(Kind)
LETTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\r\x00")
WORDS = st.text(LETTERS, min_size=1, max_size=40).filter(str.strip)
MAYBE = st.one_of(st.just(""), WORDS)
NAMES = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True)
NUMBERS = st.floats(-100, 100, allow_nan=False)
OPTIONS = st.lists(st.builds(Option, NAMES, WORDS, st.booleans(), MAYBE), min_size=1, max_size=4).map(tuple)
PART = {
    "options": OPTIONS,
    "pairs": st.lists(st.builds(Pair, NAMES, MAYBE, WORDS, MAYBE), min_size=1, max_size=4).map(tuple),
    "gaps": st.lists(st.builds(Gap, NAMES, OPTIONS), min_size=1, max_size=3).map(tuple),
    "guide": st.lists(
        st.builds(GuideElement, WORDS, st.dictionaries(st.integers(0, 3), WORDS)), min_size=1, max_size=3
    ).map(tuple),
}
SCORING = st.builds(
    Scoring,
    st.dictionaries(NAMES, NUMBERS, max_size=3),
    NUMBERS,
    st.one_of(st.none(), NUMBERS),
    st.one_of(st.none(), NUMBERS),
    st.booleans(),
)


@st.composite
def items(draw: st.DrawFn) -> Item:
    kind = draw(st.sampled_from(KINDS))
    several = st.lists(NAMES, max_size=3, unique=True).map(tuple)
    return Item(
        id=draw(NAMES),
        kind=kind,
        criteria=draw(st.sampled_from([(), ("1A1",), ("1A1", "2C3")])),
        stem=draw(st.text(LETTERS, max_size=80)),
        level=draw(st.sampled_from(["remember", "understand", "apply", "analyse"])),
        scoring=draw(SCORING),
        difficulty=draw(st.floats(0, 1)),
        seconds=draw(st.integers(1, 7200)),
        stimulus=draw(st.one_of(st.just(""), NAMES)),
        enemies=draw(several),
        sources=draw(several),
        language=draw(st.sampled_from(["pl", "en", "uk"])),
        status=draw(st.sampled_from(["draft", "review", "pilot", "active", "retired"])),
        practice=draw(st.booleans()),
        **{PARTS[kind]: draw(PART[PARTS[kind]])},
    )


@settings(max_examples=80)
@given(items())
def test_an_item_of_any_kind_is_the_same_after_its_form(item: Item) -> None:
    assert read_fields(write_fields(item)) == (item, ())


@settings(max_examples=40)
@given(items())
def test_blank_rows_to_be_filled_in_are_no_part_of_the_item(item: Item) -> None:
    assert read_fields(fill_up(write_fields(item))) == (item, ())


@settings(max_examples=40)
@given(items(), st.sampled_from(["options", "pairs", "gaps", "guide"]), st.integers(0, 3))
def test_a_row_that_went_down_comes_back_up(item: Item, path: str, at: int) -> None:
    fields = write_fields(item)
    moved = act_on(fields, f"{path}.{at}.down")
    if len(row_numbers(fields, path)) > at + 1:
        assert read_fields(moved)[0] != item or len(set(getattr(item, path))) < len(getattr(item, path))
        moved = act_on(moved, f"{path}.{at + 1}.up")
    assert read_fields(moved) == (item, ())


@settings(max_examples=50)
@given(items(), st.sampled_from(KINDS))
def test_a_kind_that_was_left_comes_back_as_it_was(item: Item, kind: Kind) -> None:
    assume(PARTS[kind] != PARTS[item.kind])
    there, left = change_kind(write_fields(item), kind)
    assert there["kind"] == kind and read_fields(there)[0].stem == item.stem and left
    back, _ = change_kind(there, item.kind)
    assert read_fields(back)[0] == item


@settings(max_examples=50)
@given(
    st.dictionaries(st.sampled_from(sorted(write_fields(EVERY_KIND["gap_text"].item))), st.text(LETTERS, max_size=9))
)
def test_whatever_was_typed_becomes_an_item_that_can_be_written(typed: dict[str, str]) -> None:
    item, _ = read_fields(typed)
    assert write_item(item).startswith("id:")


@pytest.mark.parametrize(
    ("typed", "difficulty", "wrong"),
    [("0,65", 0.65, False), (" .5 ", 0.5, False), ("", 0.6, False), ("dużo", 0.6, True), ("1e999", 0.6, True)],
)
def test_numbers_are_taken_as_people_write_them(typed: str, difficulty: float, wrong: bool) -> None:
    item, problems = read_fields(write_fields(EVERY_KIND["numeric"].item) | {"difficulty": typed})
    assert item.difficulty == difficulty
    assert [problem.place for problem in problems] == (["difficulty"] if wrong else [])


def test_seconds_are_whole() -> None:
    _, problems = read_fields({"seconds": "7,5"})
    assert [problem.place for problem in problems] == ["seconds"]


def test_rows_are_added_with_free_names_and_removed() -> None:
    fields = write_fields(EVERY_KIND["single_choice"].item)
    fields = act_on(fields, "options.1.remove")
    fields = act_on(fields, "options.add") | {"options.2.text": "matcha"}
    assert [(option.id, option.text) for option in read_fields(fields)[0].options] == [
        ("a", "sencha"),
        ("c", "rooibos"),
        ("b", "matcha"),
    ]


@pytest.mark.parametrize("act", ["options.9.up", "options.0.up", "stem.add", "options", "gaps.0.options.0.down"])
def test_a_button_that_isnt_there_changes_nothing(act: str) -> None:
    fields = write_fields(EVERY_KIND["single_choice"].item)
    assert act_on(fields, act) == fields


def test_a_choice_that_earns_points_twice_is_named() -> None:
    item = replace(EVERY_KIND["single_choice"].item, scoring=Scoring({"a": 1.0}))
    fields = act_on(write_fields(item), "scoring.mapping.add") | {
        "scoring.mapping.1.choice": "a",
        "scoring.mapping.1.points": "0,5",
    }
    read, problems = read_fields(fields)
    assert read == item and [problem.place for problem in problems] == ["scoring.mapping.1"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_form_has_the_rows_that_its_kind_needs(kind: Kind) -> None:
    fields = fill_up({"kind": kind, "language": "pl"})
    assert row_numbers(fields, PARTS[kind]), kind
    assert fill_up(fields) == fields
