"""Written responses and products: two members mark each alone by its guide, a third one where they differ (S2, P2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from exam_server.core.bank import Item
from exam_server.core.problems import Refused
from exam_server.core.rating import LEVELS
from exam_server.core.scoring import Mark, bounded
from exam_server.core.text import Text, text
from exam_server.core.tickets import ALPHABET

CODE_BYTES = 5
Settling = Literal["agreement", "third"]


@dataclass(frozen=True)
class WrittenRule:
    """Two markers agree where their levels lie at most `largest_gap` apart on one side of what suffices.

    `thresholds`: the level that suffices by element, where each has one of its own; else it's `sufficient`.
    """

    largest_gap: int = 1
    sufficient: int = 2
    thresholds: tuple[int, ...] = ()

    def suffices(self, element: int, level: int) -> bool:
        return level >= self.needed(element)

    def needed(self, element: int) -> int:
        """The level from which an element (from 0) suffices."""
        return self.thresholds[element] if element < len(self.thresholds) else self.sufficient


RULE = WrittenRule()


@dataclass(frozen=True)
class GivenMark:
    """A marker's level (0–3) of one element of the guide; None: none yet. `reason`: what the text lacks, or shows."""

    level: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Share:
    """One member's marks of one text, an entry per element of its guide in that order; sealed ones are final."""

    marker: str
    marks: tuple[GivenMark, ...] = ()
    sealed: bool = False


@dataclass(frozen=True)
class Settled:
    """What the sealed shares come to: a level per element, and whether two agreed or a third one was needed."""

    levels: tuple[int, ...]
    by: Settling


def lacking(marks: Sequence[GivenMark], elements: int, rule: WrittenRule = RULE) -> tuple[tuple[int, Text], ...]:
    """What marks need before they can be sealed, by element (from 0).

    Every element has a level, and one that doesn't suffice says what the text lacks (P2); the text itself is what
    the others point at.
    """
    padded = [*marks[:elements], *(GivenMark() for _ in range(elements - len(marks)))]
    found = [(number, _lack(number, mark, rule)) for number, mark in enumerate(padded)]
    return tuple((number, lack) for number, lack in found if lack is not None)


def _lack(number: int, mark: GivenMark, rule: WrittenRule) -> Text | None:
    if mark.level is None:
        return text("Element {number} has no level yet.", number=number + 1)
    if not rule.suffices(number, mark.level) and not mark.reason.strip():
        return text("Element {number}: say what the text lacks.", number=number + 1)
    return None


def require_complete(marks: Sequence[GivenMark], elements: int, rule: WrittenRule = RULE) -> None:
    """Raises Refused, naming everything that is missing (P2)."""
    lacks = lacking(marks, elements, rule)
    if lacks:
        raise Refused(
            text("The marks weren't sealed."),
            text("Something is missing for element: {numbers}.", numbers=", ".join(str(each + 1) for each, _ in lacks)),
            text("Add what the page names, then seal."),
            rule="P2",
        )


def agree(one: Share, other: Share, rule: WrittenRule = RULE) -> bool:
    """Whether two sealed shares are equal or near in every element, and say the same of whether it suffices."""
    pairs = enumerate(zip(_levels(one), _levels(other), strict=True))
    return all(abs(a - b) <= rule.largest_gap and rule.suffices(at, a) == rule.suffices(at, b) for at, (a, b) in pairs)


def _differ(sealed: Sequence[Share], rule: WrittenRule) -> bool:
    return len(sealed) == 2 and not agree(sealed[0], sealed[1], rule)


def places(shares: Sequence[Share], rule: WrittenRule = RULE) -> int:
    """How many further members may take the text now: two read it, a third one only once two have sealed and differ."""
    sealed = [share for share in shares if share.sealed]
    return max(0, (3 if _differ(sealed, rule) else 2) - len(shares))


def may_take(shares: Sequence[Share], marker: str, rule: WrittenRule = RULE) -> bool:
    """Whether this member may read the text: nobody reads it twice, and no more of them than it needs."""
    return places(shares, rule) > 0 and marker not in {share.marker for share in shares}


def settle(shares: Sequence[Share], rule: WrittenRule = RULE) -> Settled | None:
    """What the sealed shares come to, in whatever order they were sealed; None while another one is needed.

    An element gets the highest level that at least two of the markers grant: of two the lower one, of three the
    middle one. So no single marker lifts or lowers a result, and it never lies between levels.
    """
    sealed = [share for share in shares if share.sealed]
    if len(sealed) < 2 or _differ(sealed, rule):
        return None
    columns = zip(*map(_levels, sealed), strict=True)
    levels = tuple(sorted(column)[(len(column) - 1) // 2] for column in columns)
    return Settled(levels, "agreement" if len(sealed) == 2 else "third")


def _levels(share: Share) -> tuple[int, ...]:
    return tuple(mark.level for mark in share.marks if mark.level is not None)


def mark_by_guide(item: Item, levels: Sequence[int], rule: WrittenRule = RULE) -> tuple[Mark, bool]:
    """The mark of a text with these agreed levels, and whether its item counts as right (P9).

    The score is the levels' share of the best ones, for statistics. It's right only where every element suffices:
    elements are demands of one task, and a strong one doesn't outweigh one that is missing (as L2 has it of outcomes).
    """
    best = bounded(item, 1.0)
    share = sum(levels) / (max(LEVELS) * len(levels)) if levels else 0.0
    right = bool(levels) and min(levels) >= rule.sufficient
    return Mark(min(bounded(item, best * share), best), best, "marked", "guide"), right


def piece_code(random_bytes: bytes) -> str:
    """A pseudonym such as `P-7K3QD9XM` of secret random bytes alone: it tells no seat, no name and no order (P5)."""
    if len(random_bytes) != CODE_BYTES:
        raise ValueError(f"a code takes {CODE_BYTES} random bytes")
    number = int.from_bytes(random_bytes, "big")
    return "P-" + "".join(ALPHABET[(number >> shift) & 31] for shift in range(35, -1, -5))


def in_reading_order(items: Mapping[str, str]) -> list[str]:
    """Codes (each with the item that it answers) in the order of a queue: item by item, so that a marker compares
    like with like, and within one by the code, which is random.
    """
    return sorted(items, key=lambda code: (items[code], code))
