"""The conversation: nobody sees another's note before all are sealed, and the rule explains what is agreed."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core.case import Verdict
from exam_server.core.conversation import (
    VERDICTS,
    Exchange,
    Hearing,
    close,
    hear,
    joined,
    state_of,
    tally,
    visible_hearings,
    visible_votes,
    vote,
)
from exam_server.core.decision import Ballot
from exam_server.core.problems import Refused

TEAM = ("ann", "ben", "cat", "dan")
ANN, BEN, CAT, DAN = TEAM
GIVEN = st.sampled_from(VERDICTS)
START = Exchange((ANN, BEN, CAT), CAT, 3)
FOUR = Exchange(TEAM, CAT, 3)


def heard(member: str, verdict: Verdict = "met", words: str = "Podała trzy.") -> Hearing:
    return Hearing(member, "Co to jest?", words, verdict)


def all_heard(start: Exchange, verdicts: list[Verdict]) -> Exchange:
    for member, verdict in zip(start.members, verdicts, strict=True):
        start = hear(start, heard(member, verdict))
    return start


@pytest.mark.rule("P5")
@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["hear", "hear", "vote", "vote", "close", "leave"]), st.sampled_from(TEAM), GIVEN),
        max_size=24,
    )
)
def test_no_order_of_acts_shows_a_note_or_vote_early_or_agrees_what_the_rule_doesnt_explain(
    acts: list[tuple[str, str, Verdict]],
) -> None:
    made = FOUR
    for kind, member, verdict in acts:
        try:
            made = act(made, kind, member, verdict)
        except Refused:
            continue
        state, noted = state_of(made), {each.member for each in made.counted}
        for viewer in TEAM:
            others = {each.member for each in visible_hearings(made, viewer)} - {viewer}
            assert not others or (len(noted) >= made.quorum and (made.closed or noted >= set(made.members)))
            assert state == "agreed" or {each.member for each in visible_votes(made, viewer)} <= {viewer}
        if state == "agreed":
            explain(made)


def act(made: Exchange, kind: str, member: str, verdict: Verdict) -> Exchange:
    if kind == "hear":
        return hear(made, heard(member, verdict, f"słyszał(a) {member}"))
    if kind == "vote":
        return vote(made, Ballot(member, verdict, "bo tak"))
    if kind == "close":
        return close(made, member)
    left = tuple(each for each in made.members if each != member)
    return replace(made, members=left, chair="" if member == made.chair else made.chair)


def explain(made: Exchange) -> None:
    found = tally(made)
    assert found is not None
    noted = [each.verdict for each in made.counted]
    if len(set(noted)) == 1:
        assert (found.verdict, found.dissent) == (noted[0], ())
        return
    cast = {each.member: each.verdict for each in made.counted} if made.closed else {}
    cast |= {each.member: each.verdict for each in made.votes if each.member in {one.member for one in made.counted}}
    counts = Counter(cast.values())
    if found.by == "majority":
        assert 2 * counts[found.verdict] > len(cast)
    else:
        assert max(counts.values()) * 2 <= len(cast)
        assert found.verdict == cast.get(made.chair, "open")
    assert {each.member for each in found.dissent} == {each for each, given in cast.items() if given != found.verdict}


def test_where_all_heard_the_same_it_is_agreed_at_once() -> None:
    made = all_heard(START, ["met", "met", "met"])
    found = tally(made)
    assert (state_of(made), found and found.verdict) == ("agreed", "met")
    with pytest.raises(Refused):
        hear(made, heard(DAN))
    with pytest.raises(Refused):
        vote(made, Ballot(ANN, "met", "bo"))


def test_where_they_differ_each_votes_again_alone_and_dissent_is_kept() -> None:
    made = all_heard(START, ["met", "not_met", "met"])
    assert (state_of(made), len(visible_hearings(made, ANN))) == ("differ", 3)
    for wrong in (Ballot(DAN, "met", "bo"), Ballot(ANN, "met", " ")):
        with pytest.raises(Refused):
            vote(made, wrong)
    for member, verdict in ((ANN, "met"), (BEN, "not_met")):
        made = vote(made, Ballot(member, verdict, f"głos {member}"))  # type: ignore[arg-type]
    assert [each.member for each in visible_votes(made, ANN)] == [ANN]
    with pytest.raises(Refused):
        vote(made, Ballot(ANN, "open", "znowu"))
    found = tally(vote(made, Ballot(CAT, "met", "głos cat")))
    assert found is not None
    assert (found.verdict, [each.reason for each in found.dissent]) == ("met", ["głos ben"])


def test_without_a_majority_the_chair_decides_and_without_a_chair_it_stays_open() -> None:
    made = all_heard(START, ["met", "not_met", "open"])
    for member, verdict in ((ANN, "met"), (BEN, "not_met"), (CAT, "open")):
        made = vote(made, Ballot(member, verdict, "bo"))  # type: ignore[arg-type]
    found = tally(made)
    assert found is not None
    assert (found.verdict, found.open_reason, found.by) == ("open", "too_little_evidence", "tie_rule")
    led = replace(made, chair=ANN)
    assert tally(led).verdict == "met"  # type: ignore[union-attr]
    assert tally(replace(made, chair="")).verdict == "open"  # type: ignore[union-attr]


@pytest.mark.rule("P2")
def test_a_note_is_final_and_needs_its_question_and_what_was_heard() -> None:
    made = hear(START, heard(ANN))
    for wrong in (heard(ANN, "open"), heard(DAN), Hearing(BEN, " ", "Podała.", "met"), Hearing(BEN, "Co?", "", "met")):
        with pytest.raises(Refused):
            hear(made, wrong)
    with pytest.raises(Refused):
        hear(made, heard(BEN, words="x" * 4001))


@pytest.mark.rule("S2")
def test_the_chair_waits_for_nobody_once_as_many_have_noted_as_a_commission_has_members() -> None:
    made = hear(hear(FOUR, heard(ANN)), heard(BEN, "not_met"))
    with pytest.raises(Refused) as refused:
        close(made, CAT)
    assert refused.value.rule == "S2"
    made = hear(made, heard(CAT))
    with pytest.raises(Refused):
        close(made, ANN)
    assert state_of(made) == "alone"
    made = close(made, CAT)
    found = tally(made)
    assert found is not None
    assert (state_of(made), found.verdict, [each.member for each in found.dissent]) == ("agreed", "met", [BEN])
    with pytest.raises(Refused):
        close(made, CAT)


def test_texts_of_several_members_are_joined_each_once() -> None:
    assert joined(["Co to?", "Po co? ", "Co to?"]) == "Co to?\nPo co?"
