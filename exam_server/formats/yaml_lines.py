"""Reads YAML into plain values and remembers the line of each of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from exam_server.core.problems import Problem
from exam_server.core.text import text

Path = tuple[str | int, ...]

MAXIMUM_CHARACTERS = 2 * 1024 * 1024


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


def load_yaml(source: str, place: str = "") -> tuple[LocatedYaml | None, tuple[Problem, ...]]:
    """Parse one YAML document; None with the problems where it can't be read. Never raises.

    Narrower than YAML, so that what an author wrote is what is read: strings stay strings (`1E5`, `no`, `2024-01-01`),
    keys are strings or whole numbers, a repeated key is an error, and anchors, tags and deep nesting aren't taken.
    """
    from exam_server.formats.yaml_events import Unreadable, read_events

    if len(source) > MAXIMUM_CHARACTERS:
        return None, (Problem(text("The file is larger than {limit} characters.", limit=MAXIMUM_CHARACTERS), 1, place),)
    try:
        read = read_events(source)
    except Unreadable as error:
        return None, (Problem(error.message, error.line, place),)
    problems = tuple(Problem(message, line, place) for message, line in read.complaints)
    return LocatedYaml(read.data, place, read.lines), problems
