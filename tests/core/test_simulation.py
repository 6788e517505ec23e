"""Runs: one agreed order, a fold that never leaves the grammar, opportunities, views and hashes."""

import time
from dataclasses import fields, is_dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_script import SMALL, run

from exam_server.core.simulation.cards import prompter_card, role_player_card
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
    holds,
)
from exam_server.core.simulation.identity import revision_hash
from exam_server.core.simulation.opportunities import (
    Count,
    needless_cues,
    opportunities,
    point_opportunities,
    references,
    waiting,
)
from exam_server.core.simulation.record import RunEvent, agreed_order
from exam_server.core.simulation.script import Material
from exam_server.core.simulation.views import assessor_sheet, candidate_briefing
from exam_server.core.simulation.walk import fold
from tests.paced import slowness

KINDS = [
    "start",
    "pause",
    "reason",
    "resume",
    "end",
    "undo",
    "stop",
    "phase",
    "behaviour",
    "silence",
    "fact",
    "cue",
    "product",
]
NAMES = ["", "P1", "P2", "F1", "F2", "F3", "F4", "W1", "W2", "W3", "M1", "asks", "paraphrase", "judges", "nowhere"]
EVENTS = st.builds(
    RunEvent,
    at_seconds=st.integers(0, 700),
    kind=st.sampled_from(KINDS),
    reference=st.sampled_from(NAMES),
    topic=st.sampled_from(["", "praca", "cel", "inny"]),
    who=st.just("x"),
    device=st.sampled_from(["a", "b", "c"]),
    sequence=st.integers(1, 30),
)
LEAVES = st.one_of(
    st.builds(EventSeen, st.sampled_from(NAMES), st.sampled_from(["", "praca"]), st.integers(0, 3)),
    st.builds(StateWithin, st.sampled_from(["trust", "nowhere"]), st.none() | st.integers(), st.none() | st.integers()),
    st.builds(FactGiven, st.sampled_from(NAMES)),
    st.builds(InPhase, st.sampled_from(NAMES)),
    st.builds(PhaseTime, st.integers(0, 900)),
    st.builds(Silence, st.integers(1, 60)),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(AllOf, st.lists(inner).map(tuple))
        | st.builds(AnyOf, st.lists(inner).map(tuple))
        | st.builds(Not, inner)
    ),
    max_leaves=8,
)


