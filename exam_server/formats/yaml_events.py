"""The YAML parser's events as plain values with their lines, and what an author may not write."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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

from exam_server.core.text import Text, text

Path = tuple[str | int, ...]
MAXIMUM_DEPTH = 32
STRING_TAG = "tag:yaml.org,2002:str"
WHOLE_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})", re.ASCII)
DECIMAL_NUMBER = re.compile(r"[-+]?[0-9]{1,17}\.[0-9]{1,17}", re.ASCII)
CONSTANTS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


class Unreadable(Exception):
    """What isn't YAML, or YAML that isn't taken."""

    def __init__(self, message: Text, line: int) -> None:
        super().__init__(str(message))
        self.message, self.line = message, line


@dataclass(frozen=True)
class Read:
    """One document: its value, the line of each value in it, and complaints that don't keep it from being read."""

    data: Any
    lines: Mapping[Path, int]
    complaints: tuple[tuple[Text, int], ...]


def read_events(source: str) -> Read:
    """The one document of a text. Raises Unreadable with the line."""
    builder = _Builder()
    try:
        data = builder.document(_events(source))
    except (YAMLError, ValueError) as error:
        raise Unreadable(text("This isn't valid YAML: {reason}.", reason=_reason(error)), _error_line(error)) from error
    return Read(data, builder.lines, tuple(builder.complaints))


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
                    raise Unreadable(text("The file holds more than one YAML document."), _line(event))
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
        raise Unreadable(text("The file is nested more than {limit} levels deep.", limit=MAXIMUM_DEPTH), _line(event))
    if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
        raise Unreadable(text("Anchors and aliases aren't taken: write the value out."), _line(event))
    if str(getattr(event, "tag", None) or STRING_TAG) not in (STRING_TAG, "!"):
        raise Unreadable(text("Tags such as {tag} aren't taken.", tag=str(getattr(event, "tag", ""))), _line(event))


def _key(event: Event) -> str | int:
    _check(event, 0)
    key = _scalar(event) if isinstance(event, ScalarEvent) else None
    if isinstance(key, int) and not isinstance(key, bool):
        return key
    if not isinstance(event, ScalarEvent) or event.value == "":
        raise Unreadable(text("A key has to be a word or a whole number."), _line(event))
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
