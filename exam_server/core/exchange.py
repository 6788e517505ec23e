"""What passes between foreign files and the bank: items as they were brought, every change and refusal in words."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from exam_server.core.assembly import Blueprint
from exam_server.core.bank import Item, Stimulus
from exam_server.core.problems import Problem
from exam_server.core.text import Text
from exam_server.core.words import slug

Outcome = Literal["taken", "changed", "refused"]
IMPORTED = ("yaml", "qti", "moodlexml", "gift", "aiken", "xlsx")
EXPORTED = ("yaml", "qti3", "qti21", "moodlexml", "gift", "xlsx")
"""Names of formats, as commands and pages have them."""
LONGEST_ID = 60
CRITERION = re.compile(r"[1-9][0-9]?[A-Z][1-9][0-9]?")


@dataclass(frozen=True)
class Brought:
    """One item of a foreign file, or why it isn't taken.

    `id` and `place` are as the file has them (a title, a file of a package with a line), for people to find it again.
    `changes` names everything of the source that `item` holds otherwise or not at all, `refused` what stands against
    it; an item with a refusal isn't taken, whether or not there's an `item`.
    """

    id: str
    place: str
    item: Item | None = None
    changes: tuple[Text, ...] = ()
    refused: tuple[Text, ...] = ()

    @property
    def outcome(self) -> Outcome:
        if self.item is None or self.refused:
            return "refused"
        return "changed" if self.changes else "taken"


@dataclass(frozen=True)
class Import:
    """Everything that a reader found in one file; `format` is its name in commands.

    Texts name pictures as files of a bank (`media/name.png`); `pictures` holds their bytes by that path, as they came.
    `problems` concern the file as a whole: with an error among them it couldn't be read. `blueprints` are what the
    file's tests ask of their items, where that can be said in cells.
    """

    format: str
    items: tuple[Brought, ...] = ()
    stimuli: tuple[Stimulus, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    blueprints: tuple[Blueprint, ...] = ()

    @property
    def is_readable(self) -> bool:
        return not any(problem.severity == "error" for problem in self.problems)


@dataclass(frozen=True)
class Outgoing:
    """What a writer gets: items and the shared cases that they hang on, with pictures by path (`media/name.png`).

    `blueprints` draw from the items; formats that know tests hold them as such.
    """

    items: tuple[Item, ...]
    stimuli: tuple[Stimulus, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    blueprints: tuple[Blueprint, ...] = ()


@dataclass(frozen=True)
class Written:
    """A file for others. By item id: `losses` names what the format can't hold, `left_out` why an item isn't in it.

    `unsaid`: by a blueprint's id, what the file's test doesn't say of it.
    """

    content: bytes
    losses: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)
    left_out: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)
    unsaid: Mapping[str, tuple[Text, ...]] = field(default_factory=dict)


def free_id(wanted: str, taken: Collection[str], otherwise: str = "item") -> str:
    """An item id made of a foreign title or identifier that isn't among `taken`: `ustawa-a-rozporzadzenie-2`."""
    stem = slug(wanted)[:LONGEST_ID].strip("-") or otherwise
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    return name


def criteria_among(tags: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A file's tags apart: those that look like codes of criteria (each once, in order), and all others."""
    given = list(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
    codes = tuple(tag for tag in given if CRITERION.fullmatch(tag))
    return codes, tuple(tag for tag in given if tag not in codes)
