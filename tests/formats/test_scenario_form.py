"""Blocks of a scenario as forms: nothing is lost on the way there and back, and rows are added, moved and removed."""

import copy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.formats.scenario_form import BLOCKS, act_on_block, fits, read_block, write_block
from exam_server.formats.scenario_form.blank import as_twin, blank_scenario
from exam_server.formats.scenario_form.writing import flow
from exam_server.formats.scenario_places import scenario_texts
from exam_server.formats.scenario_yaml import read_scenario
from exam_server.formats.yaml_lines import load_yaml
from exam_server.formats.yaml_text import dump_yaml

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "scenarios").rglob("scenario.yaml"))
DATA = load_yaml(SHIPPED[0].read_text(encoding="utf-8"))[0].data
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_every_block_of_the_shipped_scenarios_comes_back_from_its_form_as_it_was(path):
    source = path.read_text(encoding="utf-8")
    plain = load_yaml(source)[0].data
    through = {}
    for key, part in BLOCKS.items():
        block = plain.get(key)
        as_form = block is not None and fits(part, block)
        assert as_form or block is None, f"{key} can't be written as a form"
        through[key] = read_block(part, write_block(part, block), block) if as_form else block
    again = read_scenario(dump_yaml({key: block for key, block in through.items() if block is not None}))
    assert again[1] == () and again[0] == read_scenario(source)[0]


@given(PLAIN)
def test_the_notation_of_one_line_reads_back_as_the_same(value):
    located, problems = load_yaml(f"value: {flow(value)}")
    assert problems == () and located.data["value"] == value


@given(st.sampled_from(sorted(BLOCKS)), PLAIN, st.dictionaries(st.text(max_size=12), st.text(max_size=12), max_size=5))
def test_no_data_and_no_fields_make_the_form_fail(key, data, fields):
    part = BLOCKS[key]
    assert isinstance(fits(part, data), bool)
    read = read_block(part, {**write_block(part, data), **fields}, data)
    act_on_block(part, read, f"{key}.add")


def test_what_is_no_number_time_or_notation_stays_what_was_typed():
    fields = write_block(BLOCKS["facts"], DATA["facts"])
    read = read_block(BLOCKS["facts"], fields | {"facts.1.condition": "{event: ", "facts.0.criteria": " 1A3,1A5 ,"})
    assert read[1]["condition"] == "{event:" and read[0]["criteria"] == ["1A3", "1A5"]
    phases = read_block(BLOCKS["phases"], {"phases.0.time.plan": "trzy", "phases.0.rate_after": "1"})
    assert phases[0]["time"]["plan"] == "trzy" and phases[0]["rate_after"] is True
    assert "clock" not in phases[0]


def test_a_row_is_added_under_the_next_name_moved_and_removed():
    part, facts = BLOCKS["facts"], copy.deepcopy(DATA["facts"])
    names = [fact["id"] for fact in facts]
    added = act_on_block(part, copy.deepcopy(facts), "facts.add")
    assert [each["id"] for each in added] == [*names, f"F{len(names) + 1}"]
    moved = act_on_block(part, copy.deepcopy(facts), "facts.0.down")
    assert [each["id"] for each in moved][:2] == [names[1], names[0]]
    removed = act_on_block(part, copy.deepcopy(facts), "facts.1.remove")
    assert [each["id"] for each in removed] == [names[0], *names[2:]]
    levels = act_on_block(BLOCKS["anchors"], copy.deepcopy(DATA["anchors"]), "anchors.0.levels.3.remove")
    assert [each["level"] for each in levels[0]["levels"]] == [0, 1, 2]
    states = act_on_block(BLOCKS["emotions"], {}, "emotions.dimensions.add")
    assert states["dimensions"] == [{"name": "", "min": 0, "max": 0, "start": 0}]


@pytest.mark.parametrize(
    "act", ["", "facts", "facts.99.remove", "cues.add", "facts.0.up", "facts.x.add", "facts.text.add"]
)
def test_a_button_that_there_is_not_changes_nothing(act):
    assert act_on_block(BLOCKS["facts"], copy.deepcopy(DATA["facts"]), act) == DATA["facts"]


def test_a_form_keeps_what_it_does_not_show_and_is_not_offered_where_it_would_lose_something():
    part = BLOCKS["scenario"]
    about = {**DATA["scenario"], "status": "approved", "reviewers": ["Ktoś"]}
    assert read_block(part, write_block(part, about), about) == about
    assert not fits(part, {**about, "unknown": 1})
    assert not fits(BLOCKS["facts"], {"id": "F1"})
    assert not fits(BLOCKS["persona"], {**DATA["persona"], "limits": ["dwa\nwiersze"]})


def test_a_blank_scenario_lists_what_is_to_be_written_and_a_twin_begins_with_the_others_frame():
    _, problems = read_scenario(dump_yaml(blank_scenario("bilansowanie-kompetencji")))
    assert problems and all(each.line for each in problems)
    assert all(fits(part, blank_scenario("x").get(key, [])) for key, part in BLOCKS.items())
    twin = as_twin(DATA, "jeden")
    assert twin["scenario"]["variants"] == ["jeden"] and twin["facts"] == DATA["facts"]
    assert twin["equivalence"] == [{"variant": "jeden", "substitutions": {}, "invariants": []}]


def test_the_places_of_a_scenario_name_its_parts_and_leave_its_administration_out():
    places = scenario_texts(read_scenario(SHIPPED[0].read_text(encoding="utf-8"))[0])
    assert {"facts.F1.text", "anchors.1A3.levels.0.behaviour", "cues.W1.trigger"} <= places.keys()
    assert not {"scenario.revision", "scenario.status"} & places.keys()
    assert places["cues.W1.trigger"] == "{phase_time: 00:40}"
