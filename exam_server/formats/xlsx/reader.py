"""Reads the table: each row becomes an item, or says which cell stands against it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast, get_args

from exam_server.core.bank import Item, Kind, Level
from exam_server.core.exchange import Brought, Import, free_id
from exam_server.core.problems import Problem
from exam_server.core.text import Text, text
from exam_server.formats.notes import Notes, shortened
from exam_server.formats.xlsx.scoring import read_scoring
from exam_server.formats.xlsx.sheet import Row, read_rows
from exam_server.formats.xlsx.table import COLUMNS, PARTS, Unfit, with_parts

NEEDED = ("kind", "stem")


def read_xlsx(content: bytes, place: str = "") -> Import:
    """All items of a workbook's first sheet; never raises. Places are the file's name and the row."""
    rows, problems = read_rows(content, place)
    if rows is None:
        return Import("xlsx", problems=problems)
    head = {column: words.strip().lower() for column, words in rows[0].cells.items()} if rows else {}
    missing = [name for name in NEEDED if name not in head.values()]
    if missing:
        message = text("The first row has to name the columns; missing: {names}.", names=", ".join(missing))
        return Import("xlsx", problems=(*problems, Problem(message, 1, place)))
    unknown = [words for words in head.values() if words not in COLUMNS]
    warnings = tuple(
        Problem(
            text("The column “{name}” isn't known and isn't taken.", name=shortened(name)),
            1,
            place,
            "column",
            "warning",
        )
        for name in unknown
    )
    taken: set[str] = set()
    items = tuple(_brought(row, head, f"{place}:{row.number}", taken) for row in rows[1:] if row.cells)
    if not items:
        warnings = (*warnings, Problem(text("The file holds no question."), 1, place))
    return Import("xlsx", items, problems=(*problems, *warnings))


def _unknown(column: str) -> Text:
    return text("The column “{name}” isn't known and isn't taken.", name=shortened(column))


def _brought(row: Row, head: Mapping[int, str], place: str, taken: set[str]) -> Brought:
    cells = {head[column]: words for column, words in row.cells.items() if column in head}
    notes = Notes()
    item_id = free_id(cells.get("id", "") or " ".join(cells.get("stem", "").split()[:8]), taken)
    taken.add(item_id)
    if row.formulas:
        notes.change(text("The values of formulas were taken, not the formulas."))
    item = _item(item_id, cells, notes)
    return Brought(item_id, place, item, tuple(notes.changes), tuple(notes.refused))


def _item(item_id: str, cells: Mapping[str, str], notes: Notes) -> Item | None:
    kind = cells.get("kind", "").strip()
    if kind not in get_args(Kind):
        notes.refuse(text("There is no kind “{kind}”.", kind=kind[:40]))
        return None
    keys = frozenset(each.strip() for each in cells.get("key", "").split(",") if each.strip())
    try:
        parts: Mapping[str, Any] = with_parts(cast(Kind, kind), keys, _parts(cells))
    except Unfit as error:
        notes.refuse(text("A part isn't of the form that this kind needs: “{words}”", words=shortened(str(error))))
        return None
    scoring = read_scoring(cells.get("scoring", ""))
    if scoring is None:
        notes.refuse(_unfit("scoring", cells))
        return None
    facts = {"criteria": _list(cells, "criteria"), "stem": cells.get("stem", ""), **_facts(cells, notes)}
    return replace(Item(item_id, cast(Kind, kind), (), ""), scoring=scoring, **facts, **parts)


def _parts(cells: Mapping[str, str]) -> list[tuple[str, str]]:
    given = [(cells.get(f"part {n}", ""), cells.get(f"rationale {n}", "")) for n in range(1, PARTS + 1)]
    while given and given[-1] == ("", ""):
        given.pop()
    return given


def _facts(cells: Mapping[str, str], notes: Notes) -> dict[str, Any]:
    facts: dict[str, Any] = {"sources": _list(cells, "sources"), "enemies": _list(cells, "enemies")}
    facts["stimulus"] = cells.get("stimulus", "").strip()
    facts["language"] = cells.get("language", "").strip() or "pl"
    facts["part"] = cells.get("part", "").strip()
    facts["practice"] = cells.get("practice", "").strip().lower() in ("true", "1", "tak", "yes")
    level = cells.get("level", "").strip()
    if level in get_args(Level):
        facts["level"] = level
    elif level:
        notes.refuse(_unfit("level", cells))
    for name, kind in (("difficulty", float), ("seconds", int)):
        if words := cells.get(name, "").strip():
            try:
                facts[name] = kind(float(words.replace(",", ".")))
            except (ValueError, OverflowError):
                notes.refuse(_unfit(name, cells))
    return facts


def _list(cells: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in cells.get(name, "").replace(";", ",").split(",") if each.strip())


def _unfit(name: str, cells: Mapping[str, str]) -> Text:
    return text("The cell “{name}” can't be taken: {words}", name=name, words=shortened(cells.get(name, "")))
