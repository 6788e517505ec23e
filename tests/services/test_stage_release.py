"""The result of a stage without an exam is released by two people, and shows nothing of what isn't released."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import pytest

from exam_server.core.case import Verdict
from exam_server.core.problems import NotFound, Refused
from exam_server.services import judging, portfolio, releasing, stages
from exam_server.services.case import find_released_result
from exam_server.services.decisions import Held
from exam_server.services.evidence import EvidenceEntry, record_evidence
from exam_server.services.stage_release import list_stage_releases, release_stage
from exam_server.store.tables import ExamRow
from tests.deciding import Decidable, decide, make_decidable
from tests.judged import TARGETS, Handed, hand_in, make_handed, seal_all
from tests.making import CANDIDATES, OwnWork
from tests.portfolios import give_account, make_applicant
from tests.releasing import FIRST, SECOND, release_by_two


@dataclass(frozen=True)
class Judged:
    """A case whose test isn't released, with a stage of evidence analysis of its own."""

    made: Decidable
    stage_id: UUID


@pytest.fixture
def judged(work: OwnWork) -> Judged:
    made = make_decidable(work)
    work.act_as(FIRST, "office")
    stage_id = stages.open_stage(work, made.case_id, "evidence_analysis")
    work.commit()
    return Judged(made, stage_id)


def show(work: OwnWork, judged: Judged, criterion: str, verdict: Verdict = "met") -> None:
    """What the commission found in a document."""
    entry = EvidenceEntry(criterion, "evidence_analysis", "document", work.new_id(), "cd" * 32, verdict, None, "1")
    work.record()
    record_evidence(work, judged.made.case_id, judged.stage_id, entry)
    work.commit()


def close(work: OwnWork, judged: Judged) -> None:
    stages.close_stage(work, judged.made.case_id, judged.stage_id)
    work.commit()


def release(work: OwnWork, judged: Judged) -> None:
    for account, released in ((FIRST, False), (SECOND, True)):
        work.act_as(account, "office")
        assert release_stage(work, judged.made.case_id, judged.stage_id) is released
        work.commit()


def refuse(work: OwnWork, judged: Judged, match: str, rule: str = "") -> None:
    with pytest.raises(Refused, match=match) as refused:
        release_stage(work, judged.made.case_id, judged.stage_id)
    assert refused.value.rule == rule
    work.drop()


@pytest.mark.rule("P7", "L8")
def test_a_stage_without_an_exam_is_released_by_two_once_it_is_closed_and_judged(work: OwnWork, judged: Judged) -> None:
    refuse(work, judged, "still open")
    close(work, judged)
    refuse(work, judged, "Nothing of it was judged")
    assert list_stage_releases(work, judged.made.case_id) == {}
    show(work, judged, "2A1")
    assert list_stage_releases(work, judged.made.case_id).keys() == {judged.stage_id}
    assert release_stage(work, judged.made.case_id, judged.stage_id) is False
    work.commit()
    assert list_stage_releases(work, judged.made.case_id)[judged.stage_id].asked_by == FIRST
    refuse(work, judged, "doesn't confirm it", "P7")
    assert find_released_result(work, judged.made.case_id) is None
    work.act_as(SECOND, "office")
    assert release_stage(work, judged.made.case_id, judged.stage_id) is True
    work.commit()
    refuse(work, judged, "Nothing new")
    view = find_released_result(work, judged.made.case_id)
    assert view is not None
    assert {row.criterion for row in view.rows if row.evidence} == {"2A1"}


@pytest.mark.rule("P7")
def test_its_release_tells_decisions_that_rest_on_it_and_none_of_a_test_that_is_not_released(
    work: OwnWork, judged: Judged
) -> None:
    show(work, judged, "2A1")
    close(work, judged)
    decide(work, judged.made, "1A2")
    release(work, judged)
    view = find_released_result(work, judged.made.case_id)
    assert view is not None and dict(view.held) == {}
    decide(work, judged.made, "2A1")
    view = find_released_result(work, judged.made.case_id)
    assert view is not None and dict(view.held) == {}
    release(work, judged)
    view = find_released_result(work, judged.made.case_id)
    assert view is not None and set(view.held) == {"2A1"}


