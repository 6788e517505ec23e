"""What a further stage may check: exactly what is open, never a closed set, and under the edition that was begun."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.case import Evidence, Verdict
from exam_server.core.grid import SetGroup, build_grid, group_rows
from exam_server.core.plan import Plan
from exam_server.core.problems import Refused
from exam_server.core.resitting import Scope, find_scope, ground_of, require_edition, require_scopes
from tests.core.test_grid import CODES, PLANS, QUALIFICATION, histories, plan_with, record

VERDICTS: st.SearchStrategy[Verdict] = st.sampled_from(["met", "not_met", "open"])
DECIDED = st.dictionaries(st.sampled_from(CODES), VERDICTS)
ASKED = st.sets(st.sampled_from(CODES), min_size=1)
TEST = plan_with("theory_test")


def groups_of(plan: Plan, records: Sequence[Evidence]) -> tuple[SetGroup, ...]:
    return group_rows(QUALIFICATION, build_grid(QUALIFICATION, plan, records))


@pytest.mark.rule("L8")
@given(PLANS, histories(), DECIDED, ASKED)
def test_what_is_asked_is_either_open_or_carried_and_a_closed_set_has_nothing_open(
    plan: Plan, records: list[Evidence], decided: Mapping[str, Verdict], asked: set[str]
) -> None:
    sets = groups_of(plan, records)
    rows = {row.criterion: row for each in sets for group in each.groups for row in group.rows}
    scope = find_scope(sets, decided, asked)
    assert scope.open == tuple(code for code in CODES if code in asked and ground_of(rows[code], decided) is None)
    for each in sets:
        own = {row.criterion for group in each.groups for row in group.rows} & asked
        assert (each.outcomes.number in scope.closed) == (bool(own) and own.isdisjoint(scope.open))
    assert (scope.ground is None) == (not scope.closed)


@pytest.mark.rule("L8")
@given(PLANS, histories(), DECIDED)
def test_a_decision_goes_before_what_the_records_come_to(
    plan: Plan, records: list[Evidence], decided: Mapping[str, Verdict]
) -> None:
    for row in build_grid(QUALIFICATION, plan, records):
        ground = ground_of(row, decided)
        if row.criterion in decided:
            assert (ground is None) == (decided[row.criterion] != "met")
        else:
            assert (ground is None) == (row.standing != "met")


@given(PLANS, histories(), DECIDED, ASKED)
def test_nothing_that_came_back_met_is_asked_a_third_time(
    plan: Plan, records: list[Evidence], decided: Mapping[str, Verdict], asked: set[str]
) -> None:
    again = find_scope(groups_of(plan, records), decided, asked)
    settled = {**decided, **dict.fromkeys(again.open, "met")}
    assert find_scope(groups_of(plan, records), settled, asked).open == ()  # type: ignore[arg-type]


def test_a_newcomer_is_checked_on_everything_that_is_asked() -> None:
    assert find_scope(groups_of(TEST, ()), {}, CODES) == Scope(CODES)


@pytest.mark.rule("L9")
def test_what_was_recognised_is_carried_by_its_own_rule() -> None:
    kept = Evidence("e", CODES[0], "evidence_analysis", "recognition", "s", "h", "met")
    first, second = build_grid(QUALIFICATION, TEST, [kept])[:2]
    assert (ground_of(first, {}), ground_of(second, {})) == ("recognised", None)
    with pytest.raises(Refused) as refused:
        require_scopes("K0001", [find_scope(groups_of(TEST, [kept]), {}, [CODES[0]])])
    assert refused.value.rule == "L9"


@pytest.mark.rule("L9")
@pytest.mark.parametrize("verdict", ["not_met", "open"])
def test_what_was_recognised_after_a_decision_is_not_checked_again(verdict: Verdict) -> None:
    kept = Evidence("e", CODES[0], "evidence_analysis", "recognition", "s", "h", "met")
    first = build_grid(QUALIFICATION, TEST, [kept])[0]
    assert ground_of(first, {CODES[0]: verdict}) == "recognised"
    assert ground_of(first, {CODES[0]: "met"}) == "decided"


@pytest.mark.rule("L8")
def test_an_exam_that_asks_about_a_closed_set_too_is_refused_and_a_part_without_anything_open_falls_away() -> None:
    first = [code for code in CODES if code[0] == "1"]
    shown = [record(code, code, "theory_test", "met") for code in first]
    sets = groups_of(TEST, shown)
    whole, closed, rest = (find_scope(sets, {}, asked) for asked in (CODES, first, set(CODES) - set(first)))
    with pytest.raises(Refused) as refused:
        require_scopes("K0001", [whole])
    assert refused.value.rule == "L8" and "K0001" in str(refused.value.why)
    require_scopes("K0001", [rest])
    require_scopes("K0001", [closed, rest])
    for nothing in ([closed], [closed, closed], [Scope(())]):
        with pytest.raises(Refused):
            require_scopes("K0001", nothing)


@pytest.mark.rule("L23")
@given(st.none() | st.integers(1, 9), st.integers(1, 9))
def test_who_began_under_an_edition_finishes_under_it(begun: int | None, number: int) -> None:
    if begun in (None, number):
        require_edition(begun, number)
        return
    with pytest.raises(Refused) as refused:
        require_edition(begun, number)
    assert refused.value.rule == "L23"
