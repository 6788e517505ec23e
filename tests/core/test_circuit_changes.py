"""Changes on the day touch only what they have to."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core.circuit import (
    CircuitCandidate,
    CircuitDay,
    Slot,
    Span,
    compare_plans,
    find_clashes,
    plan_circuit,
    replan_circuit,
)
from tests.core.circuit_days import a_fitting_day, any_days, id_of

pytestmark = pytest.mark.rule("S2")


def begun(slots: Sequence[Slot], now: int) -> frozenset[tuple[UUID, UUID]]:
    return frozenset(each.encounter for each in slots if each.at < now)


def planned() -> tuple[CircuitDay, tuple[Slot, ...]]:
    day = a_fitting_day()
    return day, plan_circuit(day).slots


@given(any_days())
@settings(max_examples=30)
def test_where_nothing_changed_nothing_is_moved(day: CircuitDay) -> None:
    found = plan_circuit(day)
    if found.possible:
        assert compare_plans(found.slots, replan_circuit(day, found.slots, 0).slots) == []


def test_a_member_who_falls_ill_is_replaced_where_they_sat_and_everything_else_stays() -> None:
    day, slots = planned()
    ill = slots[0].members[0]
    day = replace(day, busy={str(ill): (Span(75, 10_000),)})
    found = replan_circuit(day, slots, 75, begun(slots, 75))
    assert found.possible and find_clashes(day, found.slots) == []
    changes = compare_plans(slots, found.slots)
    assert changes and len(changes) == sum(ill in each.members and each.at >= 75 for each in slots)
    for each in changes:
        assert each.before is not None and each.after is not None
        assert (each.before.at, each.before.room, each.before.player) == (
            each.after.at,
            each.after.room,
            each.after.player,
        )
        assert len(set(each.before.members) - set(each.after.members)) == 1


def test_a_prompter_who_falls_ill_is_replaced_and_nothing_else_changes() -> None:
    day = replace(a_fitting_day(), prompters=tuple(id_of("r", number) for number in range(3)))
    slots = plan_circuit(day).slots
    ill = slots[0].prompter
    day = replace(day, busy={str(ill): (Span(75, 10_000),)})
    found = replan_circuit(day, slots, 75, begun(slots, 75))
    assert found.possible and find_clashes(day, found.slots) == []
    changes = compare_plans(slots, found.slots)
    assert changes and len(changes) == sum(slot.prompter == ill and slot.at >= 75 for slot in slots)
    assert all(one.before and one.after and replace(one.after, prompter=ill) == one.before for one in changes)
    without = replace(day, prompters=())
    unprompted = replan_circuit(without, slots, 75, begun(slots, 75)).slots
    assert {slot.prompter for slot in unprompted if slot.at >= 75} == {None}


def test_a_lost_room_moves_its_encounters_only() -> None:
    day, slots = planned()
    stations = (replace(day.stations[0], rooms=("A", "C")), day.stations[1])
    day = replace(day, stations=stations, busy={"A": (Span(50, 10_000),)})
    found = replan_circuit(day, slots, 50, begun(slots, 50))
    assert found.possible and find_clashes(day, found.slots) == []
    changes = compare_plans(slots, found.slots)
    assert {(one.before.room, one.after.room) for one in changes if one.before and one.after} == {("A", "C")}
    assert all(one.before and one.after and one.before.at == one.after.at for one in changes)


def test_who_is_late_is_moved_and_nobody_else() -> None:
    day, slots = planned()
    late = slots[0].candidate
    day = replace(day, busy={str(late): (Span(0, 100),)})
    found = replan_circuit(day, slots, 0)
    assert find_clashes(day, found.slots) == []
    changes = compare_plans(slots, found.slots)
    assert {each.before.candidate for each in changes if each.before} == {late}
    assert all(each.after is not None and each.after.at >= 100 for each in changes)


def test_a_walk_in_takes_what_is_free() -> None:
    day, slots = planned()
    own = tuple(each.id for each in day.stations)
    day = replace(day, candidates=(*day.candidates, CircuitCandidate(id_of("c", 99), "K-99", own)))
    found = replan_circuit(day, slots, 25, begun(slots, 25))
    assert find_clashes(day, found.slots) == []
    changes = compare_plans(slots, found.slots)
    assert len(changes) == 2 and all(each.before is None for each in changes)


def test_who_doesnt_come_frees_their_places_and_nobody_moves() -> None:
    day, slots = planned()
    day = replace(day, candidates=day.candidates[1:])
    changes = compare_plans(slots, replan_circuit(day, slots, 0).slots)
    assert len(changes) == 2 and all(each.after is None for each in changes)


@given(st.integers(0, 6), st.integers(0, 380))
@settings(max_examples=25)
def test_whoever_falls_ill_at_any_time_there_is_a_legal_plan_and_what_began_stays(number: int, now: int) -> None:
    day, slots = planned()
    past = begun(slots, now)
    day = replace(day, busy={str(day.members[number].member): (Span(now, 10_000),)})
    found = replan_circuit(day, slots, now, past)
    assert found.possible
    assert {each for each in slots if each.encounter in past} <= set(found.slots)
    clashes = [each for each in find_clashes(day, found.slots) if not set(each.encounters) & past]
    assert clashes == [] and all(each.at >= now for each in found.slots if each.encounter not in past)


def test_what_finds_no_place_any_more_is_named_with_what_would_help() -> None:
    day, slots = planned()
    day = replace(day, busy={"A": (Span(30, 10_000),)})
    found = replan_circuit(day, slots, 30, begun(slots, 30))
    [obstacle] = found.obstacles
    assert obstacle.kind == "room" and obstacle.remedies
