"""Scenario files: a strict reader that names every problem with its line, the writer, and the JSON Schema."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from exam_server.core.problems import Problem
from exam_server.core.qualification import Criterion
from exam_server.core.simulation.check import check_scenario
from exam_server.core.simulation.conditions import Condition
from exam_server.core.simulation.script import MINUTES_SECONDS, Scenario, Trigger
from exam_server.formats.conditions import (
    CONDITION_SCHEMA,
    SECONDS_SCHEMA,
    TRIGGER_SCHEMA,
    read_condition,
    read_seconds,
    read_trigger,
    write_condition,
    write_seconds,
    write_trigger,
)
from exam_server.formats.records import Special, Specials, json_schema, plain_value, read_record
from exam_server.formats.yaml_lines import LocatedYaml, Path, load_yaml

SPECIALS: Specials = {
    Annotated[int, MINUTES_SECONDS]: Special(read_seconds, write_seconds, SECONDS_SCHEMA),
    Condition: Special(read_condition, write_condition, {"$ref": "#/$defs/condition"}),
    Trigger: Special(read_trigger, write_trigger, {"$ref": "#/$defs/trigger"}),
}

NAMES = ("id", "criterion", "variant")
"""The keys by which core names an entry of a block."""


def read_scenario(source: str, place: str = "") -> tuple[Scenario | None, tuple[Problem, ...]]:
    """The scenario of a file's text, or None with all problems of its form, each with its line."""
    located, problems = load_yaml(source, place)
    if located is None or problems:
        return None, problems
    return read_record(Scenario, located, SPECIALS)


def check_scenario_text(
    source: str,
    codes: Collection[str],
    criteria_of_set: Sequence[Criterion],
    place: str = "",
    parts: Mapping[str, Collection[str]] | None = None,
    twins: Mapping[str, Scenario] | None = None,
) -> tuple[Scenario | None, tuple[Problem, ...]]:
    """Read and lint: problems of the form, else the findings of `check_scenario` with the lines they belong to."""
    scenario, problems = read_scenario(source, place)
    located, _ = load_yaml(source, place)
    if scenario is None or located is None:
        return None, problems
    found = check_scenario(scenario, codes, criteria_of_set, parts, twins)
    findings = (_located(finding, located) for finding in found)
    return scenario, tuple(sorted(findings, key=lambda finding: finding.line))


def _located(finding: Problem, source: LocatedYaml) -> Problem:
    place = "/".join(part for part in (source.place, finding.place) if part)
    return replace(finding, line=source.line_of(_path(finding.place.split("/"), source)), place=place)


def _path(steps: Sequence[str], source: LocatedYaml) -> Path:
    """The way to an entry that core names by its block and its id (or its number, counted from 1)."""
    path: list[str | int] = []
    data = source.data
    for step in steps:
        if isinstance(data, list):
            found = [at for at, each in enumerate(data) if step in (str(at + 1), *map(each.get, NAMES))]
            if not found:
                break
            path.append(found[-1])
            data = data[found[-1]]
        else:
            path.append(step)
            data = data.get(step)
    return tuple(path)


def write_scenario(scenario: Scenario) -> str:
    """The file's text; reading it gives an equal scenario."""
    from exam_server.formats.yaml_text import dump_yaml

    return dump_yaml(plain_value(Scenario, scenario, SPECIALS))


def scenario_schema() -> dict[str, object]:
    """The JSON Schema (2020-12) for editors; it accepts a document's shape exactly where the reader does."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario of a simulation",
        **json_schema(Scenario, SPECIALS),
        "$defs": {"condition": CONDITION_SCHEMA, "trigger": TRIGGER_SCHEMA},
    }
