"""Lint of scenarios: each rule finds what it is for, and a sound script passes."""

import json
from dataclasses import replace

import pytest
from small_script import CODES, CRITERIA, SMALL

from exam_server.core.qualification import Criterion
from exam_server.core.simulation.check import check_scenario
from exam_server.core.simulation.conditions import AnyOf, EventSeen, FactGiven, StateWithin
from exam_server.core.simulation.identity import _plain, revision_hash
from exam_server.core.simulation.script import AtPhaseTime, OnEvent, Transition, When

F1, F2, F3, F4 = SMALL.facts
W1, W2, W3 = SMALL.cues
P1, P2 = SMALL.phases
O1, O2 = SMALL.observation_points
A1, A2 = SMALL.anchors
MORE_FACTS = tuple(replace(F1, id=f"X{number}") for number in range(13))
LEVELS = A1.levels

BROKEN = {
    "ids": ("cues/F1", replace(SMALL, cues=(replace(W1, id="F1"), W2, W3))),
    "sizes": ("facts", replace(SMALL, facts=(*SMALL.facts, *MORE_FACTS))),
    "names": ("facts/F2", replace(SMALL, facts=(F1, replace(F2, condition=EventSeen("asks", "inny")), F3, F4))),
    "phase-times": ("phases", replace(SMALL, about=replace(SMALL.about, total_time=700))),
    "reachability": ("facts/F3", replace(SMALL, facts=(F1, F2, replace(F3, condition=StateWithin("trust", 5)), F4))),
    "collisions": ("cues/W2", replace(SMALL, cues=(replace(W1, trigger=AtPhaseTime(61)), W2, W3))),
    "lost-cues": ("cues/W3", replace(SMALL, cues=(W1, W2, replace(W3, trigger=AtPhaseTime(300))))),
    "emotions": ("emotions", replace(SMALL, emotions=replace(SMALL.emotions, how_to_play=()))),
    "institutions": ("cues/W1", replace(SMALL, cues=(replace(W1, text="Byłem już w ZUS."), W2, W3))),
    "approval": ("scenario", replace(SMALL, about=replace(SMALL.about, status="approved"))),
    "anchors": (
        "anchors/1A1",
        replace(SMALL, anchors=(replace(A1, levels=(*LEVELS[:3], replace(LEVELS[2], level=3))), A2)),
    ),
    "opportunities-enough": ("observation_points", replace(SMALL, cues=(), facts=(F1, F4), materials=())),
    "known-criteria": ("cues/W1", replace(SMALL, cues=(replace(W1, criteria=("9Z9",)), W2, W3))),
    "given-away": ("facts/F1", replace(SMALL, facts=(replace(F1, text="Pytaj o 1A1."), F2, F3, F4))),
    "planned": ("conversation", replace(SMALL, conversation=())),
}


def found(scenario, criteria=CRITERIA):
    return {(problem.rule, problem.place) for problem in check_scenario(scenario, CODES, criteria)}


def test_a_sound_script_has_no_findings():
    assert check_scenario(SMALL, CODES, CRITERIA) == ()


@pytest.mark.rule("P6")
@pytest.mark.parametrize("rule", BROKEN)
def test_each_rule_finds_what_it_is_for(rule):
    place, scenario = BROKEN[rule]
    assert (rule, place) in found(scenario)


@pytest.mark.rule("S12")
def test_a_point_names_a_part_that_the_plan_takes_its_criterion_apart_into():
    pointed = replace(SMALL, observation_points=(O1, replace(O2, part="b")))
    assert check_scenario(pointed, CODES, CRITERIA) == ()
    assert check_scenario(pointed, CODES, CRITERIA, {"1A2": ("a", "b")}) == ()
    for parts in ({}, {"1A2": ("a",)}, {"1A1": ("b",)}):
        [problem] = check_scenario(pointed, CODES, CRITERIA, parts)
        assert (problem.rule, problem.place, problem.severity) == ("known-parts", "observation_points/O2", "error")


def test_a_point_without_a_part_leaves_the_scripts_hash_as_it_was():
    assert revision_hash(SMALL) != revision_hash(replace(SMALL, observation_points=(O1, replace(O2, part="b"))))
    assert '"part"' not in json.dumps(_plain(SMALL))


def test_facts_that_only_reach_each_other_are_unreachable():
    ring = (F1, replace(F2, condition=FactGiven("F3")), replace(F3, condition=FactGiven("F2")), F4)
    assert {("reachability", "facts/F2"), ("reachability", "facts/F3")} <= found(replace(SMALL, facts=ring))
    way_in = replace(F2, condition=AnyOf((FactGiven("F3"), EventSeen("asks"))))
    assert not {rule for rule, _ in found(replace(SMALL, facts=(F1, way_in, ring[2], F4)))}


def test_a_cue_after_its_phase_or_after_an_unknown_event_is_unreachable():
    late = replace(SMALL, cues=(W1, W2, replace(W3, trigger=AtPhaseTime(360))))
    nowhere = replace(SMALL, cues=(W1, W2, replace(W3, trigger=OnEvent("nowhere"))))
    assert ("reachability", "cues/W3") in found(late) and ("reachability", "cues/W3") in found(nowhere)
    assert ("names", "cues/W3") in found(nowhere)


def test_a_state_that_moves_in_one_direction_only_is_warned_of():
    falling = replace(SMALL.emotions, transitions=(Transition(When("judges"), {"trust": -1}),))
    problems = check_scenario(replace(SMALL, emotions=falling), CODES, CRITERIA)
    assert ("emotions", "warning") in {(problem.rule, problem.severity) for problem in problems}


def test_what_is_done_needs_two_opportunities():
    one = replace(SMALL, cues=(W1, W2, replace(W3, criteria=("1A1",))), facts=(F1, F2, F4), materials=())
    point = replace(O2, opportunities=("W2",))
    assert ("opportunities-enough", "observation_points") in found(replace(one, observation_points=(O1, point)))


def test_the_clients_words_must_not_be_the_criterions_words():
    telling = replace(SMALL, cues=(replace(W1, text="Czy pani ustala razem z klientem cele?"), W2, W3))
    assert ("given-away", "cues/W1") in found(telling)


def test_a_criterion_of_the_set_that_nobody_looks_at_is_named():
    assert ("planned", "conversation") in found(SMALL, (*CRITERIA, Criterion("1A3", "Omawia etapy")))
