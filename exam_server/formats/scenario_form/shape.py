"""What each block of a scenario looks like as a form, from the types that the reader itself reads by."""

from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from typing import Any, Literal, get_args, get_origin

from exam_server.core.simulation.conditions import Condition
from exam_server.core.simulation.script import MINUTES_SECONDS, Scenario, Trigger
from exam_server.formats.records import plain_type, slots

Kind = Literal[
    "line", "area", "number", "time", "tick", "choice", "names", "lines", "pairs", "notation", "group", "rows"
]

LONG = frozenset(
    {
        *("situation", "stated_goal", "hidden_goal", "speech", "appearance", "line", "text", "behaviour", "example"),
        *(
            "question",
            "description",
            "tempo",
            "silence",
            "chained_questions",
            "off_script",
            "de_roling",
            "reason",
            "captions",
        ),
    }
)
"""Texts of more than one line."""
NAMES = frozenset({"criteria", "opportunities", "variants"})
"""Lists of short names, on one line by commas; every other list has a line for each of its texts."""
BETWEEN = " = "
"""Stands between the two sides of a pair, each pair on its own line."""
ASIDE = frozenset({"revision", "status", "reviewers"})
"""What stands outside a revision's hash, and isn't written in a form."""


@dataclass(frozen=True)
class Part:
    """A field, a group of fields, or rows of them. `options`: of a choice; `optional`: it may be left empty."""

    key: str
    kind: Kind
    optional: bool = False
    options: tuple[str, ...] = ()
    inside: tuple["Part", ...] = ()


def _part(key: str, hint: Any, optional: bool) -> Part:
    kind, nullable = plain_type(hint)
    if is_dataclass(kind) and isinstance(kind, type):
        return Part(key, "group", optional, inside=_inside(kind))
    if kind in (Condition, Trigger):
        return Part(key, "notation", optional or nullable)
    if get_origin(kind) is tuple:
        return _list(key, get_args(kind)[0], optional)
    if get_origin(kind) is Mapping:
        return Part(key, "pairs", optional)
    if get_origin(kind) is Literal:
        return Part(key, "choice", optional, options=get_args(kind))
    return Part(key, _plain(key, kind), optional or nullable)


def _list(key: str, inner: Any, optional: bool) -> Part:
    if is_dataclass(inner) and isinstance(inner, type):
        return Part(key, "rows", optional, inside=_inside(inner))
    return Part(key, "names" if key in NAMES else "lines", optional)


def _inside(record: type) -> tuple[Part, ...]:
    return tuple(_part(slot.key, slot.type, slot.optional) for slot in slots(record) if slot.key not in ASIDE)


def _plain(key: str, kind: Any) -> Kind:
    if MINUTES_SECONDS in getattr(kind, "__metadata__", ()):
        return "time"
    if kind is bool:
        return "tick"
    if kind is int:
        return "number"
    return "area" if key in LONG else "line"


BLOCKS: Mapping[str, Part] = {slot.key: _part(slot.key, slot.type, slot.optional) for slot in slots(Scenario)}
"""The blocks of a scenario's file in their order."""


def fits(part: Part, data: object) -> bool:
    """Whether the form can show data of a file without losing any of it: known keys, lists where lists belong."""
    if part.kind == "rows":
        return isinstance(data, list) and all(_record_fits(part, each) for each in data)
    if part.kind == "group":
        return _record_fits(part, data)
    if part.kind in ("names", "lines"):
        return isinstance(data, list) and all(isinstance(each, str) and "\n" not in each for each in data)
    if part.kind == "pairs":
        return isinstance(data, dict) and not any(
            isinstance(each, dict | list) or BETWEEN in f"{key}" or "\n" in f"{key}{each}" for key, each in data.items()
        )
    return part.kind == "notation" or not isinstance(data, dict | list)


def _record_fits(part: Part, data: object) -> bool:
    inside = {each.key: each for each in part.inside}
    return isinstance(data, dict) and all(
        key in ASIDE or (key in inside and fits(inside[key], value)) for key, value in data.items()
    )
