"""Portfolios: what is taken when, what may be shown by evidence, and what is an addition."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.next_steps import StageNow, list_next_steps
from exam_server.core.plan import Part, Plan, PlanLine, use
from exam_server.core.portfolio import (
    Limits,
    Standing,
    Step,
    require_draft,
    require_open,
    require_ready,
    require_room,
    require_target,
    require_words,
    stand,
)
from exam_server.core.problems import Refused

T0 = datetime(2027, 3, 1, 9, tzinfo=UTC)
PLAN = Plan(
    (
        PlanLine("1A1", (use("theory_test"),)),
        PlanLine("1A2", (use("evidence_analysis"),), (Part("a", "pierwsza"), Part("b", "druga"))),
    )
)
steps = st.lists(st.sampled_from(["handed_in", "closed", "reopened"]), max_size=8).map(
    lambda names: [(name, T0 + timedelta(hours=number)) for number, name in enumerate(names)]
)


@given(steps)
def test_the_first_handing_in_counts_and_the_last_closing_or_reopening(given: list[tuple[Step, datetime]]) -> None:
    standing = stand(given)
    handed = [at for step, at in given if step == "handed_in"]
    doors = [(step, at) for step, at in given if step != "handed_in"]
    assert standing.handed_in_at == (handed[0] if handed else None)
    assert standing.is_open == (not doors or doors[-1][0] == "reopened")


@given(steps)
@pytest.mark.rule("L8")
def test_a_released_stage_takes_nothing_whatever_its_steps(given: list[tuple[Step, datetime]]) -> None:
    with pytest.raises(Refused) as refused:
        require_open(stand(given, T0))
    assert refused.value.rule == "L8"


def test_what_comes_after_the_handing_in_is_an_addition() -> None:
    standing = Standing(handed_in_at=T0)
    assert [standing.is_addition(T0 + timedelta(seconds=each)) for each in (-1, 0, 1)] == [False, False, True]
    assert not Standing().is_addition(T0)


def test_a_draft_can_be_taken_back_and_what_was_handed_in_cannot() -> None:
    require_draft(Standing())
    with pytest.raises(Refused):
        require_draft(Standing(handed_in_at=T0))
    with pytest.raises(Refused):
        require_draft(Standing(closed_at=T0))


def test_a_portfolio_that_shows_nothing_is_not_handed_in_and_none_twice() -> None:
    require_ready(Standing(), 1)
    with pytest.raises(Refused):
        require_ready(Standing(), 0)
    with pytest.raises(Refused):
        require_ready(Standing(handed_in_at=T0), 1)


def test_limits_hold_at_their_edges() -> None:
    limits = Limits(document_bytes=10, portfolio_bytes=25, pieces=2)
    require_room(limits, 1, 15, 10)
    for pieces, stored, added in ((2, 0, 1), (1, 0, 11), (1, 16, 10)):
        with pytest.raises(Refused):
            require_room(limits, pieces, stored, added)
    require_words("t" * limits.title, "w" * limits.words, limits)
    for title, words in (("", "w"), ("t", ""), ("t" * 201, "w"), ("t", "w" * 8001)):
        with pytest.raises(Refused):
            require_words(title, words, limits)


@pytest.mark.rule("S1")
def test_a_piece_shows_only_criteria_that_the_plan_leaves_to_evidence_and_parts_that_there_are() -> None:
    require_target(PLAN, "1A2")
    require_target(PLAN, "1A2", "b")
    for criterion in ("1A1", "9Z9"):
        with pytest.raises(Refused) as refused:
            require_target(PLAN, criterion)
        assert refused.value.rule == "S1"
    with pytest.raises(Refused):
        require_target(PLAN, "1A2", "c")


@pytest.mark.rule("L8")
def test_next_steps_begin_at_home_then_come_days_then_what_is_waited_for() -> None:
    today = T0.date()
    stages = (
        StageNow("theory_test", today + timedelta(days=9), "Gdynia", True, False, False),
        StageNow("simulation", today, "Gdynia", True, False, False),
        StageNow("evidence_analysis", None, "", True, True, False),
        StageNow("identification", None, "", True, False, False),
        StageNow("theory_test", today - timedelta(days=1), "Gdynia", True, False, True),
    )
    found = list_next_steps(stages, today)
    assert [step.room for step in found] == ["assessment", "", "", "", "result"]
    assert [step.waits for step in found] == [False, True, True, True, False]
    assert found[1].words.values["day"] == today


@pytest.mark.rule("S8")
@pytest.mark.rule("S13")
def test_a_next_step_leads_to_a_room_that_takes_it() -> None:
    today = T0.date()
    documentation = StageNow("documentation", None, "", True, False, False)
    (step,) = list_next_steps((documentation,), today)
    assert step.room == "assessment", "the portfolio is handed in at the analysis of evidence"
    first, *rest = list_next_steps((documentation,), today, lacks_preceding=True)
    assert (first.room, first.waits, len(rest)) == ("", False, 1)
    assert list_next_steps((), today) == ()
