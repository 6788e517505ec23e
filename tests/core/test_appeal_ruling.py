"""What follows from the views of an appeal's members: the majority, never to the harm of who appeals (S9, S2, P7)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.appeal_ruling import (
    Course,
    Opinion,
    Outcome,
    Rating,
    find_course,
    join,
    require_opinion,
    require_other,
    require_reasons,
    require_shown_since,
)
from exam_server.core.case import Verdict
from exam_server.core.decision import DecisionRule
from exam_server.core.problems import Refused

MEMBERS = ("jan", "ewa", "zofia")
CHAIR, RULE = "zofia", DecisionRule()
VERDICTS: tuple[Verdict, ...] = ("met", "not_met", "open")
VERDICT = st.sampled_from(VERDICTS)
OUTCOME: st.SearchStrategy[Outcome] = st.sampled_from(("upheld", "partly", "dismissed"))


def view(member: str, verdict: Verdict) -> Opinion:
    return Opinion(member, {"1A1": Rating(verdict, "bo tak")})


def course(before: Verdict, given_verdicts: Sequence[Verdict]) -> Course:
    opinions = [view(member, verdict) for member, verdict in zip(MEMBERS, given_verdicts, strict=True)]
    return find_course({"1A1": before}, opinions, MEMBERS, CHAIR, RULE)


@pytest.mark.rule("S9")
@given(VERDICT, st.tuples(VERDICT, VERDICT, VERDICT))
def test_an_appeal_never_makes_it_worse_and_is_upheld_by_a_majority_alone(
    before: Verdict, votes: tuple[Verdict, Verdict, Verdict]
) -> None:
    [point] = course(before, votes).points
    order = {"not_met": 0, "open": 1, "met": 2}
    assert order[point.after] >= order[before]
    majority = next((each for each in VERDICTS if votes.count(each) >= 2), votes[2])
    assert (point.outcome == "upheld") == (before != "met" and majority == "met")
    assert (point.outcome == "dismissed") == (point.after == before)


@given(st.permutations(range(3)), st.tuples(VERDICT, VERDICT, VERDICT))
def test_the_order_of_the_views_never_matters(order: list[int], votes: tuple[Verdict, Verdict, Verdict]) -> None:
    opinions = [view(member, verdict) for member, verdict in zip(MEMBERS, votes, strict=True)]
    mixed = [opinions[each] for each in order]
    same = [find_course({"1A1": "not_met"}, each, MEMBERS, CHAIR, RULE) for each in (opinions, mixed)]
    assert same[0] == same[1]


@pytest.mark.rule("S2")
def test_nothing_follows_before_all_who_sit_have_sealed_and_a_replaced_members_view_counts_no_more() -> None:
    two = [view("jan", "met"), view("ewa", "met")]
    for opinions in (two, [*two, view("dawny", "met")]):
        with pytest.raises(Refused) as refused:
            find_course({"1A1": "not_met"}, opinions, MEMBERS, CHAIR, RULE)
        assert refused.value.rule == "S2"
    with pytest.raises(Refused):
        find_course({"1A1": "not_met"}, two, MEMBERS[:2], "ewa", RULE)


@pytest.mark.rule("S9")
@given(VERDICT, st.integers(0, 3))
def test_a_repeat_takes_a_majority_and_leaves_what_was_met(before: Verdict, wanted: int) -> None:
    opinions = [Opinion(member, repeat=True, why="hałas") for member in MEMBERS[:wanted]]
    opinions += [view(member, "not_met") for member in MEMBERS[wanted:]]
    found = find_course({"1A1": before}, opinions, MEMBERS, CHAIR, RULE)
    assert (found.kind == "repeat") == (wanted >= 2)
    if wanted >= 2:
        assert found.points[0].after == ("met" if before == "met" else "open")


def test_of_four_the_chair_breaks_a_tie_on_the_repeat() -> None:
    four = (*MEMBERS, "adam")
    for chair, kind in (("jan", "repeat"), ("adam", "rerating")):
        opinions = [Opinion(member, repeat=True, why="hałas") for member in four[:2]]
        opinions += [view(member, "not_met") for member in four[2:]]
        assert find_course({"1A1": "not_met"}, opinions, four, chair, RULE).kind == kind


@given(st.lists(OUTCOME, min_size=1, max_size=6))
def test_a_whole_appeal_is_partly_upheld_unless_all_its_criteria_agree(outcomes: list[Outcome]) -> None:
    assert join(outcomes) == (outcomes[0] if len(set(outcomes)) == 1 else "partly")


def test_an_appeal_of_which_nothing_is_left_to_change_is_dismissed() -> None:
    assert join(()) == "dismissed"


@pytest.mark.rule("S9")
@pytest.mark.parametrize(
    ("code", "where", "hours", "stands"),
    [
        ("1A1", "first exam", 1, True),
        ("1A1", "repeat", 0, True),
        ("1A2", "repeat", 1, True),
        ("1A1", "repeat", 1, False),
    ],
)
def test_what_a_ruling_decided_stands_until_a_verification_of_its_own_shows_something_of_it(
    code: str, where: str, hours: int, *, stands: bool
) -> None:
    ruled = datetime(2027, 3, 1, 12, tzinfo=UTC)
    shown = [("1A1", "first exam", ruled - timedelta(hours=9)), (code, where, ruled + timedelta(hours=hours))]
    if not stands:
        require_shown_since("1A1", ruled, shown)
        return
    with pytest.raises(Refused) as refused:
        require_shown_since("1A1", ruled, shown)
    assert refused.value.rule == "S9"


@pytest.mark.rule("S9")
def test_a_view_is_sealed_complete_with_reasons_and_only_a_simulation_is_repeated() -> None:
    codes = ("1A1", "1A2")
    half = Opinion("jan", {"1A1": Rating("met", "widać")})
    unsaid = Opinion("jan", {"1A1": Rating("met", "widać"), "1A2": Rating("open", " ")})
    for opinion, kind in (
        (half, "simulation"),
        (unsaid, "simulation"),
        (Opinion("jan", repeat=True, why="hałas"), "theory_test"),
        (Opinion("jan", repeat=True), "simulation"),
    ):
        with pytest.raises(Refused):
            require_opinion(opinion, codes, kind)  # type: ignore[arg-type]
    require_opinion(Opinion("jan", repeat=True, why="hałas"), codes, "simulation")
    whole = {code: Rating("not_met", "brak") for code in codes}
    require_opinion(Opinion("jan", whole), codes, "theory_test")


@pytest.mark.rule("P7")
def test_a_ruling_says_why_and_another_seated_member_confirms_it() -> None:
    found = course("not_met", ("met", "met", "not_met"))
    with pytest.raises(Refused, match="1A1"):
        require_reasons(found, {"1A1": " "}, "całość")
    with pytest.raises(Refused):
        require_reasons(found, {"1A1": "bo"}, "")
    require_reasons(found, {"1A1": "bo"}, "całość")
    for member, rule in (("jan", "P7"), ("obcy", "S2")):
        with pytest.raises(Refused) as refused:
            require_other("jan", member, MEMBERS)
        assert refused.value.rule == rule
    require_other("jan", "ewa", MEMBERS)
