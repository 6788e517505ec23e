"""Reads YAML into plain values and remembers the line of each of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from exam_server.core.problems import Problem
from exam_server.core.text import Text, text

Path = tuple[str | int, ...]

MAXIMUM_CHARACTERS = 2 * 1024 * 1024
MAXIMUM_DEPTH = 32
STRING_TAG = "tag:yaml.org,2002:str"
WHOLE_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})", re.ASCII)
DECIMAL_NUMBER = re.compile(r"[-+]?[0-9]{1,17}\.[0-9]{1,17}", re.ASCII)
CONSTANTS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True)
class LocatedYaml:
    """Plain data (dict, list, str, int, float, bool, None) with the line of every value."""

    data: Any
    place: str = ""
    lines: Mapping[Path, int] = field(default_factory=dict)

    def line_of(self, path: Path) -> int:
        """The line, from 1, of the value at `path` (in a mapping: of its key); the nearest holder's if it's unknown."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1


class _UnreadableError(Exception):
    def __init__(self, message: Text, line: int) -> None:
        super().__init__(str(message))
        self.message, self.line = message, line


def load_yaml(source: str, place: str = "") -> tuple[LocatedYaml | None, tuple[Problem, ...]]:
    """Parse one YAML document; None with the problems where it can't be read. Never raises.

    Narrower than YAML, so that what an author wrote is what is read: strings stay strings (`1E5`, `no`, `2024-01-01`),
    keys are strings or whole numbers, a repeated key is an error, and anchors, tags and deep nesting aren't taken.
    """
    if len(source) > MAXIMUM_CHARACTERS:
        return None, (Problem(text("The file is larger than {limit} characters.", limit=MAXIMUM_CHARACTERS), 1, place),)
    builder = _Builder()
    try:
        data = builder.document(_events(source))
    except _UnreadableError as error:
        return None, (Problem(error.message, error.line, place),)
    except (YAMLError, ValueError) as error:
        message = text("This isn't valid YAML: {reason}.", reason=_reason(error))
        return None, (Problem(message, _error_line(error), place),)
    problems = tuple(Problem(message, line, place) for message, line in builder.complaints)
    return LocatedYaml(data, place, builder.lines), problems


def _events(source: str) -> Iterator[Event]:
    parser = YAML(typ="safe", pure=True)
    events: Iterator[Event] = parser.parse(StringIO(source))
    return events


def _reason(error: Exception) -> str:
    if isinstance(error, MarkedYAMLError):
        return str(error.problem or error.context or "").strip()
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _error_line(error: Exception) -> int:
    mark = (error.problem_mark or error.context_mark) if isinstance(error, MarkedYAMLError) else None
    return mark.line + 1 if mark is not None else 1


class _Builder:
    """Turns the parser's events into values, one line noted for each."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.complaints: list[tuple[Text, int]] = []

    def document(self, events: Iterator[Event]) -> Any:
        data, seen = None, False
        for event in events:
            if isinstance(event, DocumentStartEvent):
                if seen:
                    raise _UnreadableError(text("The file holds more than one YAML document."), _line(event))
                seen, data = True, self._value(next(events), events, ())
        return data

    def _value(self, event: Event, events: Iterator[Event], path: Path) -> Any:
        self.lines.setdefault(path, _line(event))
        _check(event, len(path))
        if isinstance(event, MappingStartEvent):
            return self._mapping(events, path)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(events, path)
        return _scalar(event) if isinstance(event, ScalarEvent) else None

    def _mapping(self, events: Iterator[Event], path: Path) -> dict[str | int, Any]:
        result: dict[str | int, Any] = {}
        while not isinstance(event := next(events), MappingEndEvent):
            key = _key(event)
            if key in result:
                self.complaints.append((text("The key “{key}” appears twice.", key=key), _line(event)))
            self.lines[(*path, key)] = _line(event)
            result[key] = self._value(next(events), events, (*path, key))
        return result

    def _sequence(self, events: Iterator[Event], path: Path) -> list[Any]:
        result: list[Any] = []
        while not isinstance(event := next(events), SequenceEndEvent):
            result.append(self._value(event, events, (*path, len(result))))
        return result


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1


def _check(event: Event, depth: int) -> None:
    if depth > MAXIMUM_DEPTH:
        raise _UnreadableError(
            text("The file is nested more than {limit} levels deep.", limit=MAXIMUM_DEPTH), _line(event)
        )
    if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
        raise _UnreadableError(text("Anchors and aliases aren't taken: write the value out."), _line(event))
    if str(getattr(event, "tag", None) or STRING_TAG) not in (STRING_TAG, "!"):
        raise _UnreadableError(
            text("Tags such as {tag} aren't taken.", tag=str(getattr(event, "tag", ""))), _line(event)
        )


def _key(event: Event) -> str | int:
    _check(event, 0)
    key = _scalar(event) if isinstance(event, ScalarEvent) else None
    if isinstance(key, int) and not isinstance(key, bool):
        return key
    if not isinstance(event, ScalarEvent) or event.value == "":
        raise _UnreadableError(text("A key has to be a word or a whole number."), _line(event))
    return str(event.value)


def _scalar(event: ScalarEvent) -> str | int | float | bool | None:
    value = str(event.value)
    if event.style in ("'", '"', "|", ">") or event.tag is not None:
        return value
    if value in CONSTANTS:
        return CONSTANTS[value]
    if WHOLE_NUMBER.fullmatch(value):
        return int(value)
    return float(value) if DECIMAL_NUMBER.fullmatch(value) else value
