"""Whoever leaves a commission, and why: what was rated counts or doesn't, and the encounter can always be ended (S2)."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.commission import Barred
from exam_server.core.moderating import (
    FactsWord,
    Moderation,
    agreed_of,
    agreed_wording,
    leads,
    missing_votes,
    require_ready,
    speak_of_facts,
    step_of,
    to_be_voted,
    too_few,
    vote,
    write_facts,
)
from exam_server.core.moderation import Vote
from exam_server.core.reagreeing import leaves_with
from exam_server.core.recusals import KEPT_KINDS, RECUSAL_KINDS, keeps_ratings
from tests.core.test_moderating import CRITERIA, SEEN, sheet_of

IDS = {name: UUID(int=number) for number, name in enumerate(("ann", "ben", "cat", "dan", "eve"), start=1)}
KINDS = sorted(RECUSAL_KINDS)


def barred_by(recusals: dict[str, str]) -> Barred:
    kept = frozenset(IDS[member] for member, kind in recusals.items() if keeps_ratings(kind))
    return Barred(recused=frozenset(IDS[member] for member in recusals) - kept, replaced=kept)


def after(team: dict[str, bool], recusals: dict[str, str]) -> Moderation:
    """The moderation of those who rate once these have left; `team`: who had sealed."""
    barred = barred_by(recusals)
    counted = [each for each in team if not leaves_with(barred, IDS[each], sealed=team[each])]
    # Who goes on seals; who was replaced had.
    sheets = tuple(sheet_of(each, number % 4) for number, each in enumerate(counted))
    replaced = frozenset(each for each in counted if IDS[each] in barred.kept)
    chair = counted[0] if counted else ""
    return Moderation(sheets, tuple(counted), chair, CRITERIA, dict.fromkeys(CRITERIA, 2), replaced=replaced)


def finish(made: Moderation) -> str:
    """What those who go on can come to, by the acts that the rules leave them."""
    if not made.present:
        return "ends by itself"
    if too_few(made):
        return "closed without an agreement"
    leader = next(each for each in made.present if leads(made, each))
    made = write_facts(made, leader, SEEN)
    for each in made.present:
        if each != leader:
            made = speak_of_facts(made, FactsWord(each, 1, True))
    assert agreed_wording(made) is not None
    for code in to_be_voted(made):
        for each in made.present:
            made = vote(made, code, Vote(each, 2, "widać"))
    assert not missing_votes(made)
    require_ready(made, leader)
    assert all(agreed_of(made, code) for code in CRITERIA)
    return "agreed"


TEAMS = st.dictionaries(st.sampled_from(sorted(IDS)), st.booleans(), min_size=3, max_size=5)


@pytest.mark.rule("S2", "S8", "S10")
@given(TEAMS, st.dictionaries(st.sampled_from(sorted(IDS)), st.sampled_from(KINDS)))
def test_however_many_leave_on_whatever_ground_there_is_a_legal_way_to_the_end(
    team: dict[str, bool], recusals: dict[str, str]
) -> None:
    gone = {member: kind for member, kind in recusals.items() if member in team}
    made = after(team, gone)
    lost = {each for each, kind in gone.items() if not keeps_ratings(kind) or not team[each]}
    assert set(made.members) == set(team) - lost
    agreed = finish(made) == "agreed"
    assert agreed == (len(made.members) >= 3 and 2 * (len(made.members) - len(made.replaced)) > len(made.members))


@pytest.mark.rule("S2")
def test_a_replaced_members_sealed_rating_is_their_vote_and_nobody_waits_for_it() -> None:
    made = after({"ann": True, "ben": True, "cat": True}, {"ben": "illness"})
    assert (made.absent, made.present, step_of(made)) == ({"ben"}, ("ann", "cat"), "facts")
    assert finish(made) == "agreed"


@pytest.mark.rule("S2")
@given(st.sampled_from(KINDS), st.booleans())
def test_what_was_sealed_counts_on_grounds_that_say_nothing_against_it_alone(kind: str, sealed: bool) -> None:
    left = leaves_with(barred_by({"ann": kind}), IDS["ann"], sealed=sealed)
    assert left == (kind not in KEPT_KINDS or not sealed)


@pytest.mark.rule("S10", "S8")
def test_who_trained_or_advised_the_candidate_never_counts_whatever_they_were_replaced_for() -> None:
    for ground in ("trainers", "advisors"):
        barred = replace(barred_by({"ann": "illness"}), **{ground: frozenset({IDS["ann"]})})
        assert leaves_with(barred, IDS["ann"], sealed=True) and not barred.kept
