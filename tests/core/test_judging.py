"""Judging what was handed in: alone, sealed, together, settled; nobody's view is seen early, and none is lost."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.ballots import LONGEST_WHY, Ballot, Tally
from exam_server.core.judging import (
    ASPECTS,
    Claim,
    Finding,
    Judgement,
    Settlement,
    Sheet,
    Target,
    all_sealed,
    basis,
    differences,
    first_ballots,
    judge,
    may_see_settled,
    seal,
    settle,
    sheet_digest,
    state_of,
    to_verdict,
    unsettled_claims,
    visible_judgements,
    vote,
)
from exam_server.core.problems import Refused

ANN, BEN, CAT = "ann", "ben", "cat"
PANEL = (ANN, BEN, CAT)
TARGET = Target("1A1")
CLAIMS = (Claim("m1", TARGET), Claim("m2", TARGET))
YES, NO = Finding(True, "widać to"), Finding(False, "tego brak")
ANSWERS = st.lists(st.tuples(*[st.sampled_from([YES, NO])] * 3), min_size=2, max_size=2)


def judgement(member: str, claim: str = "m1", *findings: Finding) -> Judgement:
    return Judgement(member, claim, *(findings or (YES, YES, YES)))


def filled(member: str, *answers: tuple[Finding, Finding, Finding]) -> Sheet:
    given_answers = answers or ((YES, YES, YES), (YES, YES, YES))
    sheet = Sheet(member)
    for claim, answer in zip(CLAIMS, given_answers, strict=True):
        sheet = judge(sheet, judgement(member, claim.id, *answer))
    return sheet


def sealed(member: str, *answers: tuple[Finding, Finding, Finding]) -> Sheet:
    return seal(filled(member, *answers), CLAIMS)


def settled_by(*members: str) -> Settlement:
    return Settlement(frozenset({"m1", "m2"}), Tally(tuple(Ballot(each, True, "tak") for each in members), True))


@pytest.mark.rule("P2")
@pytest.mark.parametrize("lacking", ASPECTS)
def test_each_of_the_three_answers_needs_its_reason(lacking: str) -> None:
    bare = replace(judgement(ANN), **{lacking: Finding(True, " ")})  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        judge(Sheet(ANN), bare)
    assert refused.value.rule == "P2"
    with pytest.raises(Refused):
        judge(Sheet(ANN), replace(bare, **{lacking: Finding(True, "x" * (LONGEST_WHY + 1))}))  # type: ignore[arg-type]


def test_the_last_judgement_counts_until_the_seal_and_none_after_it() -> None:
    sheet = judge(filled(ANN), judgement(ANN, "m1", NO, YES, YES))
    assert not sheet.current["m1"].accepts and len(sheet.judgements) == 3
    closed = seal(sheet, CLAIMS)
    with pytest.raises(Refused, match="final"):
        judge(closed, judgement(ANN))
    with pytest.raises(Refused):
        seal(closed, CLAIMS)
    with pytest.raises(ValueError, match="own"):
        judge(sheet, judgement(BEN))


@pytest.mark.rule("P2")
def test_sealing_is_refused_while_a_claim_is_not_judged_and_names_its_criterion() -> None:
    with pytest.raises(Refused, match="1A1") as refused:
        seal(judge(Sheet(ANN), judgement(ANN)), CLAIMS)
    assert refused.value.rule == "P2"


def test_a_piece_that_came_later_is_judged_and_sealed_by_itself() -> None:
    sheet = sealed(ANN)
    later = (*CLAIMS, Claim("m3", TARGET))
    added = seal(judge(sheet, judgement(ANN, "m3", NO, NO, NO)), later)
    assert added.sealed == {"m1", "m2", "m3"}
    assert sheet_digest(added, {"m1", "m2"}) == sheet_digest(sheet, {"m1", "m2"})
    assert sheet_digest(added, {"m3"}) != sheet_digest(added, {"m1", "m3"})


@pytest.mark.rule("S2")
@given(st.lists(st.booleans(), min_size=3, max_size=3), st.sampled_from([*PANEL, "auditor"]))
def test_nobody_receives_anothers_judgement_before_every_member_has_sealed(closed: list[bool], viewer: str) -> None:
    sheets = {who: sealed(who) if done else filled(who) for who, done in zip(PANEL, closed, strict=True)}
    state = state_of(CLAIMS, sheets, PANEL)
    seen = {each.member for each in visible_judgements(sheets, CLAIMS, state, viewer)}
    assert seen == (set(PANEL) if all(closed) else {viewer} & set(PANEL))
    assert (state == "alone") == (not all(closed))


def test_an_empty_panel_and_a_member_without_a_sheet_have_sealed_nothing() -> None:
    assert not all_sealed({ANN: sealed(ANN)}, (), CLAIMS)
    assert not all_sealed({ANN: sealed(ANN)}, (ANN, BEN), CLAIMS)
    assert state_of(CLAIMS, {}, PANEL) == "alone"


@given(ANSWERS, ANSWERS, ANSWERS)
def test_members_talk_exactly_where_they_differ_on_the_target_or_on_a_pieces_authenticity(
    first: list[tuple[Finding, ...]], second: list[tuple[Finding, ...]], third: list[tuple[Finding, ...]]
) -> None:
    answers = dict(zip(PANEL, (first, second, third), strict=True))
    sheets = {who: sealed(who, *own) for who, own in answers.items()}  # type: ignore[arg-type]
    accepts = {any(all(each.holds for each in answer) for answer in own) for own in answers.values()}
    doubted = any(len({own[place][2].holds for own in answers.values()}) > 1 for place in range(2))
    assert set(differences(sheets, PANEL, CLAIMS)) == (
        ({"acceptance"} if len(accepts) > 1 else set()) | ({"authenticity"} if doubted else set())
    )
    assert state_of(CLAIMS, sheets, PANEL) == ("together" if len(accepts) > 1 or doubted else "sealed")


def test_a_first_ballot_says_why_of_what_was_accepted_or_of_everything_that_lacks() -> None:
    sheets = {
        ANN: sealed(ANN, (YES, YES, YES), (NO, YES, YES)),
        BEN: sealed(BEN, (Finding(False, "za mało"), YES, YES), (NO, YES, Finding(False, "bez podpisu"))),
    }
    assert first_ballots(sheets, (BEN, ANN), CLAIMS) == (
        Ballot(ANN, True, "widać to"),
        Ballot(BEN, False, "za mało; tego brak; bez podpisu"),
    )


@pytest.mark.rule("S2")
def test_what_came_after_a_settlement_waits_alone_and_everything_waits_once_who_settled_it_is_excluded() -> None:
    last, later = settled_by(*PANEL), Claim("m3", TARGET)
    assert unsettled_claims(CLAIMS, None) == CLAIMS
    assert unsettled_claims(CLAIMS, last, {"eve"}) == ()
    assert unsettled_claims((*CLAIMS, later), last) == (later,)
    assert unsettled_claims((*CLAIMS, later), last, {CAT}) == (*CLAIMS, later)
    assert unsettled_claims((*CLAIMS, later), last, {CAT}, recognised=True) == ()


@pytest.mark.rule("S2")
def test_a_settled_target_opens_again_for_a_later_piece_and_when_somebody_who_settled_it_is_excluded() -> None:
    sheets = {who: sealed(who) for who in PANEL}
    last = settled_by(*PANEL)
    assert state_of(CLAIMS, sheets, PANEL, last) == "settled"
    assert state_of((*CLAIMS, Claim("m3", TARGET)), sheets, PANEL, last) == "alone"
    assert state_of(CLAIMS, sheets, (ANN, BEN, "dan"), last, {CAT}) == "alone"
    assert state_of(CLAIMS, sheets | {"dan": sealed("dan")}, (ANN, BEN, "dan"), last, {CAT}) == "sealed"
    assert state_of(CLAIMS, sheets, (ANN, BEN, "dan"), last, {"eve"}) == "settled"


@pytest.mark.rule("S2")
def test_who_judges_anew_in_anothers_place_sees_what_was_settled_only_after_their_own_seal() -> None:
    sheets, panel = {who: sealed(who) for who in PANEL}, (ANN, BEN, "dan")
    state = state_of(CLAIMS, sheets, panel, settled_by(*PANEL), {CAT})
    assert not may_see_settled(sheets, panel, CLAIMS, state, "dan")
    assert may_see_settled(sheets, panel, CLAIMS, state, ANN)
    assert may_see_settled(sheets, panel, CLAIMS, state, "auditor")
    assert may_see_settled(sheets | {"dan": sealed("dan")}, panel, CLAIMS, "sealed", "dan")


@pytest.mark.rule("S2")
def test_votes_are_of_members_once_each_with_a_reason_and_only_where_they_differ() -> None:
    ballots = vote((), Ballot(ANN, True, "tak"), PANEL, "together")
    for ballot, state in (
        (Ballot(ANN, False, "jednak nie"), "together"),
        (Ballot("eve", True, "tak"), "together"),
        (Ballot(BEN, True, " "), "together"),
        (Ballot(BEN, True, "x" * (LONGEST_WHY + 1)), "together"),
        (Ballot(BEN, True, "tak"), "sealed"),
        (Ballot(BEN, True, "tak"), "alone"),
        (Ballot(BEN, True, "tak"), "settled"),
    ):
        with pytest.raises(Refused):
            vote(ballots, ballot, PANEL, state)  # type: ignore[arg-type]


def test_votes_belong_to_the_pieces_and_the_people_of_their_talk() -> None:
    now = basis(CLAIMS, PANEL)
    assert now == basis(CLAIMS[::-1], PANEL[::-1])
    assert len({now, basis(CLAIMS[:1], PANEL), basis(CLAIMS, (ANN, BEN, "dan"))}) == 3


@pytest.mark.rule("S2")
@given(st.lists(st.booleans(), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_majority_counts_whatever_the_order_and_every_dissent_is_kept(views: list[bool], random: object) -> None:
    ballots = [Ballot(f"m{place}", view, f"powód {place}") for place, view in enumerate(views)]
    shuffled = list(ballots)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    if len(views) < 3:
        with pytest.raises(Refused) as refused:
            settle(CLAIMS, ballots, "m0", 3)
        assert refused.value.rule == "S2"
        return
    found = settle(CLAIMS, ballots, "m0", 3)
    assert found == settle(CLAIMS, shuffled, "m0", 3)
    tally, yes = found.tally, 2 * sum(views) - len(views)
    assert tally.accepted == (yes > 0 or (yes == 0 and views[0]))
    assert set(tally.dissent) == {each for each in ballots if each.accepts != tally.accepted}
    assert (tally.by == "tie_rule") == (yes == 0)


def test_a_tie_without_a_chairs_vote_shows_nothing() -> None:
    tied = [Ballot(ANN, True, "tak"), Ballot(BEN, False, "nie")]
    assert not settle(CLAIMS, tied, "", 2).tally.accepted
    assert settle(CLAIMS, tied, ANN, 2).tally.accepted


@pytest.mark.rule("P9")
def test_what_was_not_accepted_stays_open_and_is_no_failure() -> None:
    assert to_verdict(settled_by(*PANEL)) == ("met", None)
    assert to_verdict(replace(settled_by(*PANEL), tally=Tally((), False))) == ("open", "too_little_evidence")
