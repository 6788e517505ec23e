"""Moderation: no order of acts opens votes early, first ratings never change, and the rule explains what is agreed."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exam_server.core import moderating
from exam_server.core.moderating import (
    Absence,
    Call,
    Dissent,
    Fact,
    FactsWord,
    Moderation,
    agreed_of,
    agreed_wording,
    ballots,
    call_vote,
    first_ratings,
    leads,
    record_absence,
    require_ready,
    speak_of_facts,
    step_of,
    to_be_voted,
    visible_votes,
    vote,
    write_dissent,
    write_facts,
)
from exam_server.core.moderation import Vote
from exam_server.core.problems import Refused
from exam_server.core.rating import Rating, Sheet, seal

AT = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
CRITERIA = ("1A1", "1A2")
TEAM = ("ann", "ben", "cat", "dan")
ANN, BEN, CAT, DAN = TEAM
SEEN = [Fact("Padły trzy warunki.", 180, "1A1")]
LEVELS = st.none() | st.integers(0, 3)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["seal", "facts", "agree", "object", "call", "vote", "vote", "vote", "leave", "away", "dissent"]
        ),
        st.sampled_from(TEAM),
        st.sampled_from(CRITERIA),
        LEVELS,
    ),
    max_size=40,
)


def sheet_of(member: str, first: int | None, second: int | None = 2, *, sealed: bool = True) -> Sheet:
    levels = zip(CRITERIA, (first, second), strict=True)
    sheet = Sheet(member, ratings=tuple(Rating(member, code, level, f"widział(a) {member}") for code, level in levels))
    return seal(sheet, CRITERIA, {}, AT) if sealed else sheet


def opened(levels: dict[str, int | None], chair: str = CAT, *, sealed: bool = True) -> Moderation:
    sheets = tuple(sheet_of(member, level, sealed=sealed) for member, level in levels.items())
    return Moderation(sheets, tuple(levels), chair, CRITERIA, {"1A1": 2, "1A2": 2})


def with_facts(made: Moderation) -> Moderation:
    made = write_facts(made, made.chair, SEEN)
    for member in made.present:
        if member != made.chair:
            made = speak_of_facts(made, FactsWord(member, 1, True))
    return made


def leave(made: Moderation, member: str) -> Moderation:
    """As a recusal does it: the rows of who left stay, and don't count."""
    if len(made.members) == 1:
        return made
    sheets = tuple(each for each in made.sheets if each.assessor != member)
    chair = "" if made.chair == member else made.chair
    return replace(made, sheets=sheets, members=tuple(each for each in made.members if each != member), chair=chair)


def act(made: Moderation, kind: str, member: str, code: str, level: int | None) -> Moderation:
    number = len(made.wordings)
    if kind == "seal":
        return replace(
            made,
            sheets=tuple(
                seal(each, CRITERIA, {}, AT) if each.assessor == member and not each.sealed else each
                for each in made.sheets
            ),
        )
    acts = {
        "facts": lambda: write_facts(made, member, SEEN),
        "agree": lambda: speak_of_facts(made, FactsWord(member, number, True)),
        "object": lambda: speak_of_facts(made, FactsWord(member, number, False, "nie tak było")),
        "call": lambda: call_vote(made, Call(code, member, "chcę głosować")),
        "vote": lambda: vote(made, code, Vote(member, level, f"głos {member}")),
        "leave": lambda: leave(made, member),
        "away": lambda: record_absence(made, Absence(TEAM[(TEAM.index(member) + 1) % 4], member, "pociąg")),
        "dissent": lambda: write_dissent(made, Dissent(member, code, "widziałem inaczej")),
    }
    return acts[kind]()


@pytest.mark.rule("P5")
@settings(max_examples=150, deadline=None)
@given(st.lists(LEVELS, min_size=4, max_size=4), ACTS)
def test_no_order_of_acts_opens_votes_early_changes_a_first_rating_or_agrees_what_the_rule_doesnt_explain(
    levels: list[int | None], acts: list[tuple[str, str, str, int | None]]
) -> None:
    made = opened(dict(zip(TEAM, levels, strict=True)), sealed=False)
    first = {sheet.assessor: dict(sheet.current()) for sheet in made.sheets}
    for kind, member, code, level in acts:
        before = made
        try:
            made = act(made, kind, member, code, level)
        except Refused:
            made = before
        if len(made.votes) > len(before.votes):
            assert agreed_wording(before) is not None
            assert all(sheet.sealed for sheet in before.sheets)
        assert all(dict(sheet.current()) == first[sheet.assessor] for sheet in made.sheets)
        for each in CRITERIA:
            _look(made, each)


