"""Adding, removing and moving the rows of a block."""

import re
from typing import Any

from exam_server.formats.records import MOST_ENTRIES
from exam_server.formats.scenario_form.shape import Part

ROWS = r"(?P<path>[a-z_]+(?:\.[0-9]{1,3}\.[a-z_]+|\.[a-z_]+)*)"
ACT = re.compile(ROWS + r"\.(?:(?P<add>add)|(?P<row>[0-9]{1,3})\.(?P<how>up|down|remove))")
"""What a row's button asks for: `facts.add`, `facts.1.up`, `anchors.0.levels.2.remove`."""


def act_on_block(part: Part, data: Any, act: str) -> Any:
    """The block after a row's button; unchanged where there is no such button or row."""
    found = ACT.fullmatch(act)
    steps = found["path"].split(".") if found else []
    if found is None or steps[0] != part.key:
        return data
    of, rows = _find(part, data, steps[1:])
    if of is None or not isinstance(rows, list):
        return data
    if found["add"]:
        if len(rows) < MOST_ENTRIES:
            rows.append(blank_row(of, rows))
    else:
        _move(rows, int(found["row"]), found["how"])
    return data


def _find(part: Part, data: Any, steps: list[str]) -> tuple[Part | None, Any]:
    """The part and the list that a path leads to, below a block."""
    for step in steps:
        if step.isdigit():
            data = data[int(step)] if isinstance(data, list) and int(step) < len(data) else None
            continue
        inner = next((each for each in part.inside if each.key == step), None)
        if inner is None or not isinstance(data, dict):
            return None, None
        part, data = inner, data.setdefault(step, []) if inner.kind == "rows" else data.get(step)
    return (part, data) if part.kind == "rows" else (None, None)


def _move(rows: list[Any], at: int, how: str) -> None:
    if at >= len(rows):
        return
    if how == "remove":
        del rows[at]
    elif 0 <= (other := at + (1 if how == "down" else -1)) < len(rows):
        rows[at], rows[other] = rows[other], rows[at]


def blank_row(part: Part, rows: list[Any]) -> dict[str, Any]:
    """A row whose name follows on the last one's."""
    entry = {each.key: nothing(each) for each in part.inside if not each.optional}
    if "id" in entry:
        entry["id"] = _next_name([str(row.get("id", "")) for row in rows if isinstance(row, dict)], part.key)
    return entry


def nothing(part: Part) -> Any:
    """What a part is where nothing was written yet."""
    if part.kind == "group":
        return {each.key: nothing(each) for each in part.inside if not each.optional}
    if part.kind in ("rows", "names", "lines"):
        return []
    if part.kind == "pairs":
        return {}
    return part.options[0] if part.options else 0 if part.kind == "number" else ""


def _next_name(names: list[str], block: str) -> str:
    numbered = [found for name in names if (found := re.fullmatch(r"([A-Za-z]+)([0-9]{1,6})", name))]
    letter = numbered[-1][1] if numbered else block[0].upper()
    return f"{letter}{max((int(each[2]) for each in numbered), default=0) + 1}"
