"""Items in lists: a line, what a list is narrowed to and ordered by, and the words that a search looks through."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from exam_server.core.bank import Item, Kind, Level, Status
from exam_server.core.psychometrics import Trait
from exam_server.core.words import fold, without_pictures

Order = Literal[
    "code",
    "kind",
    "level",
    "status",
    "facility",
    "seen",
    "discrimination",
    "seconds",
    "revision",
    "exposure",
    "changed",
]
ORDERS: tuple[Order, ...] = get_args(Order)
# The fewest forms that a filter by exposure can ask for; "0" asks for items that no form holds.
EXPOSURES = ("0", "1", "10", "50")


@dataclass(frozen=True)
class ItemFigures:
    """Kept statistics of an item's current revision; None is what can't be said."""

    sittings: int
    facility: float | None
    discrimination: float | None
    traits: tuple[Trait, ...]


@dataclass(frozen=True)
class ItemLine:
    """An item as lists show it; `number` is its current revision's, `difficulty` its expected facility 0–1.

    `forms`: how many frozen forms of exams hold it, in whatever revision; rehearsals don't count. `figures` are None
    where no marked sitting had the current revision.
    """

    code: str
    stem: str
    kind: Kind
    level: Level
    criteria: tuple[str, ...]
    status: Status
    difficulty: float
    seconds: int
    number: int
    practice: bool
    language: str
    forms: int
    changed_at: datetime
    figures: ItemFigures | None


@dataclass(frozen=True)
class ItemFilter:
    """What a list is narrowed to; empty doesn't narrow. `author`: the account that wrote the first revision.

    `statistics`: one of `TRAITS`, of the current revision's figures.

    Every one of `words` is in the item's code, stem or choices; diacritics and case don't matter.
    """

    criterion: str = ""
    kind: str = ""
    level: str = ""
    status: str = ""
    author: str = ""
    language: str = ""
    exposure: str = ""
    statistics: str = ""
    words: str = ""


@dataclass(frozen=True)
class Sorting:
    by: Order = "code"
    descending: bool = False


def read_sorting(words: str) -> Sorting:
    """The order that an address asks for: a name, with a minus before it for the other way round; else by code."""
    name = words.removeprefix("-")
    return Sorting(name, words.startswith("-")) if name in ORDERS else Sorting()


def write_sorting(sorting: Sorting) -> str:
    return f"-{sorting.by}" if sorting.descending else sorting.by


def searched_words(item: Item) -> str:
    """What a search looks through: code, stem and all that can be chosen, folded; rationales aren't among it."""
    return fold(" ".join([item.id, *(without_pictures(words) for words in _chosen_from(item))]))


def _chosen_from(item: Item) -> Iterator[str]:
    yield item.stem
    yield from (option.text for option in item.options)
    for pair in item.pairs:
        yield from (pair.left, pair.right)
    yield from (option.text for gap in item.gaps for option in gap.options)
