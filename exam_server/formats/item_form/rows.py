"""The repeated rows of an item's form: how many there are, and adding, removing and moving them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from exam_server.core.bank import Kind
from exam_server.core.kind_change import statements
from exam_server.formats.item_form.writing import Fields, write_tick

LIST = r"(?:options|pairs|gaps|guide|gaps\.\d{1,3}\.options|scoring\.mapping)"
ACT = re.compile(rf"({LIST})\.(?:(add)|(\d{{1,3}})\.(up|down|remove))")
"""What a row's button asks for: `options.add`, `options.1.up`, `gaps.0.options.2.remove`."""
MOST_ROWS = 60
FEWEST: Mapping[Kind, Mapping[str, int]] = {
    "single_choice": {"options": 3},
    "multiple_response": {"options": 4},
    "matching": {"pairs": 3},
    "ordering": {"options": 3},
    "gap_text": {"gaps": 1, "gaps.*.options": 1},
    "inline_choice": {"gaps": 1, "gaps.*.options": 2},
    "numeric": {"options": 1},
    "short_text": {"options": 1},
    "extended_text": {"guide": 1},
}
"""How many rows an item of a kind surely needs: so many stand in its form at least."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def row_numbers(fields: Fields, path: str) -> tuple[int, ...]:
    """The numbers of a list's rows in order; those that nothing is said of aren't there."""
    start = re.compile(rf"{re.escape(path)}\.(\d{{1,3}})\.")
    return tuple(sorted({int(found[1]) for name in fields if (found := start.match(name))}))


def row_of(fields: Fields, row: str) -> dict[str, str]:
    """The fields of one row by what their names say within it."""
    return {name[len(row) + 1 :]: value for name, value in fields.items() if name.startswith(f"{row}.")}


def act_on(fields: Fields, act: str) -> dict[str, str]:
    """The form after a row's button; unchanged where there is no such button or row."""
    found = ACT.fullmatch(act)
    if found is None:
        return dict(fields)
    path, adds, number, how = found.groups()
    rows = [row_of(fields, f"{path}.{at}") for at in row_numbers(fields, path)]
    if adds:
        return _with_rows(fields, path, [*rows, new_row(path, rows)]) if len(rows) < MOST_ROWS else dict(fields)
    at = int(number)
    if at >= len(rows):
        return dict(fields)
    if how == "remove":
        del rows[at]
    elif 0 <= (other := at + (1 if how == "down" else -1)) < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
    return _with_rows(fields, path, rows)


def fill_up(fields: Fields) -> dict[str, str]:
    """The form with its rows numbered from 0, and with blank ones where its kind needs more; for people to fill in."""
    filled, kind = dict(fields), fields.get("kind", "")
    for path in ("options", "pairs", "gaps", "guide", "scoring.mapping"):
        filled = _with_rows(filled, path, [row_of(filled, f"{path}.{at}") for at in row_numbers(filled, path)])
    for path, fewest in FEWEST.get(kind, {}).items():  # type: ignore[call-overload]
        for each in _paths(filled, path):
            filled = _at_least(filled, each, fewest)
    if kind == "true_false" and not row_numbers(filled, "options"):
        for at, option in enumerate(statements(fields.get("language", ""))):
            own = {"id": option.id, "text": option.text, "key": write_tick(option.key), "rationale": ""}
            filled |= {f"options.{at}.{name}": value for name, value in own.items()}
    return filled


def _paths(fields: Fields, path: str) -> Iterator[str]:
    before, star, after = path.partition("*")
    if not star:
        return iter([path])
    return (f"{before}{at}{after}" for at in row_numbers(fields, before.rstrip(".")))


def _at_least(fields: Fields, path: str, fewest: int) -> dict[str, str]:
    rows = [row_of(fields, f"{path}.{at}") for at in row_numbers(fields, path)]
    while len(rows) < fewest:
        rows.append(new_row(path, rows))
    return _with_rows(fields, path, rows)


def new_row(path: str, rows: Sequence[Fields]) -> dict[str, str]:
    """A blank row with a name that no other row has."""
    taken = {row.get("id") for row in rows}
    if path.endswith("options"):
        return {"id": next(name for name in _option_names() if name not in taken), "text": "", "rationale": ""}
    if path == "pairs":
        return {"id": _numbered("p", taken), "left": "", "right": "", "rationale": ""}
    if path == "gaps":
        blank = new_row("options", ())
        return {"id": _numbered("g", taken)} | {f"options.0.{name}": value for name, value in blank.items()}
    return {"text": ""} if path == "guide" else {"choice": "", "points": ""}


def _option_names() -> Iterator[str]:
    yield from LETTERS
    yield from (f"o{number}" for number in count(27))


def _numbered(letter: str, taken: set[str | None]) -> str:
    return next(name for name in (f"{letter}{number}" for number in count(1)) if name not in taken)


def _with_rows(fields: Fields, path: str, rows: Sequence[Fields]) -> dict[str, str]:
    start = re.compile(rf"{re.escape(path)}\.\d{{1,3}}\.")
    others = {name: value for name, value in fields.items() if not start.match(name)}
    return others | {f"{path}.{at}.{name}": value for at, row in enumerate(rows) for name, value in row.items()}
