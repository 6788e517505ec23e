"""The notation of a script's conditions, times and triggers in scenario files."""

import re
from collections.abc import Mapping
from typing import Any

from exam_server.core.simulation.conditions import (
    AllOf,
    AnyOf,
    Condition,
    EventSeen,
    FactGiven,
    InPhase,
    Not,
    PhaseTime,
    Silence,
    StateWithin,
)
from exam_server.core.simulation.script import AtPhaseTime, OnEvent, Trigger, WithoutEvent
from exam_server.core.text import text
from exam_server.formats.records import UnfitError

CLOCK = r"[0-9]{1,3}:[0-5][0-9]"
SINCE = rf">={CLOCK}"
MOST_PARTS = 12
MOST_DEPTH = 6

# Leading key → the keys that may stand beside it.
COMPANIONS: Mapping[str, frozenset[str]] = {
    "all": frozenset(),
    "any": frozenset(),
    "not": frozenset(),
    "event": frozenset({"topic", "min"}),
    "state": frozenset({"at_least", "at_most"}),
    "fact": frozenset(),
    "phase": frozenset(),
    "phase_time": frozenset(),
    "silence": frozenset(),
}
TRIGGERS: Mapping[str, frozenset[str]] = {
    "phase_time": frozenset(),
    "event": frozenset({"topic", "at_latest"}),
    "no_event": frozenset({"topic", "after"}),
}


def read_seconds(data: object) -> int:
    """Seconds from "mm:ss"."""
    if not isinstance(data, str) or not re.fullmatch(CLOCK, data, re.ASCII):
        raise UnfitError(text("A time as mm:ss is expected here, in quotation marks."))
    minutes, seconds = data.split(":")
    return int(minutes) * 60 + int(seconds)


def write_seconds(seconds: int) -> str:
    return f"{seconds // 60:02d}:{seconds % 60:02d}"


def read_condition(data: object, depth: int = 0) -> Condition:
    """A condition from its mapping; raises `UnfitError` with the way to the part that is wrong."""
    if depth > MOST_DEPTH:
        raise UnfitError(text("Conditions are nested more than {most} levels deep.", most=MOST_DEPTH))
    key, body = _leading(data, COMPANIONS)
    if key in ("all", "any"):
        parts = _parts(body[key], key, depth)
        return AllOf(parts) if key == "all" else AnyOf(parts)
    if key == "not":
        return Not(_inside(body[key], (key,), depth))
    return _simple(key, body)


def _leading(data: object, grammar: Mapping[str, frozenset[str]]) -> tuple[str, dict[Any, Any]]:
    leads = [key for key in data if key in grammar] if isinstance(data, dict) else []
    if not isinstance(data, dict) or len(leads) != 1:
        raise UnfitError(text("Exactly one of these is expected here: {keys}.", keys=", ".join(grammar)))
    for key in data:
        if key != leads[0] and key not in grammar[leads[0]]:
            raise UnfitError(text("The key “{key}” isn't known here.", key=key), (key,))
    return leads[0], data


def _parts(data: object, key: str, depth: int) -> tuple[Condition, ...]:
    if not isinstance(data, list) or not 1 <= len(data) <= MOST_PARTS:
        raise UnfitError(text("A list of 1 to {most} conditions is expected here.", most=MOST_PARTS), (key,))
    return tuple(_inside(part, (key, position), depth) for position, part in enumerate(data))


def _inside(data: object, way: tuple[str | int, ...], depth: int) -> Condition:
    try:
        return read_condition(data, depth + 1)
    except UnfitError as unfit:
        raise UnfitError(unfit.message, (*way, *unfit.inside)) from None


def _simple(key: str, body: dict[Any, Any]) -> Condition:
    if key == "event":
        return EventSeen(_word(body, key), _word(body, "topic", ""), _number(body, "min", 1) or 1)
    if key == "state":
        return StateWithin(_word(body, key), _number(body, "at_least"), _number(body, "at_most"))
    if key == "phase_time":
        return PhaseTime(_since(body[key]))
    if key == "silence":
        return Silence(_number(body, key) or 0)
    return FactGiven(_word(body, key)) if key == "fact" else InPhase(_word(body, key))


def _word(body: dict[Any, Any], key: str, missing: str | None = None) -> str:
    if key not in body and missing is not None:
        return missing
    word = body.get(key)
    if not isinstance(word, str) or not word.strip():
        raise UnfitError(text("A name is expected here."), (key,))
    return word


