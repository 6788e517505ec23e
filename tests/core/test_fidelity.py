"""A run's fidelity: facts, cues, phases and departures as the log tells them, and whether variants are equally hard."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core.psychometrics.estimates import Estimate, TooFew, wilson
from exam_server.core.simulation.fidelity import LATE_SECONDS, Fidelity, report
from exam_server.core.simulation.hardness import ENOUGH_RUNS, Played, compare_hardness, lie_apart
from exam_server.core.simulation.opportunities import Count, chances, opportunities, references
from exam_server.core.simulation.record import EventTag, RunEvent
from exam_server.core.simulation.script import AtPhaseTime
from exam_server.core.simulation.walk import fold
from tests.shipped import shipped_scenario

SCENARIO = shipped_scenario()
TIMED = next(
    cue for cue in SCENARIO.cues if isinstance(cue.trigger, AtPhaseTime) and cue.phase == SCENARIO.phases[0].id
)
DUE = TIMED.trigger.phase_time if isinstance(TIMED.trigger, AtPhaseTime) else 0
OPEN_FACT = next(fact for fact in SCENARIO.facts if fact.layer == "at_once")
SHUT_FACT = next(fact for fact in SCENARIO.facts if fact.layer in ("when_asked", "with_trust"))


def run(*given: tuple[int, EventTag, str], until: int = 0) -> Fidelity:
    events = [RunEvent(0, "start", device="p", sequence=1)]
    events += [
        RunEvent(at, kind, name, device="p", sequence=number) for number, (at, kind, name) in enumerate(given, 2)
    ]
    return report(SCENARIO, events, until or max((at for at, _, _ in given), default=0))


def cue_fate(found: Fidelity) -> str:
    return next(each.fate for each in found.cues if each.cue.id == TIMED.id)


@pytest.mark.parametrize(
    ("at", "fate"),
    [(DUE, "in_time"), (DUE + LATE_SECONDS, "in_time"), (DUE + LATE_SECONDS + 1, "late"), (max(0, DUE - 1), "early")],
)
def test_a_cue_is_in_time_late_or_early_by_the_second_at_which_it_was_due(at: int, fate: str) -> None:
    assert cue_fate(run((at, "cue", TIMED.id))) == fate


def test_a_cue_that_was_due_and_not_played_is_never_and_one_that_wasnt_due_is_no_lapse() -> None:
    found = run(until=DUE + 1)
    assert cue_fate(found) == "never"
    assert {each.fate for each in found.cues} <= {"never", "not_due", "needless"}
    assert (found.cues_due, found.cues_in_time) == (sum(each.fate == "never" for each in found.cues), 0)


def test_a_fact_is_given_offered_or_told_against_the_script() -> None:
    found = {each.fact.id: each for each in run((5, "fact", OPEN_FACT.id), (6, "fact", SHUT_FACT.id)).facts}
    assert (found[OPEN_FACT.id].fate, found[OPEN_FACT.id].given_at) == ("given", 5)
    assert found[SHUT_FACT.id].fate == "against_script"
    assert {each.fate for each in run(until=5).facts} <= {"offered", "not_offered"}


def test_phases_say_whether_their_time_was_kept_and_departures_are_listed() -> None:
    first, second = SCENARIO.phases[:2]
    found = run(
        (first.time.plan, "phase", second.id),
        (first.time.plan + 1, "cue", "no such cue"),
        (first.time.plan + 2, "end", ""),
    )
    fates = {each.phase.id: each.fate for each in found.phases}
    assert (fates[first.id], fates[second.id]) == ("kept", "short")
    assert fates[SCENARIO.phases[-1].id] == "not_held"
    assert [each.reference for each in found.departures] == ["no such cue"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 1300),
            st.sampled_from(["cue", "fact", "phase", "behaviour", "product"]),
            st.sampled_from(
                [*(each.id for each in SCENARIO.cues), *(each.id for each in SCENARIO.facts)]
                + [each.id for each in SCENARIO.phases]
                + [each.id for each in SCENARIO.events]
            ),
        ),
        max_size=25,
    )
)
def test_chances_are_those_that_are_counted(acts: list[tuple[int, EventTag, str]]) -> None:
    events = [RunEvent(0, "start", device="p", sequence=1)]
    events += [RunEvent(at, kind, name, device="p", sequence=number) for number, (at, kind, name) in enumerate(acts, 2)]
    state = fold(SCENARIO, events)
    for code, count in opportunities(SCENARIO, state).items():
        found = chances(SCENARIO, state, code)
        assert Count(len(found), sum(each.taken_at is not None for each in found)) == count
        assert {each.reference for each in found} <= set(references(SCENARIO)[code])


def played(variant: str, offered: int, taken: int) -> Played:
    return Played(variant, {"1A1": 4}, {"1A1": Count(offered, taken)})


def test_too_few_runs_say_nothing() -> None:
    [found] = compare_hardness([played("a", 4, 4)] * (ENOUGH_RUNS - 1) + [played("b", 4, 0)] * 50, ["a", "b"])
    assert (found.offered, found.taken) == ("too_few", "too_few")
    assert isinstance(found.rates[0].taken, TooFew)
    assert compare_hardness([], ["a"]) == ()


def test_variants_lie_apart_only_where_the_interval_of_the_difference_leaves_zero_out() -> None:
    runs = [played("a", 4, 4)] * 20 + [played("b", 4, 1)] * 20
    [found] = compare_hardness(runs, ["a", "b"])
    assert (found.offered, found.taken) == ("no_difference", "apart")
    alike = [played("a", 4, taken) for taken in (1, 2, 3, 2) * 5] + [
        played("b", 4, taken) for taken in (2, 2, 1, 3) * 5
    ]
    assert compare_hardness(alike, ["a", "b"])[0].taken == "no_difference"


def test_a_run_counts_once_however_many_chances_it_held() -> None:
    many = [Played("a", {"1A1": 40}, {"1A1": Count(40, 20)})] * 10
    few = [Played("a", {"1A1": 4}, {"1A1": Count(4, 2)})] * 10
    assert compare_hardness(many, ["a"])[0].rates == compare_hardness(few, ["a"])[0].rates


def test_newcombes_interval_is_that_of_his_own_example() -> None:
    """Newcombe (1998), method 10, example a: 56/70 and 48/80, difference 0.2, interval 0.0524 to 0.3339."""
    one, other = wilson(56, 70), wilson(48, 80)
    assert isinstance(one, Estimate) and isinstance(other, Estimate)
    assert lie_apart(one, other)
    low = one.value - other.value - ((one.value - one.low) ** 2 + (other.high - other.value) ** 2) ** 0.5
    assert low == pytest.approx(0.0524, abs=5e-5)
