"""Turns tables into lines: outcome | criteria tables into labelled blocks, others into their cells in reading order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from exam_server.formats.register_form.labels import classify
from exam_server.formats.register_form.lines import Line
from exam_server.formats.register_form.marks import read_mark

Cell = tuple[Line, ...]
Row = tuple[Cell, ...]


@dataclass
class _Group:
    """One outcome with the criteria cells beside and below it."""

    outcome: Cell
    criteria: list[Cell]


def table_lines(rows: Sequence[Row]) -> Iterator[Line]:
    """The lines of a table. A row of one cell across (a set's name, say) stands for itself."""
    columns: tuple[int, int] | None = None
    group: _Group | None = None
    for row in rows:
        header = _columns(row)
        if header is not None or columns is None or _is_across(row):
            yield from _written(group)
            group = None
            columns = header or columns
            if header is None:
                yield from _fresh_cells(row)
        else:
            outcome, criteria = _picked(row, columns)
            if outcome or group is None:
                yield from _written(group)
                group = _Group(outcome, [])
            group.criteria.append(criteria)
    yield from _written(group)
    if rows and columns is not None:
        yield Line(_last_number(rows), "", "end")


def _columns(row: Row) -> tuple[int, int] | None:
    """The places of the outcome and criteria columns, if this row is their header."""
    keys = [classify(cell[0]).key if len(cell) == 1 else "" for cell in row]
    outcome = next((place for place, key in enumerate(keys) if key in ("outcome", "outcomes")), None)
    criteria = keys.index("criteria") if "criteria" in keys else None
    return None if outcome is None or criteria is None else (outcome, criteria)


def _is_across(row: Row) -> bool:
    filled = [cell for cell in row if cell]
    if len(row) == 1:
        return bool(filled) and classify(filled[0][0]).key != ""
    return len(filled) == 1 and classify(filled[0][0]).key == "set_heading"


def _picked(row: Row, columns: tuple[int, int]) -> tuple[Cell, Cell]:
    if len(row) == 1:
        return (), row[0]
    outcome, criteria = columns
    if criteria >= len(row):
        return row[0], row[-1]
    return row[outcome], row[criteria]


def _fresh_cells(row: Row) -> Iterator[Line]:
    for cell in row:
        for place, line in enumerate(cell):
            yield replace(line, fresh=True) if place == 0 else line


def _written(group: _Group | None) -> Iterator[Line]:
    if group is None:
        return
    for line in group.outcome[:1]:
        yield Line(line.number, "Efekt uczenia się", "heading", True)
    yield from (replace(line, kind="text") for line in group.outcome)
    filled = [cell for cell in group.criteria if cell]
    if filled:
        yield Line(filled[0][0].number, "Kryteria weryfikacji", "heading", True)
    one_per_cell = len(filled) > 1 and not any(_is_list(cell) for cell in filled)
    for cell in filled:
        yield from ((replace(cell[0], kind="item", fresh=True), *cell[1:]) if one_per_cell else cell)


def _is_list(cell: Cell) -> bool:
    """Whether the cell holds several items, or a marked one that may run on."""
    return len(cell) > 1 or cell[0].kind == "item" or (mark := read_mark(cell[0].text)) is not None and mark.length > 0


def _last_number(rows: Sequence[Row]) -> int:
    return max((line.number for row in rows for cell in row for line in cell), default=0)