@given(st.lists(EVENTS, max_size=25), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_any_arrival_of_the_same_events_gives_one_agreed_order_and_one_state(events, chance):
    shuffled = [*events, *events[:5]]
    chance.shuffle(shuffled)
    assert agreed_order(shuffled) == agreed_order(events)
    assert fold(SMALL, shuffled, 800) == fold(SMALL, events, 800)


@given(st.lists(EVENTS, max_size=40))
@settings(max_examples=80, deadline=None)
def test_no_event_leads_out_of_the_grammar(events):
    state = fold(SMALL, [RunEvent(0, "start", device=""), *events], 700)
    assert 0 <= state.emotions["trust"] <= 4
    assert state.phase in {"P1", "P2"}
    assert set(state.facts_given) <= {"F1", "F2", "F3", "F4"}
    assert set(state.facts_allowed) <= {"F1", "F2", "F3"}
    assert set(state.cues_played) | set(state.cues_offered) <= {"W1", "W2", "W3"}
    assert {(kind, topic) for kind, topic in state.seen} <= {
        *((kind, "") for kind in ("asks", "paraphrase", "judges")),
        ("asks", "praca"),
        ("asks", "cel"),
    }
    assert all(
        before.to_seconds == after.from_seconds
        for before, after in zip(state.stretches, state.stretches[1:], strict=False)
    )


@given(CONDITIONS, st.lists(EVENTS, max_size=15))
@settings(max_examples=100, deadline=None)
def test_every_condition_has_an_answer_and_its_negation_the_opposite(condition, events):
    state = fold(SMALL, events, 700)
    assert holds(Not(condition), state) is not holds(condition, state)


def test_a_devices_own_sequence_wins_over_its_clock():
    stepped_back = [
        RunEvent(50, "behaviour", "asks", device="a", sequence=1),
        RunEvent(20, "end", device="a", sequence=2),
    ]
    assert [(event.at_seconds, event.sequence) for event in agreed_order(stepped_back)] == [(50, 1), (50, 2)]


def test_nothing_happens_before_the_start():
    state = fold(SMALL, [RunEvent(5, "behaviour", "paraphrase", device="a", sequence=1)], 100)
    assert (state.standing, state.phase, state.facts_allowed, state.run_seconds) == ("waiting", "", (), 0)
    assert [departure.kind for departure in state.departures] == ["behaviour"]


def test_a_cue_is_offered_at_its_own_second_however_late_the_next_event_comes():
    assert run(until=299).cues_offered == {"W1": 30, "W2": 120}


def test_a_cue_for_a_missing_behaviour_stays_away_once_the_behaviour_came():
    assert "W2" not in run((90, "behaviour", "paraphrase"), until=299).cues_offered
    assert run((150, "behaviour", "paraphrase"), until=299).cues_offered["W2"] == 120


def test_a_cue_after_an_event_comes_with_it_or_at_the_latest_second():
    assert run((330, "behaviour", "asks"), until=500).cues_offered["W3"] == 330
    assert run(until=500).cues_offered["W3"] == 400
    assert run((10, "behaviour", "asks"), until=500).cues_offered["W3"] == 300


def test_a_hard_clock_moves_on_and_a_soft_one_waits():
    assert run(until=299).phase == "P1"
    assert (run(until=300).phase, run(until=300).phase_seconds) == ("P2", 0)
    assert run(until=2000).phase == "P2"
    soft = replace(SMALL, phases=(replace(SMALL.phases[0], clock="soft"), SMALL.phases[1]))
    assert run(until=2000, scenario=soft).phase == "P1"


def test_a_soft_phase_ends_by_its_exit_after_its_least_time():
    first = replace(SMALL.phases[0], clock="soft", exit=EventSeen("asks"))
    script = replace(SMALL, phases=(first, SMALL.phases[1]))
    early = run((20, "behaviour", "asks"), until=90, scenario=script)
    assert [(each.phase, each.from_seconds) for each in early.stretches] == [("P1", 0), ("P2", 60)]
    entered = replace(SMALL.phases[1], entry=Silence(5))
    silent = replace(SMALL, phases=(replace(SMALL.phases[0], clock="soft"), entered))
    assert run((100, "silence"), until=200, scenario=silent).stretches[1].from_seconds == 105
    assert run((100, "silence"), (103, "behaviour", "asks"), until=200, scenario=silent).phase == "P1"


def test_a_pause_takes_no_running_time():
    state = run((20, "pause"), (100, "resume"), until=115)
    assert (state.run_seconds, state.cues_offered) == (35, {"W1": 30})
    assert run((20, "pause"), until=500).run_seconds == 20


def test_facts_are_allowed_by_layer_condition_and_trust():
    assert run(until=1).facts_allowed == ("F1",)
    assert run((5, "behaviour", "asks", "cel")).facts_allowed == ("F1",)
    assert run((5, "behaviour", "asks", "praca")).facts_allowed == ("F1", "F2")
    trusted = [(5, "behaviour", "asks", "praca"), (6, "fact", "F2"), (7, "behaviour", "paraphrase")]
    assert "F3" not in run(*trusted).facts_allowed
    assert run(*trusted, (8, "behaviour", "paraphrase")).facts_allowed == ("F1", "F3")


def test_leaving_the_script_is_kept_as_a_departure():
    state = run((5, "fact", "F3"), (6, "cue", "W3"), (7, "fact", "F4"), (40, "cue", "W1"), (41, "cue", "W1"))
    assert [(each.kind, each.reference) for each in state.departures] == [
        ("fact", "F3"),
        ("cue", "W3"),
        ("fact", "F4"),
        ("cue", "W1"),
    ]
    assert set(state.facts_given) == {"F3", "F4"}


def test_after_the_stop_word_nothing_counts_but_everything_is_kept():
    state = run((50, "stop"), (60, "behaviour", "paraphrase"))
    assert (state.standing, state.run_seconds, state.emotions["trust"]) == ("stopped", 50, 1)
    assert [departure.reference for departure in state.departures] == ["paraphrase"]


def test_not_shown_and_never_had_the_chance_are_counted_apart():
    nothing = opportunities(SMALL, fold(SMALL, []))
    assert nothing == {"1A1": Count(0, 0), "1A2": Count(0, 0)}
    ignored = opportunities(SMALL, run((31, "cue", "W1"), until=200))
    assert ignored["1A1"] == Count(1, 0)
    taken = opportunities(SMALL, run((31, "cue", "W1"), (60, "behaviour", "asks"), until=200))
    assert taken["1A1"] == Count(1, 1)
    too_late = opportunities(SMALL, run((31, "cue", "W1"), (152, "behaviour", "asks"), until=200))
    assert too_late["1A1"] == Count(1, 0)


def test_a_phase_and_a_product_are_opportunities_too():
    later = run((310, "behaviour", "asks"), (590, "end"), (700, "product", "M1"))
    assert opportunities(SMALL, later) == {"1A1": Count(1, 1), "1A2": Count(1, 1)}
    assert point_opportunities(SMALL, later) == {"O1": Count(0, 0), "O2": Count(1, 1)}


def test_a_cue_for_a_missing_behaviour_is_needless_where_the_behaviour_came_by_itself():
    assert needless_cues(SMALL, run((90, "behaviour", "paraphrase"), until=299)) == {"W2"}
    assert needless_cues(SMALL, run((150, "behaviour", "paraphrase"), until=299)) == frozenset()
    assert needless_cues(SMALL, run((40, "behaviour", "asks"), until=100)) == frozenset()


def test_what_waits_for_an_answer_is_what_came_up_and_nobody_answered():
    def open_at(*events):
        return {(each.criterion, each.reference) for each in waiting(SMALL, run(*events), references(SMALL))}

    assert open_at((31, "cue", "W1"), (60, "behaviour", "paraphrase")) == {("1A1", "W1")}
    assert open_at((31, "cue", "W1"), (60, "behaviour", "asks")) == set()
    assert open_at((31, "cue", "W1"), (152, "behaviour", "paraphrase")) == set()


def words(value):
    """Every string inside a value."""
    if is_dataclass(value):
        return {word for each in fields(value) for word in words(getattr(value, each.name))}
    if isinstance(value, tuple | list):
        return {word for each in value for word in words(each)}
    return {value} if isinstance(value, str) else set()


def test_a_candidate_sees_neither_criteria_nor_facts_cues_or_anchors():
    seen = words(candidate_briefing(SMALL))
    script = {each.text for each in (*SMALL.facts, *SMALL.cues)}
    anchors = {anchor.behaviour for each in SMALL.anchors for anchor in each.levels}
    assert not seen & (script | anchors | {"1A1", "1A2", "Tylko dla oceniających."})
    assert candidate_briefing(SMALL).minutes == 10


@given(st.lists(EVENTS, max_size=20))
@settings(max_examples=50, deadline=None)
def test_the_role_players_card_holds_only_what_is_allowed_now_and_no_criterion(events):
    state = fold(SMALL, [RunEvent(0, "start", device=""), *events], 700)
    card = role_player_card(SMALL, state)
    assert [fact.id for fact in card.facts_allowed] == list(state.facts_allowed)
    assert not words(card) & {"1A1", "1A2"} and not words(prompter_card(SMALL, state)) & {"1A1", "1A2"}
    assert card.mood == (("ostrożny",) if state.emotions["trust"] <= 2 else ("otwarty",))


def test_the_card_shows_the_next_cue_with_its_second_and_then_that_it_is_due():
    before, due = role_player_card(SMALL, run(until=10)).next_cue, role_player_card(SMALL, run(until=40)).next_cue
    assert (before.id, before.at_seconds, before.due) == ("W1", 30, False)
    assert (due.id, due.due) == ("W1", True)
    assert role_player_card(SMALL, run((41, "cue", "W1"))).next_cue.id == "W2"
    by_priority = role_player_card(SMALL, run(until=450)).next_cue
    assert by_priority.id == "W3"


def test_an_assessor_sees_behaviours_but_no_thresholds():
    sheet = assessor_sheet(SMALL, SMALL.observed_criteria())
    assert [each.criterion for each in sheet.criteria] == ["1A1", "1A2"]
    assert [anchor.level for anchor in sheet.criteria[0].anchors] == [0, 1, 2, 3]
    assert sheet.criteria[0].tiles[0].phases == ("P1", "P2")
    assert not any("threshold" in each.name for each in fields(sheet.criteria[0]))


def test_each_audience_is_handed_its_own_materials_and_none_with_criteria():
    sheet, card = assessor_sheet(SMALL, SMALL.observed_criteria()), role_player_card(SMALL, run())
    handed_out = (candidate_briefing(SMALL, "during").materials, sheet.materials, card.materials)
    assert [[each.title for each in one] for one in handed_out] == [["Kontrakt"], ["Notatka"], ["Linia życia"]]
    assert not any(each.criteria for one in handed_out for each in one)


def test_the_candidate_is_handed_each_material_at_its_moment_and_keeps_it():
    order = ("before", "during", "after")
    materials = tuple(Material(when, when, "candidate", when, "x") for when in ("after", "before", "during"))
    script = replace(SMALL, materials=materials)
    for place, moment in enumerate(order):
        assert {each.id for each in candidate_briefing(script, moment).materials} == set(order[: place + 1])


def test_the_hash_covers_content_and_nothing_about_its_administration():
    about = SMALL.about
    assert revision_hash(replace(SMALL, about=replace(about, revision=9, status="approved"))) == revision_hash(SMALL)
    for changed in (
        replace(SMALL, opening=replace(SMALL.opening, line="Cześć.")),
        replace(SMALL, about=replace(about, total_time=601)),
        replace(SMALL, facts=(replace(SMALL.facts[1], condition=FactGiven("praca")), *SMALL.facts[1:])),
        replace(SMALL, cues=SMALL.cues[::-1]),
    ):
        assert revision_hash(changed) != revision_hash(SMALL)


@pytest.mark.timeout(20)
def test_ten_thousand_events_fold_in_a_tenth_of_a_second():
    events = [RunEvent(0, "start", device="a")]
    events += [RunEvent(at // 20, "behaviour", "paraphrase", "", "x", "a", at + 1) for at in range(10_000)]
    best = min(timed(events) for _ in range(5))
    assert best < 0.1 * slowness(), "in seconds of the processor's own time, so that a busy machine doesn't count"


def timed(events):
    start = time.process_time()
    assert fold(SMALL, events).seen["paraphrase", ""] == 10_000
    return time.process_time() - start


def test_a_run_that_ends_within_its_first_second_has_ended_whatever_the_devices_are_called() -> None:
    for player, prompter in (("a", "b"), ("b", "a")):
        start = RunEvent(0, "start", device=player, sequence=1)
        end = RunEvent(0, "end", device=prompter, sequence=1)
        assert [event.kind for event in agreed_order([end, start])] == ["start", "end"]
        assert fold(SMALL, [end, start]).standing == "ended"
