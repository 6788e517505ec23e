"""The term to appeal against a decision runs from the day on which that decision was told, whatever was told before."""

from datetime import date, timedelta

import pytest

from exam_server.core.appeals import appeal_until
from exam_server.services.appeal_terms import last_day
from exam_server.services.appealing import Filing, file_own
from exam_server.services.appeals import guide_case_appeals
from exam_server.services.deciding_policies import decide_policy
from exam_server.services.legal_day import day_of, legal_day
from exam_server.services.own_appeals import list_own_appealable
from exam_server.services.retention_clocks import Clocks
from exam_server.store.tables import AppealRow, DecisionConfirmationRow, EvidenceRow, ReleaseRow, StageRow
from tests.appealed import WORDS, Appealed, as_office, make_told
from tests.deciding import decide
from tests.making import OwnWork
from tests.releasing import release_by_two

AGO = timedelta(days=40)


@pytest.fixture
def told(work: OwnWork) -> Appealed:
    """1A1 and 1A2 were told forty days ago; 2A2 was decided since, and told today by a release of its own."""
    made = make_told(work)
    work.record()
    for stage in work.session.query(StageRow).where(StageRow.released_at.is_not(None)):
        stage.released_at = work.now - AGO
    for release in work.session.query(ReleaseRow):
        release.asked_at = release.confirmed_at = work.now - AGO
    for each in work.session.query(DecisionConfirmationRow):
        each.confirmed_at = work.now - AGO
    for record in work.session.query(EvidenceRow):
        record.recorded_at = work.now - AGO
    work.commit()
    decide(work, made.made, "2A2", "met")
    assert release_by_two(work, made.made.exam_id) == 1
    return made


def file_about(work: OwnWork, told: Appealed, *criteria: str) -> AppealRow:
    work.actor = told.candidate
    filing = Filing(told.made.stage_id, criteria, None, ["rating"], WORDS)
    return work.session.get_one(AppealRow, file_own(work, told.case_id, filing, []))


@pytest.mark.rule("S9", "P3")
def test_what_was_told_later_has_its_own_term_and_the_rest_keeps_its(work: OwnWork, told: Appealed) -> None:
    today = legal_day(work)
    row = file_about(work, told, "2A2")
    assert (row.told_on, row.until) == (today, appeal_until(today, 14, moves=True))
    assert row.received_on <= row.until
    work.drop()
    row = file_about(work, told, "1A1")
    assert row.told_on == day_of(work.now - AGO) and row.received_on > row.until, "told long ago, it comes late"
    work.drop()
    row = file_about(work, told)
    assert row.told_on == today, "the whole result, of which something was told today"


@pytest.mark.rule("S9", "P3")
def test_the_pages_name_both_terms_and_nothing_is_erased_before_the_later_one(work: OwnWork, told: Appealed) -> None:
    today = legal_day(work)
    work.actor = told.candidate
    [stage] = list_own_appealable(work, told.case_id)
    assert not stage.is_over and stage.until == last_day(work, today, 14)
    terms = guide_case_appeals(work, told.case_id).terms
    assert [(each.criteria, each.is_over(today)) for each in terms] == [((), True), (("2A2",), False)]
    as_office(work, told)
    entry = next(each for each in Clocks(work, 14).entries() if each.clock.kind == "work")
    assert entry.clock.starts_on == stage.until


@pytest.mark.rule("P3")
def test_whether_a_last_day_moves_off_a_day_off_is_the_bodys_decision(work: OwnWork, told: Appealed) -> None:
    christmas = date(legal_day(work).year + 1, 12, 11)
    ends_off = next(each for each in (christmas + timedelta(days=one) for one in range(7)) if each.day + 14 == 25)
    assert last_day(work, ends_off, 14) > ends_off + timedelta(days=14)
    as_office(work, told)
    decide_policy(work, "appeal_moves", 0, legal_day(work), "Uchwała.")
    work.commit()
    assert last_day(work, ends_off, 14) == ends_off + timedelta(days=14)
