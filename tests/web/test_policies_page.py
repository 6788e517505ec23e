"""The page of the body's own rules: what holds today, and a decision that changes the candidate's last day to appeal."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from exam_server.services import desk, marking
from exam_server.services.legal_day import legal_day
from exam_server.services.policies import get_value
from exam_server.store.tables import AuditEventRow, OrganisationRow
from tests.making import OwnWork, open_exam, open_own_work
from tests.releasing import release_by_two
from tests.visiting import Visitors, holder_csrf


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.mark.rule("P3", "S9")
def test_the_office_decides_and_the_candidate_reads_until_when_to_appeal(work: OwnWork, visitors: Visitors) -> None:
    made, office = open_exam(work), visitors.as_role("office")
    candidate = visitors.with_ticket(made.cards[0].ticket)
    desk.close_exam(work, made.id)
    work.commit()
    marking.mark_exam(work, made.id)
    work.commit()
    release_by_two(work, made.id)
    today = legal_day(work)
    given = {"kind": "appeal_days", "value": "21", "holds_from": str(today), "reason": "Uchwała."}
    token = {"X-CSRF-Token": holder_csrf(office)}
    assert office.post("/office/policies", data=given, headers=token).status_code == 302
    for wrong in ({"value": "dużo"}, {"holds_from": "wczoraj"}, {"holds_from": str(today - timedelta(days=1))}):
        office.post("/office/policies", data=given | wrong, headers=token)
        assert "(P3)" in office.get("/office/policies").get_data(as_text=True)
    assert get_value(work, "appeal_days", today, 14) == 21
    page = office.get("/office/policies").get_data(as_text=True)
    assert page.count("Uchwała.") == 1
    result = candidate.get("/sitting/result").get_data(as_text=True)
    assert "Jak się odwołać" in result and "(21 dni od zawiadomienia" in result and "Izba Herbaciana" in result


def test_the_auditor_reads_the_rules_and_changes_none(visitors: Visitors) -> None:
    page = visitors.as_role("auditor").get("/office/policies")
    assert page.status_code == 200
    assert "<form method" not in page.get_data(as_text=True).split("<main", 1)[1].split("</main>", 1)[0]


@pytest.mark.rule("L1", "L11")
def test_the_office_enters_the_bodys_seat_without_which_no_certificate_is_issued(
    work: OwnWork, visitors: Visitors
) -> None:
    office = visitors.as_role("office")
    token = {"X-CSRF-Token": holder_csrf(office)}
    work.record()
    work.session.query(OrganisationRow).one().seat = ""
    work.commit()
    assert "Nie wpisano jeszcze siedziby" in office.get("/office/policies").get_data(as_text=True)
    for wrong in ({"name": "Izba", "seat": " "}, {"name": "", "seat": "Gdynia"}, {"name": "I" * 201, "seat": "Gdynia"}):
        page = office.post("/office/policies/body", data=wrong, headers=token, follow_redirects=True)
        assert "Potrzebne są obie" in page.get_data(as_text=True)
    given = {"name": " Izba  Kawowa ", "seat": "Sopot"}
    page = office.post("/office/policies/body", data=given, headers=token, follow_redirects=True)
    assert "Nie wpisano jeszcze siedziby" not in page.get_data(as_text=True)
    assert "Izba Kawowa, Sopot" in visitors.anonymous().get("/about").get_data(as_text=True)
    work.drop()
    assert work.session.query(AuditEventRow).filter_by(tag="people.organisation.named").count() == 1
