"""Blueprint files: strict reading with lines, writing back the same, and a schema that agrees."""

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.assembly import Blueprint, Cell
from exam_server.formats.blueprint_yaml import blueprint_schema, read_blueprint, write_blueprint
from exam_server.formats.yaml_lines import load_yaml

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "blueprint.schema.json").read_text(encoding="utf-8"))
GOOD = """\
id: full
title: Pełny test
minutes: 90
total: 60
difficulty_band: 0.03
cells:
  - {id: c-1a1, criterion: 1A1, minimum: 3, maximum: 3}
  - {id: s1, set: 1, minimum: 10, maximum: 30}
  - {id: analysing, level: analyse, minimum: 2}
  - {id: match, kind: matching, maximum: 6}
statuses: [pilot, active]
"""
BAD = {
    "an unknown field": ("minutes: 90", "minutes: 90\nhours: 1", 4),
    "a cell's unknown field": ("level: analyse", "niveau: analyse", 9),
    "a missing field": ("total: 60\n", "", 1),
    "a text for a number": ("minutes: 90", "minutes: long", 3),
    "no time": ("minutes: 90", "minutes: 0", 3),
    "a band beyond one": ("0.03", "1.5", 5),
    "an unknown level": ("analyse", "guess", 9),
    "an unknown kind": ("matching", "essay", 10),
    "an unknown status": ("pilot", "ready", 11),
    "an unknown pool": ("statuses:", "pool: attic\nstatuses:", 11),
    "no status": ("[pilot, active]", "[]", 11),
    "a code that is none": ("criterion: 1A1", "criterion: A11", 7),
    "a negative quota": ("minimum: 2", "minimum: -2", 9),
}


def data_of(source: str) -> object:
    located, problems = load_yaml(source)
    assert located is not None and not problems
    return located.data


def test_a_blueprint_is_read_as_it_stands() -> None:
    blueprint, problems = read_blueprint(GOOD)
    assert problems == ()
    assert blueprint == Blueprint(
        "full",
        "Pełny test",
        90,
        60,
        (
            Cell("c-1a1", criterion="1A1", minimum=3, maximum=3),
            Cell("s1", set=1, minimum=10, maximum=30),
            Cell("analysing", level="analyse", minimum=2),
            Cell("match", kind="matching", maximum=6),
        ),
        0.03,
        ("pilot", "active"),
    )
    jsonschema.validate(data_of(GOOD), SCHEMA)


@pytest.mark.parametrize("fault", BAD)
def test_reader_and_schema_refuse_the_same_faults_and_the_reader_names_the_line(fault: str) -> None:
    old, new, line = BAD[fault]
    source = GOOD.replace(old, new, 1)
    assert source != GOOD
    blueprint, problems = read_blueprint(source, "b.yaml")
    assert blueprint is None
    assert [(problem.line, problem.place) for problem in problems] == [(line, "b.yaml")]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data_of(source), SCHEMA)


@pytest.mark.parametrize(
    ("old", "new", "line", "rule"),
    [
        ("minimum: 10, maximum: 30", "minimum: 10, maximum: 9", 8, "cell-bounds"),
        ("minimum: 2", "minimum: 61", 9, "cell-bounds"),
        ("id: match", "id: s1", 10, "cell-twice"),
    ],
)
def test_cells_that_contradict_are_refused_with_their_line(old: str, new: str, line: int, rule: str) -> None:
    blueprint, problems = read_blueprint(GOOD.replace(old, new))
    assert blueprint is None
    assert [(problem.line, problem.rule) for problem in problems] == [(line, rule)]


@pytest.mark.parametrize("source", ["", "[]", "a", "id: [", "---\na: 1\n---\nb: 2", "\x00"])
def test_what_is_no_blueprint_is_refused(source: str) -> None:
    blueprint, problems = read_blueprint(source)
    assert blueprint is None and problems


codes = st.from_regex(r"[1-9][A-Z][1-9]", fullmatch=True)
quotas = st.integers(0, 5)
cells = st.builds(
    lambda low, more, **fields: Cell(minimum=low, maximum=None if more is None else low + more, **fields),
    quotas,
    st.none() | quotas,
    id=st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,3})?", fullmatch=True),
    set=st.none() | st.integers(1, 99),
    outcome=st.none() | codes.map(lambda code: code[:2]),
    criterion=st.none() | codes,
    level=st.none() | st.sampled_from(["remember", "analyse"]),
    kind=st.none() | st.sampled_from(["matching", "extended_text"]),
)
blueprints = st.builds(
    Blueprint,
    id=st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True),
    title=st.text("ąĆ e:#'-\"1", min_size=1).filter(lambda title: title.strip() == title),
    minutes=st.integers(1, 600),
    total=st.integers(5, 500),
    cells=st.lists(cells, max_size=5, unique_by=lambda cell: cell.id).map(tuple),
    difficulty_band=st.integers(0, 100_000).map(lambda number: number / 100_000),
    statuses=st.lists(st.sampled_from(["draft", "pilot", "active"]), min_size=1, unique=True).map(tuple),
    pool=st.sampled_from(["exam", "practice"]),
)


@given(blueprints)
def test_what_is_written_is_read_back_the_same_and_fits_the_schema(blueprint: Blueprint) -> None:
    source = write_blueprint(blueprint)
    assert read_blueprint(source) == (blueprint, ())
    jsonschema.validate(data_of(source), SCHEMA)


def test_the_committed_schema_is_the_one_of_the_reader() -> None:
    assert blueprint_schema() == SCHEMA
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_shipped_blueprint_is_read_and_written_back_the_same() -> None:
    shipped = sorted((ROOT / "question_bank").glob("*/blueprints/*.yaml"))
    assert {path.stem for path in shipped} >= {"full", "set-1", "practice"}
    for path in shipped:
        source = path.read_text(encoding="utf-8")
        blueprint, problems = read_blueprint(source, path.name)
        assert blueprint is not None and not problems, problems
        assert (blueprint.id, write_blueprint(blueprint)) == (path.stem, source)
        jsonschema.validate(data_of(source), SCHEMA)
