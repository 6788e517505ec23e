"""Decisions of the commission: who may, what stands behind them, what votes come to, and what follows by AND."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.case import Verdict
from exam_server.core.decision import (
    OPEN_REASONS,
    Ballot,
    Decision,
    DecisionRule,
    Proposal,
    confirm,
    counted_votes,
    follow,
    outcome_verdict,
    propose,
    qualification_verdict,
    set_verdict,
    tally,
    vote,
)
from exam_server.core.grid import GridRow, build_grid
from exam_server.core.plan import Part, Plan, PlanLine, use
from exam_server.core.problems import Refused
from tests.core.test_grid import CODES, QUALIFICATION, plan_with, record

MEMBERS = ("asia", "artur", "czeslawa")
CHAIR = "czeslawa"
RULE = DecisionRule()
VERDICTS: tuple[Verdict, ...] = ("met", "not_met", "open")
VERDICT = st.sampled_from(VERDICTS)
MET = [record("e1", "1A1", "theory_test", "met")]
SHORT = [record("e1", "1A1", "theory_test", "not_met")]


def row_with(records: list[object], plan: Plan | None = None) -> GridRow:
    return build_grid(QUALIFICATION, plan or plan_with("theory_test"), records)[0]  # type: ignore[arg-type]


def proposal(verdict: Verdict = "met", **more: object) -> Proposal:
    plain = Proposal("d1", "1A1", verdict, "no_opportunity" if verdict == "open" else None, "", "asia", ("e1",))
    return replace(plain, **more)  # type: ignore[arg-type]


def decision_with(*ballots: Ballot) -> Decision:
    return Decision(proposal(ballots[0].verdict), ballots)


@pytest.mark.rule("P2")
def test_nothing_is_met_or_not_met_without_evidence_or_a_noted_conversation_behind_it() -> None:
    for verdict in ("met", "not_met"):
        with pytest.raises(Refused) as refused:
            propose(proposal(verdict, evidence=(), reason="powód"), row_with([]))
        assert refused.value.rule == "P2"
    assert propose(proposal("open", evidence=()), row_with([])).votes == (Ballot("asia", "open", ""),)


@pytest.mark.rule("P2")
def test_a_proposal_on_evidence_that_was_superseded_is_refused() -> None:
    with pytest.raises(Refused, match="has changed"):
        propose(proposal(evidence=("gone",)), row_with(MET))


@pytest.mark.rule("P9")
def test_a_shortfall_is_met_only_once_something_shows_it_and_not_met_only_with_a_reason() -> None:
    with pytest.raises(Refused):
        propose(proposal("met"), row_with(SHORT))
    with pytest.raises(Refused):
        propose(proposal("not_met"), row_with(SHORT))
    assert propose(proposal("not_met", reason="dwa razy nie wymieniono"), row_with(SHORT))


@pytest.mark.rule("S12")
def test_a_compound_criterion_is_not_met_while_a_part_is_not_shown() -> None:
    plan = Plan((PlanLine("1A1", (use("theory_test"),), (Part("a", "rolę"), Part("b", "wkład"))),))
    with pytest.raises(Refused, match="1A1.b"):
        propose(proposal(), row_with([record("e1", "1A1", "theory_test", "met", part="a")], plan))
    both = [record(f"e{part}", "1A1", "theory_test", "met", part=part) for part in "ab"]
    assert propose(proposal(evidence=("ea", "eb")), row_with(both, plan))


@given(VERDICT, st.sampled_from([None, *OPEN_REASONS, "awaits_commission"]))
def test_only_what_stays_open_has_a_reason_from_the_list_and_it_always_has_one(
    verdict: Verdict, reason: object
) -> None:
    asked = proposal(verdict, open_reason=reason, reason="powód")
    if (verdict == "open") == (reason in OPEN_REASONS):
        assert propose(asked, row_with(MET))
    else:
        with pytest.raises(Refused):
            propose(asked, row_with(MET))


def test_a_later_change_is_a_new_decision_that_names_the_old_one_and_says_why() -> None:
    first = replace(propose(proposal(), row_with(MET)), confirmed_by="artur")
    with pytest.raises(Refused, match="meanwhile"):
        propose(proposal(id="d2"), row_with(MET), first)
    with pytest.raises(Refused, match="new one that says why"):
        propose(proposal(id="d2", supersedes="d1"), row_with(MET), first)
    assert propose(proposal(id="d2", supersedes="d1", reason="klucz zadania był błędny"), row_with(MET), first)


@pytest.mark.rule("S2")
def test_only_seated_members_vote_and_confirm() -> None:
    opened = propose(proposal(), row_with(MET))
    with pytest.raises(Refused) as refused:
        vote(opened, Ballot("obcy", "met"), MEMBERS)
    assert refused.value.rule == "S2"
    full = vote(vote(opened, Ballot("artur", "met"), MEMBERS), Ballot("czeslawa", "met"), MEMBERS)
    with pytest.raises(Refused):
        confirm(full, "obcy", MEMBERS, CHAIR, RULE)


def test_a_member_votes_once_and_says_why_when_they_differ() -> None:
    opened = propose(proposal(), row_with(MET))
    with pytest.raises(Refused, match="reason"):
        vote(opened, Ballot("artur", "not_met"), MEMBERS)
    voted = vote(opened, Ballot("artur", "not_met", "nie słyszałem przykładu"), MEMBERS)
    with pytest.raises(Refused, match="final"):
        vote(voted, Ballot("artur", "met"), MEMBERS)
    with pytest.raises(Refused, match="final"):
        vote(opened, Ballot("asia", "met"), MEMBERS)


@pytest.mark.rule("S2")
@given(st.lists(VERDICT, min_size=1, max_size=5), st.integers(1, 6))
def test_below_the_quorum_nothing_is_decided(verdicts: list[Verdict], quorum: int) -> None:
    members = [f"m{number}" for number in range(5)]
    decision = decision_with(*(Ballot(member, each) for member, each in zip(members, verdicts, strict=False)))
    rule = DecisionRule(quorum, "open")
    if len(verdicts) < quorum:
        with pytest.raises(Refused) as refused:
            tally(decision, members, "m0", rule)
        assert refused.value.rule == "S2"
    else:
        assert tally(decision, members, "m0", rule).verdict in VERDICTS


@given(st.lists(VERDICT, min_size=3, max_size=7), st.randoms(use_true_random=False))
def test_a_majority_decides_whatever_the_order_of_the_votes_and_the_others_are_kept_as_dissent(
    verdicts: list[Verdict], chance: object
) -> None:
    members = [f"m{number}" for number in range(len(verdicts))]
    ballots = [Ballot(member, each, "powód") for member, each in zip(members, verdicts, strict=True)]
    found = tally(decision_with(*ballots), members, "m0", RULE)
    shuffled = ballots[1:]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert tally(Decision(proposal(ballots[0].verdict), (ballots[0], *shuffled)), members, "m0", RULE) == found
    most = max(verdicts.count(each) for each in VERDICTS)
    if 2 * most > len(verdicts):
        assert found.by == "majority" and verdicts.count(found.verdict) == most
    else:
        assert found.by == "tie_rule" and found.verdict == verdicts[0]
    assert {each.member for each in found.dissent} == {each.member for each in ballots if each.verdict != found.verdict}


def test_without_a_majority_the_chair_or_the_rule_says_what_counts() -> None:
    split = decision_with(
        Ballot("asia", "met"), Ballot("artur", "not_met", "powód"), Ballot("czeslawa", "open", "powód")
    )
    assert tally(split, MEMBERS, CHAIR, RULE).verdict == "open"
    assert tally(split, MEMBERS, "asia", RULE).verdict == "met"
    assert tally(split, MEMBERS, "asia", DecisionRule(tie="open")).verdict == "open"
    with pytest.raises(Refused, match="chair"):
        tally(split, MEMBERS, "nobody", RULE)


@pytest.mark.rule("S2")
def test_the_vote_of_a_replaced_member_is_kept_and_does_not_count() -> None:
    voted = decision_with(Ballot("asia", "met"), Ballot("artur", "met"), Ballot("czeslawa", "not_met", "powód"))
    seated = ("artur", "czeslawa", "nowy")
    assert len(voted.votes) == 3 and len(counted_votes(voted, seated)) == 2
    with pytest.raises(Refused):
        tally(voted, seated, CHAIR, RULE)
    mended = vote(voted, Ballot("nowy", "met"), seated)
    assert tally(mended, seated, CHAIR, RULE).verdict == "met"


@pytest.mark.rule("P7")
def test_whoever_proposed_a_decision_does_not_confirm_it_and_it_is_confirmed_once() -> None:
    full = decision_with(*(Ballot(member, "met") for member in MEMBERS))
    with pytest.raises(Refused) as refused:
        confirm(full, "asia", MEMBERS, CHAIR, RULE)
    assert refused.value.rule == "P7"
    done = confirm(full, "artur", MEMBERS, CHAIR, RULE)
    assert done.confirmed_by == "artur"
    for again in ("czeslawa", "artur"):
        with pytest.raises(Refused):
            confirm(done, again, MEMBERS, CHAIR, RULE)
    with pytest.raises(Refused):
        vote(done, Ballot("nowy", "met"), (*MEMBERS, "nowy"))


@pytest.mark.rule("L2")
@given(st.fixed_dictionaries({}, optional={code: VERDICT for code in CODES}))
def test_outcome_set_and_qualification_follow_by_and_without_averaging(decided: dict[str, Verdict]) -> None:
    def expected(codes: list[str]) -> Verdict:
        found = {decided.get(code, "open") for code in codes}
        return "not_met" if "not_met" in found else "open" if "open" in found else "met"

    for each in QUALIFICATION.sets:
        for outcome in each.outcomes:
            assert outcome_verdict(decided, outcome) == expected([one.code for one in outcome.criteria])
        assert set_verdict(decided, each) == expected([code for code in CODES if code.startswith(str(each.number))])
    assert qualification_verdict(decided, QUALIFICATION) == expected(list(CODES))


@pytest.mark.rule("L2")
@given(st.lists(st.sampled_from(["met"]), min_size=1, max_size=50), st.sampled_from(["not_met", "open"]))
def test_one_criterion_of_many_keeps_the_whole_from_being_met(met: list[Verdict], other: Verdict) -> None:
    assert follow(met) == "met" and follow([*met, other]) == other
    assert follow([]) == "open"