def _number(body: dict[Any, Any], key: str, missing: int | None = None) -> int | None:
    number = body.get(key, missing)
    if key in body and (not isinstance(number, int) or isinstance(number, bool)):
        raise UnfitError(text("A whole number is expected here."), (key,))
    if key in ("min", "silence") and isinstance(number, int) and number < 1:
        raise UnfitError(text("A number from 1 is expected here."), (key,))
    return number


def _since(data: object) -> int:
    if not isinstance(data, str) or not re.fullmatch(SINCE, data, re.ASCII):
        raise UnfitError(text("A time as “>=mm:ss” is expected here."), ("phase_time",))
    return read_seconds(data.removeprefix(">="))


def write_condition(condition: Condition) -> dict[str, object]:
    """The mapping that reads back as the condition."""
    if isinstance(condition, AllOf | AnyOf):
        parts = [write_condition(part) for part in condition.parts]
        return {"all" if isinstance(condition, AllOf) else "any": parts}
    if isinstance(condition, Not):
        return {"not": write_condition(condition.part)}
    if isinstance(condition, EventSeen):
        topic = {"topic": condition.topic} if condition.topic else {}
        return {"event": condition.kind, **topic, **({"min": condition.at_least} if condition.at_least != 1 else {})}
    return _write_simple(condition)


def _write_simple(condition: StateWithin | FactGiven | InPhase | PhaseTime | Silence) -> dict[str, object]:
    if isinstance(condition, StateWithin):
        bounds = {"at_least": condition.at_least, "at_most": condition.at_most}
        return {"state": condition.dimension, **{key: bound for key, bound in bounds.items() if bound is not None}}
    if isinstance(condition, FactGiven):
        return {"fact": condition.fact}
    if isinstance(condition, InPhase):
        return {"phase": condition.phase}
    if isinstance(condition, Silence):
        return {"silence": condition.seconds}
    return {"phase_time": f">={write_seconds(condition.seconds)}"}


def read_trigger(data: object) -> Trigger:
    """What makes a cue due."""
    key, body = _leading(data, TRIGGERS)
    if key == "phase_time":
        return AtPhaseTime(_seconds(body, key))
    if key == "event":
        return OnEvent(
            _word(body, key), _word(body, "topic", ""), _seconds(body, "at_latest") if "at_latest" in body else None
        )
    return WithoutEvent(_word(body, key), _seconds(body, "after"), _word(body, "topic", ""))


def _seconds(body: dict[Any, Any], key: str) -> int:
    if key not in body:
        raise UnfitError(text("The key “{key}” is missing.", key=key))
    try:
        return read_seconds(body[key])
    except UnfitError as unfit:
        raise UnfitError(unfit.message, (key,)) from None


def write_trigger(trigger: Trigger) -> dict[str, object]:
    """The mapping that reads back as the trigger."""
    if isinstance(trigger, AtPhaseTime):
        return {"phase_time": write_seconds(trigger.phase_time)}
    topic = {"topic": trigger.topic} if trigger.topic else {}
    if isinstance(trigger, WithoutEvent):
        return {"no_event": trigger.no_event, **topic, "after": write_seconds(trigger.after)}
    late = {} if trigger.at_latest is None else {"at_latest": write_seconds(trigger.at_latest)}
    return {"event": trigger.event, **topic, **late}


_NAME = {"type": "string", "pattern": r"\S"}
_TIME = {"type": "string", "pattern": f"^{CLOCK}$"}
_WHOLE = {"type": "integer"}
_FROM_ONE = {"type": "integer", "minimum": 1}
_CONDITION = {"$ref": "#/$defs/condition"}
_PARTS = {"type": "array", "minItems": 1, "maxItems": MOST_PARTS, "items": _CONDITION}


def _shape(required: Mapping[str, object], **optional: object) -> dict[str, object]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": {**required, **optional},
    }


SECONDS_SCHEMA = _TIME
CONDITION_SCHEMA = {
    "oneOf": [
        _shape({"all": _PARTS}),
        _shape({"any": _PARTS}),
        _shape({"not": _CONDITION}),
        _shape({"event": _NAME}, topic=_NAME, min=_FROM_ONE),
        _shape({"state": _NAME}, at_least=_WHOLE, at_most=_WHOLE),
        _shape({"fact": _NAME}),
        _shape({"phase": _NAME}),
        _shape({"phase_time": {"type": "string", "pattern": f"^{SINCE}$"}}),
        _shape({"silence": _FROM_ONE}),
    ]
}
TRIGGER_SCHEMA = {
    "oneOf": [
        _shape({"phase_time": _TIME}),
        _shape({"event": _NAME}, topic=_NAME, at_latest=_TIME),
        _shape({"no_event": _NAME, "after": _TIME}, topic=_NAME),
    ]
}
