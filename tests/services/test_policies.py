"""The body's own decisions on both databases: who decides, from when, and what follows for commissions and appeals."""

from datetime import date, timedelta

import pytest

from exam_server.core.appeals import appeal_until
from exam_server.core.policy import POLICY_KINDS
from exam_server.core.problems import NotFound, Refused
from exam_server.services import desk, marking
from exam_server.services.appeals import guide_case_appeals
from exam_server.services.commission import list_barred
from exam_server.services.deciding_policies import decide_policy
from exam_server.services.legal_day import legal_day
from exam_server.services.policies import get_value, list_standing
from exam_server.services.qualification import get_edition
from exam_server.store.tables import CaseAdvisorRow, CaseRow, SittingRow
from tests.making import OwnWork, make_player, open_exam
from tests.portfolios import make_applicant
from tests.releasing import release_by_two

REASON = "Uchwała z dnia 1 marca."


def decide(work: OwnWork, kind: str, value: int, after: int = 0) -> date:
    holds_from = legal_day(work) + timedelta(days=after)
    decide_policy(work, kind, value, holds_from, REASON)
    work.commit()
    return holds_from


@pytest.mark.rule("P3")
def test_a_decision_is_kept_with_its_reason_author_and_day(work: OwnWork) -> None:
    work.act_as(make_player(work, "olga"), "office")
    later = decide(work, "appeal_days", 30, after=5)
    decide(work, "appeal_days", 21)
    assert get_value(work, "appeal_days", legal_day(work), 14) == 21
    assert get_value(work, "appeal_days", later, 14) == 30
    defaults = dict.fromkeys(POLICY_KINDS, 0) | {"appeal_days": 14, "advisor_excluded": 1}
    standing = {each.kind: each for each in list_standing(work, defaults)}
    appeal, advisor = standing["appeal_days"], standing["advisor_excluded"]
    assert (appeal.value, advisor.value, advisor.history) == (21, 1, ())
    assert [(each.policy.value, each.reason, each.decided_by) for each in appeal.history] == [
        (21, REASON, "Olga Organizująca"),
        (30, REASON, "Olga Organizująca"),
    ]
    with pytest.raises(Refused):
        decide(work, "appeal_days", 7, after=-1)
    work.drop()
    with pytest.raises(NotFound):
        decide(work, "nothing", 7)


@pytest.mark.rule("S8")
def test_an_advisor_is_kept_out_unless_the_body_decided_otherwise(work: OwnWork) -> None:
    made = make_applicant(work)
    advisor = make_player(work, "doris")
    case = work.session.get_one(CaseRow, made.case_id)
    content = get_edition(work, case.edition_id).content
    work.record()
    work.session.add(
        CaseAdvisorRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            case_id=case.id,
            account_id=advisor,
            taken_on=legal_day(work),
            made_at=work.now,
        )
    )
    work.commit()
    assert list_barred(work, content, [case])[case.id].ground_of(advisor) == "advisor"
    work.act_as(make_player(work, "olga"), "office")
    decide(work, "advisor_excluded", 0, after=1)
    assert list_barred(work, content, [case])[case.id].ground_of(advisor) == "advisor"
    decide(work, "advisor_excluded", 0)
    assert list_barred(work, content, [case])[case.id].ground_of(advisor) is None


@pytest.mark.rule("S9", "P3")
def test_the_last_day_to_appeal_follows_from_what_held_on_the_day_of_the_release(work: OwnWork) -> None:
    made = open_exam(work)
    desk.close_exam(work, made.id)
    work.commit()
    marking.mark_exam(work, made.id)
    work.commit()
    case_id = work.session.get_one(SittingRow, made.sittings[0]).case_id
    assert guide_case_appeals(work, case_id).terms == ()
    release_by_two(work, made.id)
    (term,) = guide_case_appeals(work, case_id, 30).terms
    until = appeal_until(legal_day(work), 30, moves=True)
    assert (term.kind, term.days, term.until) == ("theory_test", 30, until)
    work.act_as(make_player(work, "olga"), "office")
    decide(work, "appeal_days", 21)
    decide(work, "appeal_days", 7, after=1)
    (term,) = guide_case_appeals(work, case_id, 30).terms
    assert (term.days, term.told_on) == (21, legal_day(work))
    assert guide_case_appeals(work, case_id).body == "Izba Herbaciana"
