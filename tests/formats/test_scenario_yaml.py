"""Scenario files: strict with lines, lossless, and one with their JSON Schema."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from exam_server.core.simulation.conditions import (
    AllOf,
    AnyOf,
    EventSeen,
    FactGiven,
    InPhase,
    Not,
    PhaseTime,
    Silence,
    StateWithin,
)
from exam_server.core.simulation.identity import revision_hash
from exam_server.formats.conditions import read_condition, write_condition
from exam_server.formats.records import read_record
from exam_server.formats.scenario_yaml import (
    SPECIALS,
    Scenario,
    check_scenario_text,
    read_scenario,
    scenario_schema,
    write_scenario,
)
from exam_server.formats.yaml_lines import LocatedYaml, load_yaml
from exam_server.services.reading_scenarios import check_scenarios

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "scenarios").rglob("scenario.yaml"))
SOURCE = SHIPPED[0].read_text(encoding="utf-8")
DATA = load_yaml(SOURCE)[0].data
VALIDATOR = Draft202012Validator(scenario_schema())

WORD = st.sampled_from(["pytanie", "cel", "zaufanie", "F1", "yes", "1"])
SIMPLE = st.one_of(
    st.builds(EventSeen, WORD, st.just("") | WORD, st.integers(1, 9)),
    st.builds(StateWithin, WORD, st.none() | st.integers(-9, 9), st.none() | st.integers(-9, 9)),
    st.builds(FactGiven, WORD),
    st.builds(InPhase, WORD),
    st.builds(PhaseTime, st.integers(0, 59_999)),
    st.builds(Silence, st.integers(1, 600)),
)
CONDITIONS = st.recursive(
    SIMPLE,
    lambda inner: (
        st.builds(Not, inner)
        | st.lists(inner, min_size=1, max_size=3).flatmap(
            lambda parts: st.sampled_from([AllOf(tuple(parts)), AnyOf(tuple(parts))])
        )
    ),
    max_leaves=5,
)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_shipped_scenarios_are_free_of_findings_and_survive_being_written(path):
    (checked,) = check_scenarios([path], ROOT / "question_bank")
    assert checked.problems == ()
    again, problems = read_scenario(write_scenario(checked.scenario))
    assert problems == () and again == checked.scenario
    assert revision_hash(again) == revision_hash(checked.scenario)


def test_the_committed_schema_is_the_readers():
    committed = json.loads((ROOT / "docs/schemas/scenario.schema.json").read_text(encoding="utf-8"))
    assert committed == scenario_schema()
    Draft202012Validator.check_schema(committed)
    VALIDATOR.validate(json.loads(json.dumps(DATA)))


@given(CONDITIONS)
@settings(max_examples=100)
def test_a_condition_written_and_read_is_the_same(condition):
    plain = write_condition(condition)
    try:
        assert read_condition(plain) == condition
    except ValueError:
        assert str(plain).count("'all'") + str(plain).count("'any'") + str(plain).count("'not'") > 5


def paths(value, path=()):
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from paths(child, (*path, key))


WRONG = st.sampled_from(
    [None, True, 3, 2.5, "", "  ", "12:30", "9:99", [], {}, ["x"], {"event": "x"}, {"unknown": 1}, {"all": []}]
)


@given(st.sampled_from(sorted(filter(None, paths(DATA)), key=str)), WRONG, st.booleans())
@settings(max_examples=100, deadline=None)
def test_reader_and_schema_agree_on_what_has_the_right_shape(path, wrong, remove):
    data = copy.deepcopy(DATA)
    holder = data
    for step in path[:-1]:
        holder = holder[step]
    if remove:
        del holder[path[-1]]
    else:
        holder[path[-1]] = wrong
    _, problems = read_record(Scenario, LocatedYaml(data), SPECIALS)
    assert (not problems) == VALIDATOR.is_valid(data)


def lines_of(source):
    return {(problem.line, problem.message.template) for problem in read_scenario(source, "s.yaml")[1]}


def line_with(text):
    return next(number for number, line in enumerate(SOURCE.splitlines(), 1) if text in line)


def test_every_problem_is_found_at_once_with_its_line():
    broken = (
        SOURCE.replace("  revision: 1\n", "  revision: jeden\n")
        .replace("layer: never", "layer: always")
        .replace("{event: open_question, topic: oczekiwania}", "{event: open_question, tpic: oczekiwania}")
        .replace('trigger: {phase_time: "00:40"}', "trigger: {phase_time: 40}", 1)
    )
    found = lines_of(broken)
    assert (line_with("  revision: 1"), "A whole number is expected here.") in found
    assert (line_with("layer: never"), "“{value}” isn't one of: {allowed}.") in found
    assert (line_with("topic: oczekiwania}"), "The key “{key}” isn't known here.") in found
    assert (line_with('{phase_time: "00:40"}'), "A time as mm:ss is expected here, in quotation marks.") in found
    assert len(found) == 4


def test_a_missing_block_is_named():
    _, problems = read_scenario(SOURCE.replace("\nopening:\n", "\nopnening:\n"))
    assert {str(problem.message) for problem in problems} == {
        "The key “opening” is missing.",
        "The key “opnening” isn't known here.",
    }


def test_a_finding_of_the_lint_has_the_line_of_its_entry():
    codes = {f"1{outcome}{number}" for outcome in "ABCD" for number in range(1, 10)}
    broken = SOURCE.replace('trigger: {phase_time: "04:30"}', 'trigger: {phase_time: "03:00"}')
    _, problems = check_scenario_text(broken, codes, (), "s.yaml")
    assert [(problem.rule, problem.line, problem.place) for problem in problems] == [
        ("collisions", line_with("- id: W7"), "s.yaml/cues/W7")
    ]


def test_conditions_cannot_be_nested_without_end():
    data = {"event": "x"}
    for _ in range(20):
        data = {"not": data}
    with pytest.raises(ValueError, match="nested"):
        read_condition(data)


@given(st.text(max_size=200))
@settings(max_examples=60)
def test_any_text_is_read_or_refused_without_failing(text):
    scenario, problems = read_scenario(text)
    assert scenario is None and problems
