"""Advisors on both databases: assigned once the years are proved, kept out of the commission, their notes apart (S8)."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from exam_server.core.problems import NotFound, Refused
from exam_server.core.qualification import AdvisorRule
from exam_server.services import advising, credentials, qualification, stages
from exam_server.services.advisors import assign_advisor, list_advisors
from exam_server.services.candidate_cases import make_case
from exam_server.services.legal_day import legal_day
from exam_server.store.tables import AuditEventRow
from tests.making import CANDIDATES, CODE, QUALIFICATION, OwnWork, make_player
from tests.portfolios import Applicant, make_applicant

RULE = AdvisorRule(required=True, years=3, window_years=6, requirements=("zna efekty",))


def make_case_with_rule(work: OwnWork) -> UUID:
    """A case of a qualification with numbers of its own."""
    content = replace(QUALIFICATION, name="Parzenie kawy", advisor=RULE)
    edition_id = qualification.adopt_edition(work, CODE, content)
    case_id = make_case(work, edition_id, CANDIDATES[0])
    work.commit()
    return case_id


def prove(work: OwnWork, account_id: UUID, days: int) -> None:
    """Verified work of that many days until yesterday."""
    today = legal_day(work)
    person_id = credentials.get_person_id(work, account_id)
    work.act_as(make_player(work, "olga"), "office")
    period = credentials.add_period(work, person_id, "Poradnia", today - timedelta(days=days), today)
    given = credentials.GivenDocument("attestation", "Zaświadczenie", today, (f"{CODE}:{credentials.ADVISING}",))
    document = credentials.add_document(work, person_id, period, given)
    work.commit()
    work.act_as(make_player(work, "daria"), "office")
    credentials.verify_document(work, person_id, document)
    work.commit()


def advised(work: OwnWork) -> tuple[Applicant, UUID]:
    """A case with an open stage of identification and an advisor; the form asks no years of them."""
    made = make_applicant(work)
    advisor = make_player(work, "doris")
    work.act_as(None, "office")
    stages.open_stage(work, made.case_id, "identification")
    assign_advisor(work, made.case_id, advisor, knows=False)
    work.commit()
    return made, advisor


@pytest.mark.rule("S8")
def test_an_advisor_is_assigned_once_the_years_are_proved(work: OwnWork) -> None:
    case_id, advisor = make_case_with_rule(work), make_player(work, "doris")
    with pytest.raises(Refused) as refused:
        assign_advisor(work, case_id, advisor, knows=True)
    assert refused.value.rule == "S8"
    work.drop()
    prove(work, advisor, 3 * 366)
    assert [each.proof.held for each in list_advisors(work, case_id).advisors if each.proof] == [True]
    with pytest.raises(Refused):
        assign_advisor(work, case_id, advisor, knows=False)
    work.drop()
    assign_advisor(work, case_id, advisor, knows=True)
    work.commit()
    assert [each.assigned for each in list_advisors(work, case_id).advisors] == [True]


@pytest.mark.rule("S8")
def test_nobody_advises_without_the_role_nor_their_own_case(work: OwnWork) -> None:
    made, _ = advised(work)
    with pytest.raises(NotFound):
        assign_advisor(work, made.case_id, make_player(work, "asia"), knows=True)


def test_the_newest_words_of_the_candidate_and_the_advisor_stand_side_by_side(work: OwnWork) -> None:
    made, advisor = advised(work)
    work.actor = made.actor
    assert advising.save_assessment(work, made.case_id, {"1A1": ("can", "robiłam to"), "1A2": ("not_yet", "")}) == 2
    work.commit()
    assert advising.save_assessment(work, made.case_id, {"1A1": ("partly", "robiłam to"), "1A2": ("not_yet", "")}) == 1
    work.commit()
    work.act_as(advisor, "advisor")
    advising.give_views(work, made.case_id, {"1A1": ("can", "widziałam")})
    advising.add_note(work, made.case_id, "Waha się przy 1A2.")
    work.commit()
    case, seen, notes = advising.get_advised(work, made.case_id)
    assert (case.name, seen.own["1A1"].level, [each.words for each in notes]) == (
        "Kazimiera Kandydacka",
        "partly",
        ["Waha się przy 1A2."],
    )
    work.actor = made.actor
    own = advising.get_own_assessment(work, made.case_id)
    assert (own.views["1A1"].words, own.count(1), own.count(2)) == ("widziałam", (2, 2), (0, 2))
    told = " ".join(str(row.facts) for row in work.session.scalars(select(AuditEventRow)))
    assert not [word for word in ("robiłam", "widziałam", "Waha") if word in told]


@pytest.mark.rule("S8")
def test_notes_are_for_the_cases_advisors_alone(work: OwnWork) -> None:
    made, _ = advised(work)
    for login, role in (("olga", "office"), ("asia", "assessor"), ("czeslawa", "chair"), ("audyta", "auditor")):
        work.act_as(make_player(work, login), role)  # type: ignore[arg-type]
        with pytest.raises(NotFound):
            advising.get_advised(work, made.case_id)
    other = make_applicant(work, 1)
    work.actor = other.actor
    with pytest.raises(NotFound):
        advising.get_own_assessment(work, made.case_id)


def test_without_an_open_stage_nothing_is_assessed(work: OwnWork) -> None:
    made = make_applicant(work)
    work.actor = made.actor
    with pytest.raises(Refused) as refused:
        advising.save_assessment(work, made.case_id, {"1A1": ("can", "")})
    assert refused.value.rule == "S8"
