"""Options beside each other: such as shuffling breaks, such as say the same, and ranges that overlap."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from exam_server.core.bank import Item
from exam_server.core.lint.rule import Hit, Known
from exam_server.core.lint.wording import wording_of
from exam_server.core.lint.words import akin, plain, words_of
from exam_server.core.text import text
from exam_server.core.words import fold

CHOICES = ("single_choice", "multiple_response")
NUMBER = r"(\d+(?:[.,]\d+)?)"
UNIT = r"\s*([^\d\W]*(?:\s[^\d\W]+){0,2}|%)\s*"
BETWEEN = re.compile(rf"(?:od\s+|from\s+|między\s+|between\s+)?{NUMBER}{UNIT}(?:[-–—]|do|to|a|and|i)\s*{NUMBER}{UNIT}")
AT_LEAST = re.compile(rf"(?:co najmniej|minimum|od|at least|from)\s+{NUMBER}{UNIT}(?:wzwyz|i wiecej|or more)?\s*")
AT_MOST = re.compile(rf"(?:do|najwyzej|co najwyzej|maksymalnie|up to|at most)\s+{NUMBER}{UNIT}")
ABOVE = re.compile(rf"(?:powyzej|ponad|wiecej niz|over|above|more than)\s+{NUMBER}{UNIT}")
BELOW = re.compile(rf"(?:ponizej|mniej niz|under|below|less than)\s+{NUMBER}{UNIT}")


class Range(NamedTuple):
    low: float
    high: float
    unit: str
    open_low: bool = False
    open_high: bool = False


def catch_all(item: Item, known: Known) -> Iterator[Hit]:
    wording = wording_of(item.language)
    if wording is None or item.kind not in CHOICES:
        return
    for index, option in enumerate(item.options):
        if wording.catch_all.search(plain(option.text)):
            message = text("Option {id} speaks of all or none of the others.", id=option.id)
            yield Hit(f"options.{index}.text", message)


def refers_to_others(item: Item, known: Known) -> Iterator[Hit]:
    wording = wording_of(item.language)
    if wording is None or item.kind not in CHOICES:
        return
    for index, option in enumerate(item.options):
        if wording.refers.search(plain(option.text)):
            message = text("Option {id} names others by letter or place, and their order is random.", id=option.id)
            yield Hit(f"options.{index}.text", message)


def options_alike(item: Item, known: Known) -> Iterator[Hit]:
    """Two options that differ in nothing but the forms of their words, or in words without matter.

    Options that hold the same words in another order are left alone: that's how a distractor turns a statement round.
    """
    wording = wording_of(item.language)
    if wording is None or item.kind not in CHOICES:
        return
    said = [[word for word in words_of(option.text) if word not in wording.stops] for option in item.options]
    for (one, first), (other, second) in combinations(enumerate(said), 2):
        if first != second and _same_words(first, second):
            message = text(
                "Options {one} and {other} say the same in almost the same words.",
                one=item.options[one].id,
                other=item.options[other].id,
            )
            yield Hit(f"options.{other}.text", message)


def _same_words(one: list[str], other: list[str]) -> bool:
    enough = len(one) >= 2 and len(one) == len(other)
    return enough and all(
        left == right or (len(left) > 3 and len(right) > 3 and akin(left, right))
        for left, right in zip(one, other, strict=True)
    )


def ranges_overlap(item: Item, known: Known) -> Iterator[Hit]:
    """Options that are ranges of numbers in one unit, two of which hold the same number."""
    if item.kind not in CHOICES:
        return
    found = [(index, read_range(option.text)) for index, option in enumerate(item.options)]
    for (one, first), (other, second) in combinations(found, 2):
        if first and second and first.unit == second.unit and _overlap(first, second):
            message = text(
                "The ranges of options {one} and {other} overlap.",
                one=item.options[one].id,
                other=item.options[other].id,
            )
            yield Hit(f"options.{other}.text", message)


def read_range(words: str) -> Range | None:
    """The range that an option consists of, if it's nothing else."""
    said = fold(plain(words)).strip(" .")
    if found := BETWEEN.fullmatch(said):
        low, unit, high, other = found.groups()
        return Range(_number(low), _number(high), other or unit) if unit in ("", other) else None
    if found := AT_LEAST.fullmatch(said):
        return Range(_number(found[1]), float("inf"), found[2].strip())
    if found := AT_MOST.fullmatch(said):
        return Range(float("-inf"), _number(found[1]), found[2].strip())
    if found := ABOVE.fullmatch(said):
        return Range(_number(found[1]), float("inf"), found[2].strip(), open_low=True)
    if found := BELOW.fullmatch(said):
        return Range(float("-inf"), _number(found[1]), found[2].strip(), open_high=True)
    return None


def _number(digits: str) -> float:
    return float(digits.replace(",", "."))


def _overlap(one: Range, other: Range) -> bool:
    first, second = sorted((one, other), key=lambda each: (each.low, each.high))
    if first.low == second.low:
        return True
    return second.low < first.high or (second.low == first.high and not (first.open_high or second.open_low))
