"""An item about a part of a criterion names one that the plan has, of its one criterion."""

from dataclasses import replace

import pytest

from exam_server.core.bank import canonical_content, revision_hash
from exam_server.core.lint import Known, check_item, remedy_of
from tests.kinds import EVERY_KIND

ITEM = replace(EVERY_KIND["single_choice"].item, criteria=("1A1",), part="b")
PLAN = {"1A1": ("a", "b"), "1A2": ("c",)}


def rules(item: object, known: Known) -> set[str]:
    return {each.rule for each in check_item(item, known) if each.place == "part"}  # type: ignore[arg-type]


@pytest.mark.rule("S12")
def test_a_named_part_has_to_be_one_of_the_plans() -> None:
    assert rules(ITEM, Known(parts=PLAN)) == set() == rules(ITEM, Known())
    assert rules(replace(ITEM, part=""), Known(parts={})) == set()
    assert rules(replace(ITEM, part="c"), Known(parts=PLAN)) == {"part-unknown"}
    assert rules(ITEM, Known(parts={})) == {"part-unknown"}


def test_an_item_of_several_criteria_or_none_names_no_part() -> None:
    for criteria in ((), ("1A1", "1A2")):
        assert rules(replace(ITEM, criteria=criteria), Known(parts=PLAN)) == {"part-of-many"}
    assert remedy_of("part-of-many") and remedy_of("part-unknown")


def test_an_item_without_a_part_keeps_the_hash_that_it_had_before_there_were_any() -> None:
    whole = replace(ITEM, part="")
    assert '"part"' not in canonical_content(whole)
    assert revision_hash(whole) != revision_hash(ITEM)
