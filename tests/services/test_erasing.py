"""Erasing on both databases: two people, only what is due, words and files gone, the trail whole (L5, L7, P7, P8)."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete

from exam_server.core.problems import NotFound, Refused
from exam_server.core.retention import UNMET_YEARS
from exam_server.services import erasing
from exam_server.services.audit import seal_events
from exam_server.services.audit_chain import verify_own_chain
from exam_server.services.erasing import Subject, show_retention
from exam_server.services.erasure_orders import FILE, finish_orders, repeat_orders
from exam_server.services.grounds import record_ground
from exam_server.services.inspecting import open_inspection
from exam_server.services.legal_day import legal_day
from exam_server.store.evidence_files import get_file
from exam_server.store.tables import (
    CaseRow,
    DocumentRow,
    ErasedDataRow,
    ErasureOrderRow,
    JudgementRow,
    MappingRow,
    PersonRow,
    StageRow,
)
from tests.deciding import COMMISSION
from tests.judged import make_handed, seal_all
from tests.making import OwnWork, open_exam
from tests.portfolios import Applicant, hand_in_one, make_applicant
from tests.retained import FIRST, SECOND, all_texts, erase_by_two, let_years_pass, subjects_of

MARKS = ("Kazimiera", "Kandydacka", "kazimiera@example.org", "Oświadczam", "Opis dnia", "powód:")


@pytest.fixture
def applicant(work: OwnWork, tmp_path: Path) -> Applicant:
    """Somebody whose portfolio of one document was handed in ten years ago, and came to nothing."""
    made = make_applicant(work)
    hand_in_one(work, tmp_path / "evidence", made)
    let_years_pass(work, 10)
    work.act_as(FIRST, "office")
    return made


def person_of(work: OwnWork, case_id: UUID) -> UUID:
    return work.session.get_one(CaseRow, case_id).person_id


@pytest.mark.rule("P7", "P8")
def test_whoever_proposes_an_erasure_does_not_confirm_it(work: OwnWork, applicant: Applicant) -> None:
    order_id = erasing.propose_erasure(work, [("work", applicant.case_id)])
    work.commit()
    with pytest.raises(Refused) as refused:
        erasing.confirm_erasure(work, order_id)
    assert refused.value.rule == "P7"
    work.drop()
    assert work.session.query(MappingRow).one().why
    work.act_as(SECOND, "office")
    assert erasing.confirm_erasure(work, order_id) == 1
    work.commit()
    assert work.session.query(MappingRow).one().why == ""
    with pytest.raises(NotFound):
        erasing.confirm_erasure(work, order_id)


@pytest.mark.rule("L5", "P8")
def test_files_and_words_go_while_ids_dates_and_a_verifiable_trail_stay(
    work: OwnWork, applicant: Applicant, tmp_path: Path
) -> None:
    before = work.session.query(DocumentRow).one()
    digest, made_at = before.content_hash, before.made_at
    while seal_events(work):
        work.commit()
    erase_by_two(work, subjects_of(work, person_of(work, applicant.case_id)))
    assert get_file(tmp_path / "evidence", digest) is not None, "the bytes go after the commit"
    finish_orders(work, tmp_path)
    work.commit()
    assert get_file(tmp_path / "evidence", digest) is None
    row = work.session.query(DocumentRow).one()
    assert (row.title, row.file_name, row.content_hash, row.made_at) == ("", "", "", made_at)
    assert not [found for found in all_texts(work) if any(mark in found for mark in MARKS)]
    while seal_events(work):
        work.commit()
    found = verify_own_chain(work)
    assert found.harm == () and found.length > 0
    assert show_retention(work).orders[0].confirmed


@pytest.mark.rule("P8")
def test_what_a_commission_wrote_of_a_candidate_goes_and_its_verdicts_stay(work: OwnWork) -> None:
    made = make_handed(work)
    seal_all(work, made)
    let_years_pass(work, 10)
    assert any("powód:" in found for found in all_texts(work))
    erase_by_two(work, subjects_of(work, person_of(work, made.case_id)))
    assert not [found for found in all_texts(work) if any(mark in found for mark in MARKS)]
    assert [row.is_sufficient for row in work.session.query(JudgementRow)] == [True] * 2 * len(COMMISSION)


@pytest.mark.rule("P8", "S9")
def test_an_exam_an_inspection_a_hold_and_a_duty_stand_against_erasing(work: OwnWork) -> None:
    open_exam(work)
    case = work.session.query(CaseRow).first()
    assert case is not None
    subject = ("work", case.id)
    let_years_pass(work, 10, closing_exams=False)
    work.act_as(FIRST, "office")
    for_exam = refusal(work, subject)
    assert "exam isn't over" in str(for_exam) and for_exam.rule == "P8"
    let_years_pass(work, 0)
    erasing.hold_data(work, subject, "Sąd prosi o akta.")
    work.commit()
    assert "holds" in str(refusal(work, subject))
    erasing.end_hold(work, show_retention(work).holds[0].id)
    work.commit()
    let_years_pass(work, -9)
    early = refusal(work, subject)
    assert early.rule == "P8" and "has to be kept until" in str(early)


def refusal(work: OwnWork, subject: tuple[str, UUID]) -> Refused:
    with pytest.raises(Refused) as refused:
        erasing.propose_erasure(work, [subject])  # type: ignore[list-item]
    work.drop()
    return refused.value


@pytest.mark.rule("L7")
def test_a_name_goes_only_with_or_after_everything_else_of_the_person(work: OwnWork, applicant: Applicant) -> None:
    person_id = person_of(work, applicant.case_id)
    with pytest.raises(Refused) as refused:
        erasing.propose_erasure(work, [("identity", person_id)])
    assert "other data of the person" in str(refused.value)
    work.drop()
    order_id = erasing.propose_person(work, applicant.case_id)
    work.commit()
    work.act_as(SECOND, "office")
    erasing.confirm_erasure(work, order_id)
    work.commit()
    assert work.session.get_one(PersonRow, person_id).family_name == "–"
    assert subjects_of(work, person_id) == []


def test_an_open_inspection_stands_against_erasing(work: OwnWork, applicant: Applicant) -> None:
    work.record()
    for stage in work.session.query(StageRow):
        stage.released_at = stage.created_at
    work.commit()
    open_inspection(work, applicant.case_id, 10)
    work.commit()
    assert "inspection" in str(refusal(work, ("work", applicant.case_id)))


@pytest.mark.rule("P8", "S9")
def test_grounds_wait_for_every_result_and_its_term_and_new_ones_are_due_again(
    work: OwnWork, applicant: Applicant, tmp_path: Path
) -> None:
    subject = ("grounds", applicant.case_id)
    for words in ("Zaświadczenie o dysleksji.", "Nowe zaświadczenie na poprawkę."):
        record_ground(work, applicant.case_id, words)
        work.commit()
        tell(work, told=False)
        assert "has to be kept until" in str(refusal(work, subject)), "a result may still rest on them"
        tell(work, told=True)
        assert "has to be kept until" in str(refusal(work, subject))
        let_years_pass(work, 1)
        erase_by_two(work, [subject])  # type: ignore[list-item]
        assert not [found for found in all_texts(work) if words in found]
        finish_orders(work, tmp_path)
        work.commit()
        assert subject not in subjects_of(work, person_of(work, applicant.case_id))
    assert (tmp_path / FILE).read_text().count('"grounds"') == 2, "a restore repeats both"


@pytest.mark.rule("P8")
def test_grounds_of_a_case_that_is_never_told_anything_are_due_with_its_work(
    work: OwnWork, applicant: Applicant
) -> None:
    record_ground(work, applicant.case_id, "Zaświadczenie.")
    work.commit()
    tell(work, told=False)
    let_years_pass(work, UNMET_YEARS - 1)
    assert "has to be kept until" in str(refusal(work, ("grounds", applicant.case_id)))
    let_years_pass(work, 2)
    erase_by_two(work, [("grounds", applicant.case_id)])


@pytest.mark.rule("P8")
def test_what_comes_of_a_case_after_an_erasure_is_due_again_and_once(work: OwnWork, applicant: Applicant) -> None:
    subject: Subject = ("work", applicant.case_id)
    let_years_pass(work, 5)
    erase_by_two(work, [subject])
    assert subject not in subjects_of(work, person_of(work, applicant.case_id))
    work.record()
    work.session.add(
        StageRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            case_id=applicant.case_id,
            kind="documentation",
            planned_on=legal_day(work) + timedelta(days=30),
            created_at=work.now,
        )
    )
    work.commit()
    assert subject in subjects_of(work, person_of(work, applicant.case_id)), "a stage is planned since"
    assert refusal(work, subject) is not None


def tell(work: OwnWork, *, told: bool) -> None:
    """Every result is told now, or none is of what was there today."""
    work.record()
    for stage in work.session.query(StageRow):
        stage.released_at = work.now if told else None
        stage.created_at = stage.created_at if told else work.now
    work.commit()


@pytest.mark.rule("P8")
def test_lines_of_another_installation_and_of_data_erased_before_stop_no_other_line(
    work: OwnWork, applicant: Applicant, tmp_path: Path
) -> None:
    person_id = person_of(work, applicant.case_id)
    erase_by_two(work, subjects_of(work, person_id))
    finish_orders(work, tmp_path)
    work.commit()
    line = json.loads((tmp_path / FILE).read_text())
    others = line | {"order": str(UUID(int=8)), "organisation": str(UUID(int=9))}
    again = line | {"order": str(UUID(int=7))}
    (tmp_path / FILE).write_text("".join(json.dumps(each) + "\n" for each in (others, again, line)))
    _bring_back(work, person_id)
    assert repeat_orders(work, [tmp_path / FILE]) == 2
    work.commit()
    assert work.session.get_one(PersonRow, person_id).given_names == ""
    assert repeat_orders(work, [tmp_path / FILE]) == 0


@pytest.mark.rule("P8")
def test_an_erasure_is_repeated_where_the_database_is_from_before_it(
    work: OwnWork, applicant: Applicant, tmp_path: Path
) -> None:
    person_id = person_of(work, applicant.case_id)
    erase_by_two(work, subjects_of(work, person_id))
    finish_orders(work, tmp_path)
    work.commit()
    assert repeat_orders(work, [tmp_path / FILE]) == 0
    work.drop()
    words = (tmp_path / FILE).read_text()
    assert str(person_id) in words and not any(mark in words for mark in MARKS)
    _bring_back(work, person_id)
    assert repeat_orders(work, [tmp_path / FILE]) == 1
    work.commit()
    assert work.session.get_one(PersonRow, person_id).given_names == ""
    assert repeat_orders(work, [tmp_path / FILE]) == 0


def _bring_back(work: OwnWork, person_id: UUID) -> None:
    """As a backup from before the erasure has it."""
    work.record()
    order_id = work.session.query(ErasedDataRow).first().order_id  # type: ignore[union-attr]
    work.session.query(ErasedDataRow).delete()
    work.session.execute(delete(ErasureOrderRow).where(ErasureOrderRow.id == order_id))
    work.session.get_one(PersonRow, person_id).given_names = "Kazimiera"
    work.commit()
