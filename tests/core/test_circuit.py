"""The plan of a circuit keeps every rule, or names rules that are really in the way."""

from collections import Counter
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core.circuit import CircuitDay, CircuitPlayer, Span, find_clashes, plan_circuit
from tests.core.circuit_days import a_fitting_day, any_days, big_day, id_of, make_day, station, without_rule

pytestmark = pytest.mark.rule("S2")


@given(any_days())
@settings(max_examples=80)
def test_a_plan_keeps_every_rule_and_a_refusal_names_rules_that_are_in_the_way(day: CircuitDay) -> None:
    """Without the rules that are named, and only those, the plan comes out in the end."""
    found = plan_circuit(day)
    named: list[str] = []
    while not found.possible:
        assert not found.slots
        kinds = {each.kind for each in found.obstacles}
        assert all(each.remedies for each in found.obstacles)
        for kind in kinds:
            assert named.count(kind) < 3, f"{kind} was taken away, and is named again"
            named.append(kind)
            day = without_rule(day, kind)
        found = plan_circuit(day)
    assert find_clashes(day, found.slots) == []


@given(any_days())
@settings(max_examples=40)
def test_what_is_named_before_any_order_is_tried_is_in_the_way_by_itself(day: CircuitDay) -> None:
    for each in plan_circuit(day).obstacles:
        if each.kind in ("station", "breaks", "variant", "commission"):
            others = day
            for kind in {"breaks", "time", "station", "player", "commission", "variant", "candidate"} - {each.kind}:
                others = without_rule(others, kind)
            assert each.kind in {one.kind for one in plan_circuit(others).obstacles}


def test_commissions_have_as_many_candidates_each_and_role_players_as_much_to_do() -> None:
    found = plan_circuit(a_fitting_day())
    loads = Counter(member for slot in found.slots for member in slot.members)
    assert sorted(loads.values()) == [6] * 6, "the seventh member is to spare"
    played = Counter(slot.player for slot in found.slots)
    assert max(played.values()) - min(played.values()) <= 1


def test_a_candidate_meets_one_commission_at_all_stations_and_rests_between_them() -> None:
    day = a_fitting_day()
    slots = plan_circuit(day).slots
    for candidate in day.candidates:
        own = sorted((slot for slot in slots if slot.candidate == candidate.id), key=lambda each: each.at)
        assert len({slot.members for slot in own}) == 1
        assert own[1].at - own[0].at >= 20 + day.rest


def test_every_encounter_has_a_prompter_who_does_nothing_else_in_it_and_all_prompt_as_often() -> None:
    day = replace(a_fitting_day(), prompters=(id_of("r", 0), id_of("r", 1)))
    slots = plan_circuit(day).slots
    assert len(slots) == 12 and find_clashes(day, slots) == []
    prompted = Counter(slot.prompter for slot in slots)
    assert set(prompted) == set(day.prompters) and set(prompted.values()) == {6}
    alone = replace(slots[0], prompter=slots[0].player)
    assert "prompter" in {each.kind for each in find_clashes(day, [alone, *slots[1:]])}
    unprompted = replace(slots[0], prompter=None)
    assert [each.kind for each in find_clashes(day, [unprompted, *slots[1:]])] == ["prompter"]


def test_too_few_prompters_are_said_to_be_missing() -> None:
    short = replace(a_fitting_day(), windows=(Span(0, 180),))
    assert plan_circuit(short).possible
    [obstacle] = plan_circuit(replace(short, prompters=(id_of("r", 0),))).obstacles
    assert obstacle.kind == "time" and "One more prompter." in [each.template for each in obstacle.remedies]
    players = short.players[:1]
    both = plan_circuit(replace(short, players=players, prompters=(players[0].id,)))
    assert {each.kind for each in both.obstacles} == {"prompter"}


def test_who_prompts_and_plays_is_never_in_two_places() -> None:
    """Two who can do both, and one who only plays: cross-checked by the check that knows nothing of the search."""
    day = a_fitting_day()
    day = replace(day, players=(*day.players, CircuitPlayer(id_of("p", 9))), prompters=tuple(p.id for p in day.players))
    found = plan_circuit(day)
    assert found.possible and find_clashes(day, found.slots) == []


@pytest.mark.rule("S10")
def test_a_trainer_never_verifies_their_candidate() -> None:
    day = a_fitting_day()
    barred = frozenset({day.members[0].member, day.members[3].member})
    day = replace(day, candidates=(replace(day.candidates[0], barred=barred), *day.candidates[1:]))
    found = plan_circuit(day)
    assert found.possible and find_clashes(day, found.slots) == []
    own = [slot for slot in found.slots if slot.candidate == day.candidates[0].id]
    assert own and not any(barred & set(slot.members) for slot in own)


def test_who_has_met_a_variant_meets_another_one() -> None:
    day = a_fitting_day()
    day = replace(day, candidates=(replace(day.candidates[0], met=frozenset({"x1"})), *day.candidates[1:]))
    variants = Counter((slot.station, slot.variant) for slot in plan_circuit(day).slots)
    own = next(slot for slot in plan_circuit(day).slots if slot.encounter == (id_of("c", 0), id_of("s", 1)))
    assert own.variant == "y1"
    assert set(variants.values()) == {3}, "all variants as often"


def test_what_is_said_to_help_is_enough() -> None:
    """One room for two stations: another one for either is enough, and so are more rounds."""
    day = make_day(4, [station(1, ["A"]), station(2, ["A"])], 6, 2, [(0, 100)])
    [obstacle] = plan_circuit(day).obstacles
    said = [each.template for each in obstacle.remedies]
    assert obstacle.kind == "time" and said[0].startswith("More time") and obstacle.remedies[0].values["rounds"] == 4
    assert any(each.startswith("One more room") for each in said)
    assert not any(each.startswith("One more role-player") for each in said), "more people alone don't help"
    roomy = replace(day, stations=(station(1, ["A"]), station(2, ["A", "B"])))
    assert plan_circuit(roomy).possible
    later = replace(day, windows=(Span(0, 100), Span(120, 220)))
    assert plan_circuit(later).possible


@given(st.sampled_from(range(5)))
@settings(max_examples=5)
def test_the_check_finds_what_a_plan_was_spoilt_by(number: int) -> None:
    """The check shares nothing with the search: each way to spoil a plan is found by its own rule."""
    day = a_fitting_day()
    slots = list(plan_circuit(day).slots)
    first, other = slots[0], next(each for each in slots if each.station != slots[0].station)
    spoilt = [
        (replace(first, at=999), "time"),
        (replace(first, room=other.room), "room"),
        (replace(first, members=first.members[:2]), "commission"),
        (replace(first, variant="x9"), "variant"),
        (replace(first, candidate=other.candidate), "station"),
    ][number]
    assert spoilt[1] in {each.kind for each in find_clashes(day, [spoilt[0], *slots[1:]])}


@pytest.mark.parametrize("windows", [5, 6])
def test_sixty_candidates_three_stations_and_twelve_members_are_planned_in_a_moment(windows: int) -> None:
    """45 rounds are the least that 4 commissions need: 5 windows have just as many."""
    day, started = big_day(windows), process_time()
    found = plan_circuit(day)
    spent = process_time() - started
    assert found.possible and find_clashes(day, found.slots) == []
    assert len({slot.at for slot in found.slots}) == 45 and spent < 5


def test_why_the_big_day_cant_be_is_said_in_a_moment_too() -> None:
    started = process_time()
    [obstacle] = plan_circuit(big_day(4)).obstacles
    assert obstacle.kind == "time" and obstacle.remedies[0].values["rounds"] == 9
    assert process_time() - started < 5
