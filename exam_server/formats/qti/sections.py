"""The sections of a package's tests as blueprints: what they ask of their items, as far as cells can say it."""

import math
import posixpath
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from exam_server.core.assembly import Blueprint, Cell
from exam_server.core.bank import Item
from exam_server.core.exchange import Brought, free_id
from exam_server.core.problems import Problem
from exam_server.core.qualification import outcome_code
from exam_server.core.text import Text, text
from exam_server.formats.qti.declarations import number
from exam_server.formats.qti.ids import MARKED
from exam_server.formats.xml_door import Xml

LOGIC = (
    "preCondition",
    "branchRule",
    "outcomeProcessing",
    "testFeedback",
    "itemSessionControl",
    "weight",
    "rubricBlock",
    "templateDefault",
)
"""What a test may say that a blueprint has no place for."""
MOST_ITEMS = 500
MOST_MINUTES = 600
Items = Mapping[str, Item]
"""From the file name of an item, as a test names it, to the item."""


def read_tests(
    tests: Sequence[tuple[str, Xml]], brought: Mapping[str, Brought], place: str
) -> tuple[tuple[Blueprint, ...], tuple[Problem, ...]]:
    """A blueprint for each test of which a section maps, and in words everything of it that doesn't."""
    blueprints: list[Blueprint] = []
    problems: list[Problem] = []
    items = {path.rsplit("/", 1)[-1]: each.item for path, each in brought.items() if each.item is not None}
    items |= {path: each.item for path, each in brought.items() if each.item is not None}
    for path, test in tests:
        asked = _Asked(items, posixpath.dirname(path))
        asked.read(test)
        if asked.cells:
            name = free_id(MARKED.sub("", test.get("identifier")), {each.id for each in blueprints}, "test")
            blueprints.append(_blueprint(test, asked, name))
            asked.found.append(text("A form draws from all items that a cell asks for, not only from its section's."))
        problems += [Problem(each, test.line, f"{place}/{path}", "qti-test", "warning") for each in asked.found]
    return tuple(blueprints), tuple(problems)


@dataclass
class _Asked:
    """What the sections of one test ask for, and what of it can't be said."""

    items: Items
    folder: str = ""
    found_cells: dict[Cell, Cell] = field(default_factory=dict)
    total: int = 0
    seconds: float = 0
    found: list[Text] = field(default_factory=list)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """A broader cell counts what a narrower one asks for too."""
        cells = self.found_cells.values()
        return tuple(_with_narrower(cell, cells) for cell in cells)

    def read(self, test: Xml) -> None:
        names = {each.name for each in test.walk()}
        self.found += [text("The test's {name} isn't kept.", name=name) for name in LOGIC if name in names]
        for section in (each for each in test.walk() if each.name == "assessmentSection"):
            self.found += _unsaid(section)
            if refs := section.all("assessmentItemRef"):
                self._section(section, refs)

    def _section(self, section: Xml, refs: Sequence[Xml]) -> None:
        found = [self._item(each.get("href")) for each in refs]
        items = [each for each in found if each is not None]
        count = _selected(section, len(refs))
        self.total += count
        self.seconds += count * sum(each.seconds for each in items) / len(items) if items else 0
        title = section.get("title") or section.get("identifier")
        shared = shared_place(items)
        if len(items) < len(found):
            left = len(found) - len(items)
            self.found.append(text("The section “{title}”: items that aren't taken: {count}.", title=title, count=left))
        if shared is None:
            self.found.append(text("The section “{title}” makes no cell: its items share no criterion.", title=title))
        elif count:
            self._add(shared, count, section.get("identifier") or title)

    def _item(self, href: str) -> Item | None:
        """By its path as seen from the test's folder; some packages name it by its file alone."""
        path = posixpath.normpath(posixpath.join(self.folder, unquote(href)))
        return self.items.get(path) or self.items.get(href)

    def _add(self, shared: Cell, count: int, wanted: str) -> None:
        """Sections that ask for the same make one cell."""
        before = self.found_cells.get(shared)
        name = before.id if before else free_id(MARKED.sub("", wanted), {cell.id for cell in self.cells}, "section")
        quota = count + (before.minimum if before else 0)
        self.found_cells[shared] = replace(shared, id=name, minimum=quota, maximum=quota)


def _unsaid(section: Xml) -> Iterator[Text]:
    title = section.get("title") or section.get("identifier")
    selection, ordering = section.first("selection"), section.first("ordering")
    if selection is not None and section.all("assessmentSection"):
        yield text("The section “{title}” chooses among sections; all of them are asked for.", title=title)
    if selection is not None and selection.get("withReplacement") == "true":
        yield text("The section “{title}” may give an item twice; a form never does.", title=title)
    refs = section.all("assessmentItemRef")
    if selection is not None and any(each.get("required") == "true" for each in refs):
        yield text("The section “{title}” requires certain items; a form draws any.", title=title)
    if len(refs) > 1 and (ordering is None or ordering.get("shuffle") != "true"):
        yield text("The section “{title}” has its items in a fixed order; a form draws it.", title=title)
    if section.first("timeLimits") is not None:
        yield text("The section “{title}” has a time limit of its own; a test has one for all.", title=title)


def _selected(section: Xml, many: int) -> int:
    selection = section.first("selection")
    asked = None if selection is None else number(selection.get("select"))
    return many if asked is None else max(0, min(many, int(asked)))


def shared_place(items: Sequence[Item]) -> Cell | None:
    """A cell, without its quota, for the one criterion that all items have, else their outcome, else their set."""
    codes = [set(item.criteria) for item in items]
    if not codes or not all(codes):
        return None
    common = set.intersection(*codes)
    if len(common) == 1:
        return Cell("", criterion=common.pop())
    outcomes = {outcome_code(code) for each in codes for code in each}
    if len(outcomes) == 1:
        return Cell("", outcome=outcomes.pop())
    sets = {int(outcome.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for outcome in outcomes}
    return Cell("", set=sets.pop()) if len(sets) == 1 else None


def _blueprint(test: Xml, asked: _Asked, id: str) -> Blueprint:
    minutes = max(1, min(MOST_MINUTES, math.ceil((_limit(test) or asked.seconds) / 60)))
    return Blueprint(id, test.get("title") or id, minutes, max(1, min(MOST_ITEMS, asked.total)), asked.cells)


def _with_narrower(cell: Cell, cells: Collection[Cell]) -> Cell:
    within = sum(other.minimum for other in cells if other is not cell and _holds(cell, other))
    return replace(cell, minimum=cell.minimum + within, maximum=cell.minimum + within)


def _holds(broad: Cell, narrow: Cell) -> bool:
    """Whether what counts in the narrow cell counts in the broad one too."""
    inner = narrow.criterion or narrow.outcome or ""
    if broad.outcome is not None:
        return narrow.criterion is not None and outcome_code(inner) == broad.outcome
    return broad.set is not None and outcome_code(inner).rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(broad.set)


def _limit(test: Xml) -> float | None:
    """Seconds for the whole test, or for all its parts together where each has a limit."""
    own = _most(test)
    parts = [_most(each) for each in test.all("testPart")]
    known = [each for each in parts if each is not None]
    return own if own is not None else sum(known) if known and len(known) == len(parts) else None


def _most(element: Xml) -> float | None:
    limits = element.first("timeLimits")
    return None if limits is None else number(limits.get("maxTime"))