def _look(made: Moderation, code: str) -> None:
    """What may be seen and what is agreed, at any moment."""
    cast = ballots(made, code)
    complete = {each.member for each in cast} >= set(made.members)
    for viewer in (*TEAM, "auditor"):
        seen = {each.member for each in visible_votes(made, code, viewer)}
        assert complete or seen <= {viewer}
    agreed = agreed_of(made, code)
    if agreed is None:
        return
    assert step_of(made) in ("votes", "ready")
    assert complete and len(cast) >= made.rule.minimum_votes
    counts = Counter(each.level for each in cast)
    if agreed.by == "majority":
        assert 2 * counts[agreed.level] > len(cast)
    elif agreed.by == "tie_rule":
        assert next(each.level for each in cast if each.member == made.chair) == agreed.level
    else:
        assert not made.chair and counts[agreed.level] == max(counts.values())
    assert {each.member for each in agreed.dissent} == {each.member for each in cast if each.level != agreed.level}
    assert all(each.reason for each in agreed.dissent)


@settings(max_examples=60, deadline=None)
@given(st.lists(LEVELS, min_size=4, max_size=4), st.permutations(TEAM))
def test_the_order_of_the_votes_never_matters(levels: list[int | None], order: tuple[str, ...]) -> None:
    start = with_facts(opened({ANN: 0, BEN: 3, CAT: 3, DAN: 3}))
    votes = {member: Vote(member, level, "bo tak") for member, level in zip(TEAM, levels, strict=True)}
    one = two = start
    for member in TEAM:
        one = vote(one, "1A1", votes[member])
    for member in order:
        two = vote(two, "1A1", votes[member])
    assert agreed_of(one, "1A1") == agreed_of(two, "1A1") is not None


@pytest.mark.rule("P5")
def test_moderation_opens_with_the_last_seal_and_agrees_facts_before_votes() -> None:
    made = opened({ANN: 1, BEN: 2, CAT: 3})
    waiting = replace(made, sheets=(*made.sheets[:2], sheet_of(CAT, 3, sealed=False)))
    assert step_of(waiting) == "sealing"
    with pytest.raises(Refused):
        write_facts(waiting, CAT, SEEN)
    assert (step_of(made), agreed_of(made, "1A2")) == ("facts", None)
    with pytest.raises(Refused):
        vote(made, "1A1", Vote(ANN, 2, "bo"))
    made = with_facts(made)
    assert (step_of(made), to_be_voted(made)) == ("votes", ("1A1",))
    with pytest.raises(Refused):
        write_facts(made, CAT, SEEN)
    for member, level in ((ANN, 2), (BEN, 2)):
        made = vote(made, "1A1", Vote(member, level, "bo"))
    assert [each.member for each in visible_votes(made, "1A1", ANN)] == [ANN]
    for wrong in (Vote(ANN, 3, "znowu"), Vote("stranger", 2, "bo"), Vote(CAT, 2, " ")):
        with pytest.raises(Refused):
            vote(made, "1A1", wrong)
    made = vote(made, "1A1", Vote(CAT, 3, "było więcej"))
    assert len(visible_votes(made, "1A1", ANN)) == 3
    agreed = agreed_of(made, "1A1")
    assert agreed is not None
    assert (agreed.level, agreed.dissent) == (2, (Vote(CAT, 3, "było więcej"),))
    assert [each.level for each in first_ratings(made, "1A1")] == [1, 2, 3]
    require_ready(made, CAT)


def test_facts_need_a_majority_and_an_objection_leads_to_another_wording() -> None:
    made = write_facts(opened({ANN: 1, BEN: 2, CAT: 3}), CAT, SEEN)
    with pytest.raises(Refused):
        speak_of_facts(made, FactsWord(ANN, 1, False))
    made = speak_of_facts(made, FactsWord(ANN, 1, False, "Padły dwa."))
    with pytest.raises(Refused):
        speak_of_facts(made, FactsWord(ANN, 1, True))
    assert step_of(made) == "facts"
    kept = speak_of_facts(made, FactsWord(BEN, 1, True))
    assert agreed_wording(kept) is not None
    made = speak_of_facts(made, FactsWord(BEN, 1, False, "Padły dwa."))
    assert step_of(made) == "facts"
    made = write_facts(made, CAT, [Fact("Padły dwa warunki.")])
    with pytest.raises(Refused):
        speak_of_facts(made, FactsWord(ANN, 1, True))
    for member in (ANN, BEN):
        made = speak_of_facts(made, FactsWord(member, 2, True))
    wording = agreed_wording(made)
    assert wording is not None
    assert [each.words for each in wording.facts] == ["Padły dwa warunki."]


def test_only_who_leads_writes_the_facts_and_that_passes_on_with_the_chair() -> None:
    made = opened({ANN: 1, BEN: 2, CAT: 3, DAN: 3})
    for writer, facts in ((ANN, SEEN), (CAT, [Fact("  ")])):
        with pytest.raises(Refused):
            write_facts(made, writer, facts)
    away = record_absence(made, Absence(CAT, BEN, "zachorowała"))
    assert leads(away, ANN) and not leads(away, CAT)
    gone = leave(made, CAT)
    assert leads(gone, BEN)
    with pytest.raises(Refused):
        require_ready(gone, BEN)


