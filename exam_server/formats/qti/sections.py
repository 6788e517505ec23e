"""The sections of a package's tests as blueprints, where their items share what a cell can ask for."""

import math
from collections.abc import Mapping, Sequence

from exam_server.core.assembly import Blueprint, Cell
from exam_server.core.bank import Item
from exam_server.core.exchange import Brought, free_id
from exam_server.core.problems import Problem
from exam_server.core.text import Text, text
from exam_server.formats.qti.declarations import number
from exam_server.formats.xml_door import Xml

LOGIC = ("preCondition", "branchRule", "outcomeProcessing", "testFeedback")
Items = Mapping[str, Item]
"""From the file name of an item, as a test names it, to the item."""


def read_tests(
    tests: Sequence[tuple[str, Xml]], brought: Mapping[str, Brought], place: str
) -> tuple[tuple[Blueprint, ...], tuple[Problem, ...]]:
    """A blueprint for each test all of whose sections map, and in words what doesn't."""
    blueprints: list[Blueprint] = []
    problems: list[Problem] = []
    items = {path.rsplit("/", 1)[-1]: each.item for path, each in brought.items() if each.item is not None}
    items |= {path: each.item for path, each in brought.items() if each.item is not None}
    for path, test in tests:
        cells, counts, found = _cells(test, items)
        problems += [Problem(each, test.line, f"{place}/{path}", "qti-test", "warning") for each in found]
        if cells and len(cells) == len(counts):
            taken = {each.id for each in blueprints}
            name = free_id(test.get("identifier"), taken, "test")
            blueprints.append(_blueprint(test, cells, sum(counts), items, name))
    return tuple(blueprints), tuple(problems)


def _cells(test: Xml, items: Items) -> tuple[list[Cell], list[int], list[Text]]:
    cells: list[Cell] = []
    counts: list[int] = []
    names = {each.name for each in test.walk()}
    found: list[Text] = [text("The test's {name} isn't kept.", name=name) for name in LOGIC if name in names]
    for section in (each for each in test.walk() if each.name == "assessmentSection"):
        refs = section.all("assessmentItemRef")
        if not refs:
            continue
        count = _selected(section, len(refs))
        counts.append(count)
        shared = _shared([items.get(each.get("href")) for each in refs])
        title = section.get("title") or section.get("identifier")
        if shared is None:
            found.append(text("The section “{title}” makes no cell: its items share no criterion.", title=title))
        else:
            name = free_id(section.get("identifier") or title, {cell.id for cell in cells}, "section")
            cells.append(Cell(name, minimum=count, maximum=count, **shared))  # type: ignore[arg-type]
    return cells, counts, found


def _selected(section: Xml, many: int) -> int:
    selection = section.first("selection")
    asked = None if selection is None else number(selection.get("select"))
    return many if asked is None else max(0, min(many, int(asked)))


def _shared(items: Sequence[Item | None]) -> dict[str, object] | None:
    """The one criterion that all items have, else their outcome, else their set."""
    codes = [set(item.criteria) for item in items if item is not None]
    if not codes or len(codes) < len(items) or not all(codes):
        return None
    common = set.intersection(*codes)
    if len(common) == 1:
        return {"criterion": common.pop()}
    outcomes = {code.rstrip("0123456789") for each in codes for code in each}
    if len(outcomes) == 1:
        return {"outcome": outcomes.pop()}
    sets = {int(outcome.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for outcome in outcomes}
    return {"set": sets.pop()} if len(sets) == 1 else None


def _blueprint(test: Xml, cells: list[Cell], total: int, items: Items, id: str) -> Blueprint:
    limits = next((each for each in test.walk() if each.name == "timeLimits"), None)
    seconds = (None if limits is None else number(limits.get("maxTime"))) or sum(
        items[each.get("href")].seconds for each in test.walk() if each.name == "assessmentItemRef"
    )
    minutes = max(1, min(600, math.ceil(seconds / 60)))
    return Blueprint(id, test.get("title") or id, minutes, max(1, total), tuple(cells))
