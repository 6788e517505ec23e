"""The blueprint editor's fields: from a blueprint to what the page shows, and from what was typed back to one."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import cast, get_args

from werkzeug.datastructures import MultiDict

from exam_server.core.assembly import Blueprint, Cell, Pool
from exam_server.core.bank import Status
from exam_server.core.blueprint_editing import crossed_cells, is_limiting
from exam_server.core.text import Text, text
from exam_server.web.typed import number_within

Fault = tuple[str, Text]
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,79}", re.ASCII)
MOST_ITEMS, MOST_MINUTES = 500, 600


@dataclass(frozen=True)
class Typed:
    """Fields as text: they survive being wrong. `quotas` gives each row's two numbers by the cell's name."""

    code: str = ""
    title: str = ""
    minutes: str = ""
    total: str = ""
    band: str = ""
    statuses: tuple[str, ...] = ()
    pool: str = "exam"
    quotas: dict[str, tuple[str, str]] = field(default_factory=dict)


def show_typed(blueprint: Blueprint, rows: Sequence[Cell]) -> Typed:
    """A blueprint as fields."""
    return Typed(
        blueprint.id,
        blueprint.title,
        str(blueprint.minutes),
        str(blueprint.total),
        f"{blueprint.difficulty_band:g}",
        blueprint.statuses,
        blueprint.pool,
        {cell.id: _shown(cell) for cell in rows},
    )


def _shown(cell: Cell) -> tuple[str, str]:
    return str(cell.minimum) if cell.minimum else "", "" if cell.maximum is None else str(cell.maximum)


def read_typed(form: MultiDict[str, str], rows: Sequence[Cell]) -> Typed:
    """Every field as it was typed."""
    one = {name: form.get(name, "").strip() for name in ("code", "title", "minutes", "total", "band")}
    quotas = {
        cell.id: (form.get(f"min-{cell.id}", "").strip(), form.get(f"max-{cell.id}", "").strip()) for cell in rows
    }
    pool = form.get("pool", "exam")
    return Typed(**one, statuses=tuple(form.getlist("statuses")), pool=pool, quotas=quotas)


def read_blueprint(typed: Typed, rows: Sequence[Cell], before: Blueprint) -> tuple[Blueprint, list[Fault]]:
    """The blueprint that the fields say, and those that can't be read, each with its id; these keep their old value."""
    faults: list[Fault] = []
    code = before.id or _code(typed.code, faults)
    title = unicodedata.normalize("NFC", typed.title)
    if not title or len(title) > 200:
        faults.append(("title", text("Give the blueprint a title of up to 200 characters.")))
    statuses = tuple(status for status in get_args(Status) if status in typed.statuses)
    if not statuses:
        faults.append(("statuses", text("Tick at least one status whose items may be drawn.")))
    if typed.pool not in get_args(Pool):
        faults.append(("pool", text("Choose the pool that the forms are drawn from.")))
    read = Blueprint(
        code,
        title or before.title,
        _number("minutes", typed.minutes, before.minutes, MOST_MINUTES, faults, lowest=1),
        _number("total", typed.total, before.total, MOST_ITEMS, faults, lowest=1),
        difficulty_band=_band(typed.band, before.difficulty_band, faults),
        statuses=statuses or before.statuses,
        pool=cast(Pool, typed.pool) if typed.pool in get_args(Pool) else before.pool,
    )
    quotas = (_quota(cell, typed.quotas.get(cell.id, ("", "")), faults) for cell in rows)
    made = replace(read, cells=tuple(cell for cell in quotas if is_limiting(cell)))
    if not faults:
        faults += [_crossed(cell) for cell in crossed_cells(made)]
    return made, faults


def _code(typed: str, faults: list[Fault]) -> str:
    if not CODE.fullmatch(typed):
        faults.append(
            ("code", text("A name of small letters, digits and hyphens is expected, not “{typed}”.", typed=typed))
        )
        return ""
    return typed


def _quota(cell: Cell, typed: tuple[str, str], faults: list[Fault]) -> Cell:
    low, high = typed
    minimum = _number(f"min-{cell.id}", low, cell.minimum, MOST_ITEMS, faults) if low else 0
    maximum = _number(f"max-{cell.id}", high, cell.maximum or 0, MOST_ITEMS, faults) if high else None
    return replace(cell, minimum=minimum, maximum=maximum)


def _number(name: str, typed: str, before: int, highest: int, faults: list[Fault], *, lowest: int = 0) -> int:
    if (number := number_within(typed, lowest, highest)) is not None:
        return number
    message = text(
        "{field}: a whole number from {lowest} to {highest} is expected, not “{typed}”.",
        field=_label(name),
        lowest=lowest,
        highest=highest,
        typed=typed,
    )
    faults.append((name, message))
    return before


def _label(name: str) -> Text | str:
    known = {"minutes": text("Minutes"), "total": text("Items in a form")}
    return known.get(name) or name.partition("-")[2]


def _band(typed: str, before: float, faults: list[Fault]) -> float:
    plain = typed.replace(",", ".")
    if re.fullmatch(r"0(\.[0-9]{1,4})?|1(\.0{1,4})?", plain, re.ASCII):
        return float(plain)
    faults.append(("band", text("The distance of the facility is a number from 0 to 1, not “{typed}”.", typed=typed)))
    return before


def _crossed(cell: Cell) -> Fault:
    message = text(
        "{field}: it asks for at least {minimum} items, which is more than it takes.",
        field=cell.id,
        minimum=cell.minimum,
    )
    return f"min-{cell.id}", message
