"""Whoever of the staff opens somebody's page leaves a trace, whichever page it is; candidates and refusals leave none."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask

from exam_server.services.opening import NotFlushed
from exam_server.store.tables import AuditEventRow, CaseRow, PersonalViewRow
from exam_server.web import traces
from exam_server.web.traces import DECLARED, list_traced
from tests.deciding import ask, make_decidable, note
from tests.making import OwnWork, open_exam, open_own_work
from tests.portfolios import make_applicant
from tests.visiting import Visitors, holder_csrf

QUIET = {
    "commission.refresh_case",
    "commission.refresh_runs",
    "commission.stop_clock",
    "desk.refresh_board",
    "desk.show_conditions",
    "office.change_hours",
    "office.change_station",
    "office.export_statistics",
    "office.show_orders",
    "office.show_room",
    "office.show_stations",
    "office.show_statistics",
}
LISTS = {
    "advisor.list_cases",
    "auditor.list_views",
    "commission.list_cases",
    "commission.show_evidence",
    "office.compose_commissions",
    "office.list_candidates",
    "office.list_certification",
    "office.list_outbox_entries",
    "office.list_register",
    "office.show_certificate_register",
    "office.show_retention",
}


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


def views(work: OwnWork) -> list[tuple[str, str, UUID | None]]:
    work.drop()
    rows = work.session.query(PersonalViewRow).order_by(PersonalViewRow.id)
    return [(row.page, row.kind, row.subject_id) for row in rows]


def test_which_pages_leave_none_and_which_lists_do_is_decided_with_thought(app: Flask) -> None:
    declared = {name: getattr(view, DECLARED, None) for name, view in app.view_functions.items()}
    assert {name for name, said in declared.items() if isinstance(said, str)} == QUIET
    assert {name for name, said in declared.items() if said is True} == LISTS
    assert {"office.show_person", "desk.show_board", "commission.show_case", "office.show_member"} <= list_traced(app)


def test_a_page_a_file_and_a_list_are_logged_with_who_and_whose(work: OwnWork, visitors: Visitors) -> None:
    made, office = make_applicant(work), visitors.as_role("office")
    work.drop()
    events = work.session.query(AuditEventRow).count()
    assert office.get(f"/office/candidates/{made.case_id}").status_code == 200
    assert office.get("/office/candidates").status_code == 200
    assert office.get(f"/office/candidates/{UUID(int=3)}").status_code == 404
    assert views(work) == [("office.show_candidate_case", "case", made.case_id), ("office.list_candidates", "", None)]
    assert work.session.query(AuditEventRow).count() == events, "a look is no act"
    seen = visitors.as_role("auditor").get(f"/auditor/views?whose={made.case_id}").get_data(as_text=True)
    assert "Olga Organizująca" in seen and "show_candidate_case" in seen and "list_candidates" not in seen


def test_a_look_at_a_record_of_evidence_is_one_at_its_case(work: OwnWork, visitors: Visitors) -> None:
    made = make_decidable(work)
    record_id = ask(work, made, note("1A1"))
    assert visitors.as_role("auditor").get(f"/commission/evidence/{record_id}").status_code == 200
    assert views(work) == [("commission.show_evidence", "case", made.case_id)]


def test_candidates_at_their_seats_leave_no_trace(work: OwnWork, visitors: Visitors) -> None:
    made = open_exam(work)
    seat = visitors.with_ticket(made.cards[0].ticket)
    for page in ("/sitting", "/sitting/state", "/candidate"):
        seat.get(page)
    assert views(work) == []


def test_a_log_that_cannot_be_written_keeps_nobody_from_working(
    work: OwnWork, visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise NotFlushed("disk")

    made, office = make_applicant(work), visitors.as_role("office")
    monkeypatch.setattr(traces, "leave_trace", fail)
    assert office.get(f"/office/candidates/{made.case_id}").status_code == 200


def test_a_candidate_and_the_office_download_the_archive(work: OwnWork, visitors: Visitors) -> None:
    made, office = make_applicant(work), visitors.as_role("office")
    assert work.session.get_one(CaseRow, made.case_id).code
    for address in (f"/office/candidates/{made.case_id}/data", "/account/data"):
        answer = office.post(address, headers={"X-CSRF-Token": holder_csrf(office)})
        assert (answer.status_code, answer.mimetype) == (200, "application/zip")
        assert answer.get_data()[:2] == b"PK" and "attachment" in answer.headers["Content-Disposition"]
