"""Blueprints as QTI tests: what sections can say comes back as the same blueprint, and the rest is named."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from exam_server.core.assembly import Blueprint, Cell
from exam_server.core.bank import Item, Option
from exam_server.core.exchange import Outgoing, Written
from exam_server.core.text import Text
from exam_server.formats.qti.names import Version
from exam_server.formats.qti.package import read_qti
from exam_server.formats.qti.write_test import sections_of
from exam_server.formats.qti.writer import write_qti
from exam_server.formats.writers import WRITERS, write_export

QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
"""A package takes long to write and read: what fails isn't made smaller."""
CODES = [f"{number}{letter}{place}" for number in (1, 2) for letter in "AB" for place in (1, 2)]
OPTIONS = (Option("a", "Tak", True), Option("b", "Nie"), Option("c", "Może"))
ITEMS = tuple(
    Item(f"i-{code.lower()}-{number}", "single_choice", (code,), "Co?", OPTIONS, status="active")
    for code in CODES
    for number in range(5)
)


def written(blueprint: Blueprint, items: tuple[Item, ...] = ITEMS, version: Version = "3.0") -> Written:
    return write_qti(Outgoing(items, blueprints=(blueprint,)), version)


def back_of(file: Written) -> Blueprint | None:
    return next(iter(read_qti(file.content, "p.zip").blueprints), None)


def said(unsaid: tuple[Text, ...]) -> str:
    return " ".join(map(str, unsaid))


@st.composite
def sayable(draw: st.DrawFn) -> Blueprint:
    """Exactly so many of some criteria, of outcomes beyond them, of sets beyond those, and perhaps of anything."""
    own: dict[Cell, int] = {}
    for code in draw(st.lists(st.sampled_from(CODES), max_size=5, unique=True)):
        own[Cell(f"c-{code.lower()}", criterion=code)] = draw(st.integers(1, 2))
    for outcome in draw(st.lists(st.sampled_from(["1A", "1B", "2A"]), max_size=2, unique=True)):
        own[Cell(f"o-{outcome.lower()}", outcome=outcome)] = draw(st.integers(1, 2))
    if draw(st.booleans()):
        own[Cell("2-set", set=2)] = draw(st.integers(1, 2))
    if not own:
        own[Cell("c", criterion="1A1")] = 1
    counts = {cell: count + sum(own[each] for each in own if _within(each, cell)) for cell, count in own.items()}
    cells = tuple(replace(cell, minimum=count, maximum=count) for cell, count in counts.items())
    total = sum(own.values()) + draw(st.integers(0, 3))
    return Blueprint(
        draw(st.sampled_from(["probny", "1-proba"])), "Test próbny", draw(st.integers(1, 600)), total, cells
    )


def _within(narrow: Cell, broad: Cell) -> bool:
    inner = narrow.criterion or narrow.outcome
    outer = broad.outcome or (str(broad.set) if broad.set else "-")
    return inner is not None and inner != outer and inner.startswith(outer)


@settings(max_examples=15, deadline=None, phases=QUICK)
@given(sayable(), st.sampled_from(["3.0", "2.1"]))
def test_a_blueprint_of_exact_numbers_by_place_comes_back_as_it_was(blueprint: Blueprint, version: Version) -> None:
    file = written(blueprint, version=version)
    assert back_of(file) == blueprint
    assert file.unsaid == {}


CELLS = st.builds(
    Cell,
    st.just(""),
    set=st.sampled_from([None, 1, 2]),
    outcome=st.sampled_from([None, "1A", "2B"]),
    criterion=st.sampled_from([None, *CODES[:4]]),
    level=st.sampled_from([None, None, "apply"]),
    kind=st.sampled_from([None, None, "single_choice"]),
    minimum=st.integers(0, 4),
    maximum=st.sampled_from([None, 4, 6]),
)


@settings(max_examples=15, deadline=None, phases=QUICK)
@given(
    st.lists(CELLS, max_size=6),
    st.integers(1, 12),
    st.sampled_from([0.03, 0.1]),
    st.sets(st.integers(0, len(ITEMS) - 1)),
)
def test_whatever_reads_otherwise_of_any_blueprint_is_named(
    cells: list[Cell], total: int, band: float, numbers: set[int]
) -> None:
    named = tuple(replace(cell, id=f"cell-{number}") for number, cell in enumerate(cells))
    blueprint = Blueprint("b", "Test", 30, total, named, band)
    file = written(blueprint, tuple(ITEMS[number] for number in sorted(numbers)))
    back = back_of(file)
    kept = {cell for cell in back.cells if cell in named} if back else set()
    unsaid = said(file.unsaid.get("b", ()))
    if back is None:
        assert "no section" in unsaid
        return
    places = Counter((c.set, c.outcome, c.criterion, c.level, c.kind) for c in named)
    for cell in set(named) - kept:
        limits = cell.minimum > 0 or cell.maximum is not None
        once = places[cell.set, cell.outcome, cell.criterion, cell.level, cell.kind] == 1
        assert cell.id in unsaid or not once or (not limits)
    assert (back.total == total) or "number of items" in unsaid
    assert (band == 0.03) or "difficulty" in unsaid


def test_no_item_stands_in_two_sections_and_each_has_what_it_asks_for() -> None:
    cells = (
        Cell("narrow", criterion="1A1", minimum=2, maximum=2),
        Cell("broad", outcome="1A", minimum=4, maximum=4),
        Cell("whole", set=1, minimum=6, maximum=6),
    )
    sections = sections_of(Blueprint("b", "B", 30, 9, cells), ITEMS)
    assert [(section.name, section.count) for section in sections] == [
        ("narrow", 2),
        ("broad", 2),
        ("whole", 2),
        ("rest", 3),
    ]
    listed = Counter(item.id for section in sections for item in section.items)
    assert set(listed.values()) == {1}
    assert all(len(section.items) >= section.count for section in sections)


def test_ranges_levels_enemies_and_shared_cases_are_named() -> None:
    cells = (Cell("range", criterion="1A1", minimum=1, maximum=3), Cell("thinking", level="apply", minimum=2))
    items = (replace(ITEMS[0], enemies=(ITEMS[1].id,)), replace(ITEMS[1], stimulus="ania"), *ITEMS[2:])
    unsaid = said(written(Blueprint("b", "B", 30, 4, cells), items).unsaid["b"])
    for words in ("range reads as exactly 1", "thinking isn't said", "never come together", "shared case"):
        assert words in unsaid


def test_only_what_the_blueprint_may_draw_stands_in_its_test() -> None:
    gone = tuple(replace(item, status="retired") for item in ITEMS[1:5])
    blueprint = Blueprint("b", "B", 30, 1, (Cell("c", criterion="1A1", minimum=1, maximum=1),))
    file = written(blueprint, (ITEMS[0], *gone))
    assert back_of(file) == blueprint
    (section,) = sections_of(blueprint, (ITEMS[0],))
    assert [item.id for item in section.items] == [ITEMS[0].id]


@pytest.mark.parametrize("format_name", sorted(WRITERS))
def test_every_format_says_whether_it_holds_the_test(format_name: str) -> None:
    blueprint = Blueprint("b", "B", 30, 1, (Cell("c", criterion="1A1", minimum=1, maximum=1),))
    unsaid = write_export(Outgoing(ITEMS[:2], blueprints=(blueprint,)), format_name).unsaid
    assert (unsaid == {}) == format_name.startswith("qti")
