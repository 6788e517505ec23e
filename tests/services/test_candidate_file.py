"""A candidate's file on both databases: consents that are taken back, and the body's decision with its author."""

from dataclasses import replace

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.services import exam, freezing, qualification, stages
from exam_server.services.candidate_cases import make_case
from exam_server.services.candidate_file import (
    check_case_conditions,
    decide_condition,
    get_condition_decision,
    get_own_consents,
    note_preceding,
    say_consents,
)
from exam_server.store.candidate_file import list_consents
from exam_server.store.tables import ExamRow, StageRow
from tests.making import (
    CANDIDATES,
    CODE,
    KEYS,
    LATE_CANDIDATE,
    QUALIFICATION,
    MadeExam,
    OwnWork,
    make_player,
    plan_exam,
)
from tests.portfolios import make_applicant


@pytest.mark.rule("P4")
def test_a_consent_is_given_and_taken_back_and_both_words_are_kept(work: OwnWork) -> None:
    made, other = make_applicant(work), make_applicant(work, 1)
    work.actor = made.actor
    assert say_consents(work, made.case_id, ["sound", "nothing"]) == 1
    work.commit()
    assert say_consents(work, made.case_id, ["sound"]) == 0
    work.commit()
    assert say_consents(work, made.case_id, []) == 1
    work.commit()
    assert get_own_consents(work, made.case_id)["sound"].given is False
    assert [row.given for row in list_consents(work.session, made.case_id)] == [True, False]
    with pytest.raises(NotFound):
        say_consents(work, other.case_id, ["sound"])


@pytest.mark.rule("S13")
def test_the_body_decides_with_a_reason_what_a_missing_document_means(work: OwnWork) -> None:
    content = replace(QUALIFICATION, name="Parzenie kawy", prerequisites="kwalifikacja pełna na poziomie 6 PRK")
    edition_id = qualification.adopt_edition(work, CODE, content)
    case_id = make_case(work, edition_id, CANDIDATES[0])
    work.commit()
    work.act_as(make_player(work, "olga"), "office")
    assert get_condition_decision(work, edition_id).decided_at is None
    found = check_case_conditions(work, case_id)
    assert found is not None
    assert (found.severity, found.rule) == ("warning", "S13")
    stages.open_stage(work, case_id, "identification")
    work.commit()
    with pytest.raises(Refused):
        decide_condition(work, edition_id, "require", " ")
    work.drop()
    decide_condition(work, edition_id, "require", "Tak rozumiemy opis kwalifikacji.")
    work.commit()
    decision = get_condition_decision(work, edition_id)
    assert (decision.policy, decision.decided_by) == ("require", "Olga Organizująca")
    with pytest.raises(Refused) as refused:
        stages.open_stage(work, case_id, "evidence_analysis")
    assert refused.value.rule == "S13"
    work.drop()
    note_preceding(work, case_id, shown=True)
    work.commit()
    stages.open_stage(work, case_id, "evidence_analysis")
    work.commit()
    note_preceding(work, case_id, shown=False)
    work.commit()
    again = check_case_conditions(work, case_id)
    assert again is not None
    assert again.severity == "error"


def demand(work: OwnWork) -> MadeExam:
    """An exam without candidates; its body made the preceding qualification a condition."""
    made = plan_exam(work, ())
    content = replace(QUALIFICATION, prerequisites="kwalifikacja pełna na poziomie 6 PRK")
    made.edition_id = qualification.adopt_edition(work, CODE, content)
    row = work.session.get_one(ExamRow, made.id)
    row.edition_id, row.plan_id = made.edition_id, qualification.get_plan(work, made.edition_id).id
    decide_condition(work, made.edition_id, "require", "Tak rozumiemy opis kwalifikacji.")
    work.commit()
    return made


@pytest.mark.rule("S13")
def test_an_exam_takes_nobody_who_lacks_what_the_body_made_a_condition(work: OwnWork) -> None:
    made = demand(work)
    with pytest.raises(Refused) as refused:
        exam.add_candidates(work, made.id, CANDIDATES[:2])
    assert refused.value.rule == "S13"
    assert "Kazimiera Kandydacka, Ksawery Kandydacki: kwalifikacja pełna" in str(refused.value)
    work.drop()
    assert work.session.query(StageRow).count() == 0
    for entry in CANDIDATES[:2]:
        note_preceding(work, make_case(work, made.edition_id, entry), shown=True)
    work.commit()
    assert exam.add_candidates(work, made.id, CANDIDATES[:2]) == 2
    work.commit()
    with pytest.raises(Refused) as refused:
        exam.add_candidates(work, made.id, CANDIDATES)
    assert "Kandydacka" not in str(refused.value), "only who lacks it is named"
    work.drop()
    freezing.freeze_exam(work, KEYS, made.id)
    work.commit()
    with pytest.raises(Refused) as refused:
        freezing.add_late_candidate(work, KEYS, made.id, LATE_CANDIDATE)
    assert refused.value.rule == "S13"
    work.drop()
    decide_condition(work, made.edition_id, "warn", "Nie jest to warunek.")
    work.commit()
    assert freezing.add_late_candidate(work, KEYS, made.id, LATE_CANDIDATE).seat == 3
