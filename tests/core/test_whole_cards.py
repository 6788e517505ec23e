"""The whole script on a card: nothing of it is missing, nothing tells a criterion, and what it waits for is in its words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.simulation.condition_words import needs_of
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
from exam_server.core.simulation.record import RunEvent
from exam_server.core.simulation.walk import fold
from exam_server.core.simulation.whole_cards import whole_card
from tests.shipped import shipped_scenario

SCENARIO = shipped_scenario()
EVENT, FACT, PHASE = SCENARIO.events[0], SCENARIO.facts[0], SCENARIO.phases[0]


def test_a_whole_card_holds_every_fact_cue_and_phase_and_no_criterion() -> None:
    card = whole_card(SCENARIO)
    assert {each.id for each in (*card.facts, *card.refusals)} == {each.id for each in SCENARIO.facts}
    assert [cue.id for phase in card.phases for cue in phase.cues] == [
        cue.id for phase in SCENARIO.phases for cue in SCENARIO.cues if cue.phase == phase.id
    ]
    assert all(not each.criteria for each in (*card.events, *card.products))
    for before, after in zip(card.phases, card.phases[1:], strict=False):
        assert before.until_seconds == after.from_seconds


def test_what_a_fact_waits_for_is_said_in_the_scripts_words() -> None:
    conditions = (
        (EventSeen(EVENT.id, "praca"), [f"{EVENT.label}: praca"]),
        (EventSeen("unknown"), ["unknown"]),
        (Not(EventSeen(EVENT.id)), [f"without: {EVENT.label}"]),
        (StateWithin("zaufanie", at_least=3), ["zaufanie: at least 3"]),
        (StateWithin("zaufanie", at_most=1), ["zaufanie: at most 1"]),
        (StateWithin("zaufanie", 1, 2), ["zaufanie: from 1 to 2"]),
        (AllOf((FactGiven(FACT.id), InPhase(PHASE.id))), [FACT.text, PHASE.name]),
        (AnyOf((Silence(5), PhaseTime(60))), []),
        (None, []),
    )
    for condition, words in conditions:
        assert [str(each) for each in needs_of(SCENARIO, condition)] == words


@pytest.mark.parametrize("first", ["a", "b"])
def test_two_who_start_a_run_each_on_their_own_tablet_start_it_once(first: str) -> None:
    started = [RunEvent(at, "start", device=device, sequence=1) for at, device in ((0, first), (3, "c"))]
    state = fold(SCENARIO, started, 60)
    assert (state.standing, state.run_seconds, state.departures) == ("running", 60, ())


@given(st.integers(0, 900))
def test_a_second_start_changes_nothing_of_a_run(second: int) -> None:
    start = RunEvent(0, "start", device="a", sequence=1)
    again = replace(start, at_seconds=second, device="b")
    assert fold(SCENARIO, [start, again], 1000) == fold(SCENARIO, [start], 1000)
