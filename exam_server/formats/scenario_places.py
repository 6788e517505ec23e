"""A scenario as texts by place, for differences: parts are named by their ids, and notation stays as files have it."""

from collections.abc import Iterator

from exam_server.core.simulation.script import Scenario
from exam_server.formats.records import plain_value
from exam_server.formats.scenario_yaml import NAMES, SPECIALS

NOTATION = ("condition", "entry", "exit", "trigger", "when", "change")
"""Keys whose value is said in one line."""
OUTSIDE = ("scenario.revision", "scenario.status", "scenario.reviewers")
"""What stands outside a revision's hash."""


def scenario_texts(scenario: Scenario) -> dict[str, str]:
    """Everything that a revision is, by place (`facts.F2.text`), in the order of its file."""
    plain = plain_value(Scenario, scenario, SPECIALS)
    return {place: words for place, words in _texts("", plain) if not place.startswith(OUTSIDE)}


def _texts(place: str, value: object) -> Iterator[tuple[str, str]]:
    key = place.rpartition(".")[2]
    if isinstance(value, dict) and key not in NOTATION:
        for name, each in value.items():
            yield from _texts(f"{place}.{name}".lstrip("."), each)
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        for number, each in enumerate(value, 1):
            yield from _texts(f"{place}.{_name(each, number)}", each)
    else:
        yield place, say_plain(value)


def _name(entry: object, number: int) -> str:
    """An entry's own name, else its number; a level is its own name among a criterion's anchors."""
    if not isinstance(entry, dict):
        return str(number)
    own = (entry.get(key) for key in (*NAMES, "level"))
    return next((str(each) for each in own if each is not None), str(number))


def say_plain(value: object) -> str:
    """A plain value as one line: lists by commas, mappings as files write them on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {say_plain(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        inner = ", ".join(say_plain(each) for each in value)
        return f"[{inner}]" if any(isinstance(each, dict) for each in value) else inner
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