def test_without_a_chair_and_a_majority_the_lowest_of_the_most_voted_levels_counts() -> None:
    made = write_facts(leave(opened({ANN: 0, BEN: 3, CAT: 3, DAN: 3}), CAT), ANN, SEEN)
    for member in (BEN, DAN):
        made = speak_of_facts(made, FactsWord(member, 1, True))
    for member, level in ((ANN, 1), (BEN, 3), (DAN, 2)):
        made = vote(made, "1A1", Vote(member, level, "bo"))
    agreed = agreed_of(made, "1A1")
    assert agreed is not None
    assert (agreed.level, agreed.by) == (1, "lowest")


@pytest.mark.rule("S2")
def test_who_left_after_sealing_stands_with_the_sealed_rating_and_never_half_of_the_members() -> None:
    made = record_absence(with_facts(opened({ANN: 1, BEN: 2, CAT: 3})), Absence(ANN, BEN, "pociąg"))
    with pytest.raises(Refused) as refused:
        record_absence(made, Absence(BEN, CAT, "też pociąg"))
    assert refused.value.rule == "S2"
    for wrong in (Absence(BEN, BEN, "sam"), Absence(ANN, CAT, "znowu")):
        with pytest.raises(Refused):
            record_absence(made, wrong)
    with pytest.raises(Refused):
        vote(made, "1A1", Vote(ANN, 3, "z pociągu"))
    for member in (BEN, CAT):
        made = vote(made, "1A1", Vote(member, 2, "bo"))
    agreed = agreed_of(made, "1A1")
    assert agreed is not None
    assert (agreed.level, agreed.dissent) == (2, (Vote(ANN, 1, "widział(a) ann"),))


@pytest.mark.rule("S2")
def test_a_recusal_in_the_middle_drops_that_members_vote_and_never_counts_it_for_anothers() -> None:
    made = with_facts(opened({ANN: 0, BEN: 2, CAT: 2, DAN: 2}))
    for member, level in ((ANN, 0), (BEN, 2), (CAT, 2)):
        made = vote(made, "1A1", Vote(member, level, "bo"))
    gone = leave(made, ANN)
    assert agreed_of(gone, "1A1") is None, "Dan hasn't voted"
    assert [each.member for each in visible_votes(gone, "1A1", BEN)] == [BEN]
    gone = vote(gone, "1A1", Vote(DAN, 3, "bo"))
    agreed = agreed_of(gone, "1A1")
    assert agreed is not None
    assert agreed.dissent == (Vote(DAN, 3, "bo"),)
    assert agreed_of(leave(made, DAN), "1A1") is not None, "the last one who hadn't voted left"
    assert agreed_of(leave(leave(made, DAN), ANN), "1A1") is None, "two are no commission"


def test_agreed_facts_stay_agreed_when_somebody_leaves() -> None:
    made = write_facts(opened({ANN: 1, BEN: 2, CAT: 3}), CAT, SEEN)
    made = speak_of_facts(made, FactsWord(ANN, 1, False, "Padły dwa."))
    made = speak_of_facts(made, FactsWord(BEN, 1, True))
    assert step_of(made) == "votes"
    assert step_of(record_absence(made, Absence(CAT, ANN, "zachorowała"))) == "votes"
    voted = vote(made, "1A1", Vote(BEN, 2, "bo"))
    assert agreed_wording(leave(voted, CAT)) is not None


def test_a_member_may_ask_for_a_vote_where_the_rule_asks_for_none() -> None:
    made = with_facts(opened({ANN: 2, BEN: 2, CAT: 2}))
    agreed = agreed_of(made, "1A1")
    assert (step_of(made), agreed and agreed.level) == ("ready", 2)
    with pytest.raises(Refused):
        vote(made, "1A1", Vote(ANN, 1, "bo"))
    with pytest.raises(Refused):
        call_vote(made, Call("1A1", ANN, ""))
    made = call_vote(made, Call("1A1", ANN, "Fakty mówią co innego."))
    assert (step_of(made), agreed_of(made, "1A1")) == ("votes", None)
    with pytest.raises(Refused):
        call_vote(made, Call("1A1", BEN, "ja też"))


def test_a_written_dissent_is_for_who_differs_once_and_also_after_the_end() -> None:
    made = with_facts(opened({ANN: 2, BEN: 2, CAT: 3}))
    for wrong in (Dissent(ANN, "1A1", "a"), Dissent(CAT, "1A1", " "), Dissent(CAT, "9Z9", "x")):
        with pytest.raises(Refused):
            write_dissent(made, wrong)
    ended = replace(made, concluded=True)
    kept = write_dissent(ended, Dissent(CAT, "1A1", "Klientka sama nazwała następny krok."))
    with pytest.raises(Refused):
        write_dissent(kept, Dissent(CAT, "1A1", "jeszcze raz"))
    for late in (lambda: write_facts(ended, CAT, SEEN), lambda: vote(ended, "1A1", Vote(ANN, 1, "bo"))):
        with pytest.raises(Refused):
            late()
    with pytest.raises(Refused):
        require_ready(ended, CAT)


def test_what_is_too_long_is_refused() -> None:
    with pytest.raises(Refused):
        write_facts(opened({ANN: 1, BEN: 2, CAT: 3}), CAT, [Fact("x" * (moderating.LONGEST_WORDS + 1))])