@pytest.mark.rule("P7")
def test_what_is_settled_after_its_release_waits_for_another_one(work: OwnWork, judged: Judged) -> None:
    show(work, judged, "2A1")
    close(work, judged)
    release(work, judged)
    show(work, judged, "2A2")
    view = find_released_result(work, judged.made.case_id)
    assert view is not None and {row.criterion for row in view.rows if row.evidence} == {"2A1"}
    release(work, judged)
    view = find_released_result(work, judged.made.case_id)
    assert view is not None and {row.criterion for row in view.rows if row.evidence} == {"2A1", "2A2"}


@pytest.mark.rule("P7")
def test_an_exams_release_lets_go_what_somebody_asked_for_of_the_stage(work: OwnWork, judged: Judged) -> None:
    show(work, judged, "2A1")
    close(work, judged)
    work.act_as(FIRST, "office")
    assert release_stage(work, judged.made.case_id, judged.stage_id) is False
    work.commit()
    close_exam(work, judged.made.exam_id)
    release_by_two(work, judged.made.exam_id)
    assert list_stage_releases(work, judged.made.case_id) == {}
    show(work, judged, "2A2")
    work.act_as(SECOND, "office")
    assert release_stage(work, judged.made.case_id, judged.stage_id) is False, "what is new is asked for anew"


@pytest.mark.rule("L8")
def test_a_stage_is_released_while_what_came_at_a_later_one_still_waits(work: OwnWork) -> None:
    made = make_handed(work)
    seal_all(work, made)
    judging.settle_agreed(work, made.case_id)
    work.commit()
    work.act_as(FIRST, "office")
    stages.close_stage(work, made.case_id, made.stage_id)
    work.commit()
    later = hand_in(work, made.case, (TARGETS[0],)).stage_id
    assert later != made.stage_id
    work.act_as(FIRST, "office")
    assert list_stage_releases(work, made.case_id).keys() == {made.stage_id}
    assert release_stage(work, made.case_id, made.stage_id) is False


@pytest.mark.rule("P7")
def test_a_decision_that_rests_on_what_stays_back_is_neither_told_nor_counted_by_an_exams_release(
    work: OwnWork, judged: Judged
) -> None:
    made = judged.made
    decide(work, made, "1A2")
    close_exam(work, made.exam_id)
    assert release_by_two(work, made.exam_id) == 1
    with_piece(work, judged)
    show(work, judged, "2A1")
    decide(work, made, "2A1")
    assert releasing.find_releasable(work, made.exam_id).cases == set(), "its evidence stays back, so it does too"
    assert set(held(work, made.case_id)) == {"1A2"}
    settle_piece(work, judged)
    assert releasing.find_releasable(work, made.exam_id).cases == {made.case_id}
    assert release_by_two(work, made.exam_id) == 1
    assert set(held(work, made.case_id)) == {"1A2", "2A1"}


def held(work: OwnWork, case_id: UUID) -> Mapping[str, Held]:
    view = find_released_result(work, case_id)
    assert view is not None
    return view.held


def close_exam(work: OwnWork, exam_id: UUID) -> None:
    work.record()
    work.session.get_one(ExamRow, exam_id).state = "closed"
    work.commit()


def with_piece(work: OwnWork, judged: Judged) -> None:
    """The candidate hands something in that nobody has judged yet."""
    work.actor = give_account(work, judged.made.case_id, CANDIDATES[0].email)
    piece = portfolio.add_declaration(work, judged.made.case_id, "Praktyka", "Oświadczam.")
    work.commit()
    portfolio.map_piece(work, judged.made.case_id, piece, [("2A1", "a")], "Opis dnia.")
    portfolio.hand_in(work, judged.made.case_id)
    work.commit()


def settle_piece(work: OwnWork, judged: Judged) -> None:
    handed = Handed(judged.made, work.actor, judged.stage_id, ())
    seal_all(work, handed)
    judging.settle_agreed(work, judged.made.case_id)
    work.commit()


def test_only_the_analysis_of_evidence_has_a_result_of_its_own(work: OwnWork) -> None:
    applicant = make_applicant(work)
    work.act_as(FIRST, "office")
    stage_id = stages.open_stage(work, applicant.case_id, "identification")
    stages.close_stage(work, applicant.case_id, stage_id)
    work.commit()
    with pytest.raises(NotFound):
        release_stage(work, applicant.case_id, stage_id)
