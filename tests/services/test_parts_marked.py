"""Items that name parts of a criterion give evidence about those parts, and only all of them together show it."""

from dataclasses import replace

import pytest

from exam_server.services.marking import MarkedItem, judge_marked
from tests.deciding import PLAN

PARTED = replace(PLAN, lines=tuple(replace(line, parts=()) if line.criterion != "1A1" else line for line in PLAN.lines))


def marked(position: int, right: bool, part: str = "", criterion: str = "1A1") -> MarkedItem:
    return MarkedItem(position, f"i{position}", "", (criterion,), float(right), right, "marked", part)


@pytest.mark.rule("S12")
def test_the_test_judges_each_part_that_items_name_and_the_whole_by_the_others() -> None:
    items = [marked(1, True, "a"), marked(2, False, "b"), marked(3, True), marked(4, True)]
    assert judge_marked(PARTED, items) == {
        ("1A1", "a"): ("met", None),
        ("1A1", "b"): ("not_met", None),
        ("1A1", ""): ("met", None),
    }


def test_items_without_parts_are_judged_together_as_before() -> None:
    items = [marked(1, True), marked(2, False), marked(3, True)]
    assert judge_marked(PARTED, items) == {("1A1", ""): ("met", None)}
