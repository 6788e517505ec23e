"""Recognising earlier achievements: what a code covers, which document will do, and who has to agree (L9)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.ballots import Ballot
from exam_server.core.problems import Refused
from exam_server.core.recognition import (
    LONGEST,
    Basis,
    Recognition,
    confirm,
    covered,
    is_complete,
    propose,
    require_apart,
    require_basis,
    require_scope,
    visible_ballots,
    vote,
)
from tests.making import QUALIFICATION
from tests.other_qualification import QUALIFICATION as OTHER

PANEL = ("ann", "ben", "cat")
TODAY = date(2026, 3, 2)
BASIS = Basis("certificate", "Certyfikat herbaciarza", "17/2024", "Instytut Herbaty", date(2024, 5, 6))


def voted(**views: bool) -> Recognition:
    """Proposed by Ann; `views` are the others'."""
    found = propose("ann", "ten sam zakres", PANEL)
    for member, accepts in views.items():
        found = vote(found, Ballot(member, accepts, f"powód {member}"), PANEL)
    return found


@pytest.mark.rule("L9")
def test_a_set_an_outcome_or_a_criterion_is_recognised_with_all_its_criteria() -> None:
    assert covered(QUALIFICATION, "1") == ("1A1", "1A2")
    assert covered(QUALIFICATION, "2A") == ("2A1", "2A2")
    assert covered(QUALIFICATION, "2A2") == ("2A2",)
    assert covered(QUALIFICATION, "3") == covered(QUALIFICATION, "") == ()
    for qualification in (QUALIFICATION, OTHER):
        sets = [covered(qualification, str(each.number)) for each in qualification.sets]
        assert [code for codes in sets for code in codes] == list(qualification.codes())
        for outcome in qualification.outcomes():
            assert covered(qualification, outcome.code) == tuple(each.code for each in outcome.criteria)


CODES = st.sets(st.sampled_from([*QUALIFICATION.codes()]))


@pytest.mark.rule("L9")
@given(CODES, CODES)
def test_two_open_proposals_share_no_criterion(new: set[str], open_already: set[str]) -> None:
    if new & open_already:
        with pytest.raises(Refused) as refused:
            require_apart(sorted(new), {"1": open_already})
        assert refused.value.rule == "L9"
    else:
        require_apart(sorted(new), {"1": open_already})


@pytest.mark.rule("L9")
def test_what_is_recognised_already_is_left_out_and_nothing_is_recognised_twice() -> None:
    assert require_scope(QUALIFICATION, "1", {"1A1", "2A1"}) == ("1A2",)
    with pytest.raises(Refused) as twice:
        require_scope(QUALIFICATION, "1A", {"1A1", "1A2"})
    assert twice.value.rule == "L9"
    with pytest.raises(Refused):
        require_scope(QUALIFICATION, "9Z9", ())


@pytest.mark.rule("S1")
def test_a_form_without_the_analysis_of_evidence_recognises_nothing() -> None:
    with pytest.raises(Refused) as refused:
        require_scope(replace(QUALIFICATION, methods=("theory_test",)), "1", ())
    assert refused.value.rule == "S1"


@pytest.mark.rule("L9")
@given(st.integers(-3, 3), st.none() | st.integers(-3, 3))
def test_a_document_counts_from_its_day_of_issue_to_its_last_day(issued: int, until: int | None) -> None:
    last = None if until is None else TODAY + timedelta(days=until)
    basis = replace(BASIS, issued_on=TODAY + timedelta(days=issued), valid_until=last)
    if issued <= 0 and (until is None or until >= 0):
        require_basis(basis, TODAY)
        return
    with pytest.raises(Refused) as refused:
        require_basis(basis, TODAY)
    assert refused.value.rule == "L9"


@pytest.mark.rule("L9")
@pytest.mark.parametrize("name", ["name", "number", "issuer", "kind"])
def test_a_document_is_named_fully(name: str) -> None:
    require_basis(BASIS, TODAY)
    for words in (" ", "x" * (LONGEST + 1)):
        with pytest.raises(Refused):
            require_basis(replace(BASIS, **{name: words}), TODAY)  # type: ignore[arg-type]


@pytest.mark.rule("P7")
def test_another_member_than_the_proposer_confirms_once_all_have_voted() -> None:
    with pytest.raises(Refused, match="Not every member"):
        confirm(voted(ben=True), "ben", PANEL, "cat", 3)
    complete = voted(ben=True, cat=False)
    with pytest.raises(Refused) as own:
        confirm(complete, "ann", PANEL, "cat", 3)
    assert own.value.rule == "P7"
    with pytest.raises(Refused) as stranger:
        confirm(complete, "eve", PANEL, "cat", 3)
    assert stranger.value.rule == "S2"
    found = confirm(complete, "ben", PANEL, "cat", 3)
    assert found.accepted and found.dissent == (Ballot("cat", False, "powód cat"),)
    with pytest.raises(Refused):
        confirm(replace(complete, confirmed_by="ben"), "cat", PANEL, "cat", 3)
    with pytest.raises(Refused):
        vote(replace(complete, confirmed_by="ben"), Ballot("cat", True, "tak"), PANEL)


@pytest.mark.rule("S2")
def test_a_replaced_members_vote_is_kept_and_counts_no_more() -> None:
    panel = ("ann", "ben", "dan")
    found = voted(ben=False, cat=True)
    assert not is_complete(found, panel)
    found = vote(found, Ballot("dan", False, "nie to samo"), panel)
    tally = confirm(found, "ben", panel, "ben", 3)
    assert not tally.accepted and tally.members == set(panel)
    assert not is_complete(found, ())


@given(st.sets(st.sampled_from(["ben", "cat"])), st.sampled_from([*PANEL, "auditor"]))
def test_members_vote_without_seeing_the_others_votes(who: set[str], viewer: str) -> None:
    found = voted(**dict.fromkeys(sorted(who), True))
    seen = {each.member for each in visible_ballots(found, PANEL, viewer)}
    opened = viewer in {"ann", *who} or who == {"ben", "cat"}
    assert seen == ({"ann", *who} if opened else {"ann"})
