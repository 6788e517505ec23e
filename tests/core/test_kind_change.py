"""Changing an item's kind: nothing goes without being named, and what isn't named comes back."""

from typing import get_args

import pytest

from exam_server.core.bank import Item, Kind, Option, Scoring
from exam_server.core.kind_change import change_kind
from exam_server.formats.item_schema import PARTS
from tests.kinds import EVERY_KIND

KINDS: tuple[Kind, ...] = get_args(Kind)
EVERY = [sample.item for sample in EVERY_KIND.values()]


@pytest.mark.parametrize("item", EVERY, ids=lambda item: str(item.kind))
@pytest.mark.parametrize("kind", KINDS)
def test_what_no_remark_names_is_still_there(item: Item, kind: Kind) -> None:
    changed = change_kind(item, kind)
    assert changed.item.kind == kind and changed.item.stem == item.stem and changed.item.sources == item.sources
    if not changed.left:
        assert change_kind(changed.item, item.kind).item == item


@pytest.mark.parametrize("item", EVERY, ids=lambda item: str(item.kind))
@pytest.mark.parametrize("kind", KINDS)
def test_an_item_has_the_part_of_its_kind_alone(item: Item, kind: Kind) -> None:
    changed = change_kind(item, kind).item
    assert not [part for part in set(PARTS.values()) - {PARTS[kind]} if getattr(changed, part)]


def test_options_go_along_between_kinds_that_have_them() -> None:
    item = EVERY_KIND["multiple_response"].item
    single = change_kind(item, "single_choice")
    assert [option.text for option in single.item.options] == [option.text for option in item.options]
    assert [option.key for option in single.item.options] == [True, False, False]
    assert len(single.left) == 1


def test_points_of_choices_that_are_gone_are_named() -> None:
    item = Item("x", "single_choice", (), "?", (Option("a", "1", True), Option("b", "2")), scoring=Scoring({"a": 1.0}))
    changed = change_kind(item, "extended_text")
    assert changed.item.scoring.mapping == {}
    assert any("a" in str(each) and "points" in str(each) for each in changed.left)
    assert change_kind(item, "multiple_response").item.scoring == item.scoring
