"""Quarterly reports and evaluations on both databases: figures from the records, frozen as sent, called to mind."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.core.reports import PARTS, quarter_of
from exam_server.formats.plain import content_hash
from exam_server.services import desk, exam, marking
from exam_server.services.certifying import Asked
from exam_server.services.evaluating import (
    Subject,
    close_evaluation,
    gather_evaluation,
    list_evaluations,
    reckon_agreement,
)
from exam_server.services.legal_day import legal_day
from exam_server.services.monitoring import list_reminders, show_board
from exam_server.services.outbox import list_outbox
from exam_server.services.papers.reader import Reader
from exam_server.services.papers.reports import print_evaluation, print_quarter, write_quarter
from exam_server.services.payments import NewEntry, add_entry
from exam_server.services.quarterly import gather_quarter, list_quarters, send_quarter
from exam_server.services.reports import get_record
from exam_server.store.tables import EditionRow, OrganisationRow, PaymentRow, StageRow
from exam_server.web.agreement import FIGURE_WORDS
from tests.certified import PLACE, SIGNATORY, carry_out, make_certifiable
from tests.making import CODE, OwnWork, make_player, open_exam
from tests.reading_pdf import is_accessible, text_of
from tests.releasing import release_by_two

WORDS = dict.fromkeys(PARTS, "Metody pasują do kryteriów.\n\nNiczego nie zmieniamy.")
READER = Reader("en", str, lambda at: at.isoformat() if at else "", lambda at: "", lambda at: "")


@pytest.fixture
def case_ids(work: OwnWork) -> list[UUID]:
    """An exam of three was released, as if in the last quarter; the body began two years before."""
    made = open_exam(work)
    desk.close_exam(work, made.id)
    work.commit()
    marking.mark_exam(work, made.id)
    work.commit()
    assert release_by_two(work, made.id) == 3
    quarter = quarter_of(legal_day(work)).before()
    work.record()
    work.session.query(OrganisationRow).one().created_at = work.now - timedelta(days=730)
    for edition in work.session.query(EditionRow):
        edition.adopted_at = work.now - timedelta(days=730)
    told_at = datetime(quarter.until.year, quarter.until.month, quarter.until.day, 12, tzinfo=UTC)
    for stage in work.session.query(StageRow):
        stage.released_at = told_at
    work.commit()
    work.act_as(make_player(work, "olga"), "office")
    return sorted({each.case_id for each in list_outbox(work) if each.case_id})


def pay(work: OwnWork, case_id: UUID, kind: str, amount: int, on: date, **more: object) -> UUID:
    made = add_entry(work, case_id, NewEntry(kind, amount, on, **more))  # type: ignore[arg-type]
    work.commit()
    return made


@pytest.mark.rule("L14")
def test_a_quarter_counts_people_and_what_holds_of_their_accounts_on_its_days(
    work: OwnWork, case_ids: list[UUID]
) -> None:
    quarter, (first, second, third) = quarter_of(legal_day(work)).before(), case_ids
    pay(work, first, "due", 250_000, quarter.since)
    pay(work, first, "paid", 250_000, quarter.until)
    pay(work, second, "due", 250_001, quarter.since)
    pay(work, second, "let_off", 100_000, quarter.since, let_off="body")
    wrong = pay(work, second, "paid", 9_999, quarter.since)
    pay(work, second, "void", 0, legal_day(work), voids=wrong, note="nie ta sprawa")
    pay(work, third, "due", 250_000, quarter.since)
    pay(work, third, "let_off", 250_000, quarter.since, let_off="agreement")
    pay(work, third, "paid", 77, quarter.until + timedelta(days=1))
    (line,) = gather_quarter(work, quarter)["lines"]
    counted = {name: line[name] for name in ("validated", "fee", "income", "free", "certificates")}
    assert counted == {"validated": 3, "fee": 133_334, "income": 250_000, "free": 1, "certificates": 0}
    (line,) = gather_quarter(work, quarter.before())["lines"]
    assert (line["validated"], line["fee"], line["income"], line["free"]) == (0, None, 0, 0)


@pytest.mark.rule("L14")
def test_a_report_is_frozen_as_sent_and_a_correction_is_a_further_one(work: OwnWork, case_ids: list[UUID]) -> None:
    quarter = quarter_of(legal_day(work)).before()
    assert "quarter" in {kind for kind, value in list_reminders(work)[0]._asdict().items() if value}
    with pytest.raises(Refused):
        send_quarter(work, quarter.after())
    work.drop()
    first = send_quarter(work, quarter)
    work.commit()
    pay(work, case_ids[0], "paid", 5, quarter.until)
    with pytest.raises(Refused, match="takes the place"):
        send_quarter(work, quarter)
    work.drop()
    second = send_quarter(work, quarter, "Wpłata dopisana później.")
    work.commit()
    state = list_quarters(work)[0]
    assert (state.state, [each.number for each in state.sent]) == ("done", [2, 1])
    incomes = [get_record(work, each, "quarterly")[0]["lines"][0]["income"] for each in (first, second)]
    assert incomes == [0, 5]
    record, digest, _ = get_record(work, first, "quarterly")
    assert digest == content_hash(record)
    assert f"{quarter.year}/{quarter.number}" not in {each.quarter for each in list_reminders(work)}
    with pytest.raises(NotFound):
        get_record(work, first, "evaluation")


@pytest.mark.rule("L14")
def test_a_kept_report_is_a_pdf_that_everybody_can_read_and_a_file_for_spreadsheets(
    work: OwnWork, case_ids: list[UUID]
) -> None:
    report_id = send_quarter(work, quarter_of(legal_day(work)).before())
    work.commit()
    kept = get_record(work, report_id, "quarterly")
    content = print_quarter(kept, READER)
    assert is_accessible(content)
    assert "Parzenie herbaty" in text_of(content) and kept[1][:16] in text_of(content)
    assert "PLN 0.00" in text_of(content) and "0,00" in text_of(print_quarter(kept, replace(READER, language="pl")))
    assert b"Parzenie herbaty;0;" in write_quarter(kept[0], str)


@pytest.mark.rule("L16")
def test_an_evaluation_counts_the_records_and_keeps_what_people_wrote(work: OwnWork, case_ids: list[UUID]) -> None:
    today = legal_day(work)
    subject = Subject(CODE, today - timedelta(days=400), today - timedelta(days=1))
    gathered = gather_evaluation(work, subject)
    assert (gathered.figures["validated"], gathered.figures["incidents"], gathered.figures["items"]) == (3, 0, 0)
    assert gathered.figures["quarters_missing"] + gathered.figures["quarters_late"] >= 2
    with pytest.raises(Refused, match="empty"):
        close_evaluation(work, gathered, [], {**WORDS, "quality": ""})
    work.drop()
    before = list_evaluations(work)[0]
    report_id = close_evaluation(work, gathered, reckon_agreement(gathered), WORDS)
    work.commit()
    after = list_evaluations(work)[0]
    assert after.due_on > before.due_on
    assert after.reports[0].id == report_id
    kept = get_record(work, report_id, "evaluation")
    content = print_evaluation(kept, READER, FIGURE_WORDS)
    assert is_accessible(content) and "Metody pasują do kryteriów." in text_of(content)
    agreed = {"figure": next(iter(FIGURE_WORDS)), "value": 0.5, "low": -0.25, "high": 0.75}
    rated = ({**kept[0], "agreement": [agreed]}, *kept[1:])
    assert "0.50 (−0.25 … 0.75)" in text_of(print_evaluation(rated, READER, FIGURE_WORDS))
    polish = print_evaluation(rated, replace(READER, language="pl"), FIGURE_WORDS)
    assert "0,50 (−0,25 … 0,75)" in text_of(polish)
    with pytest.raises(NotFound):
        gather_evaluation(work, subject._replace(qualification="kawa"))


@pytest.mark.rule("L15")
def test_the_board_shows_what_waits_and_what_is_due(work: OwnWork, case_ids: list[UUID]) -> None:
    pay(work, case_ids[0], "due", 100, legal_day(work))
    board = show_board(work)
    assert (board.owing, board.enrolments) == (1, 0)
    assert board.notices == {"waiting": 6}
    assert board.year["Parzenie herbaty"]["cases"] == 3
    assert [each.code for each in board.evaluations] == [CODE]
    assert exam.list_exams(work) and work.session.query(PaymentRow).count() == 1


@pytest.mark.rule("L14")
def test_a_certificate_is_counted_in_the_quarter_of_its_day_and_once(work: OwnWork) -> None:
    made = make_certifiable(work)
    carry_out(work, made)
    quarter = quarter_of(legal_day(work))
    assert [line["certificates"] for line in gather_quarter(work, quarter)["lines"]] == [1]
    assert [line["certificates"] for line in gather_quarter(work, quarter.before())["lines"]] == [0]
    carry_out(work, made, Asked("replace", PLACE, SIGNATORY, "Literówka w nazwisku."))
    assert [line["certificates"] for line in gather_quarter(work, quarter)["lines"]] == [1]
