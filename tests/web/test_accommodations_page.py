"""Agreed conditions: the office decides, the desk reads, the candidate's page follows, and nobody who judges sees them."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from addresses import all_addresses, visit
from flask import Flask
from flask.testing import FlaskClient

from exam_server.core.accommodation import MARK_WORDS, NONE, Accommodation
from exam_server.language import say
from exam_server.services.accommodations import decide_accommodation, get_accommodation
from exam_server.services.grounds import record_ground
from exam_server.store import delivery as store
from exam_server.store.tables import SittingRow
from tests.cases import make_case
from tests.making import OwnWork, freeze_exam, open_exam, open_own_work
from tests.reading_pdf import text_of
from tests.visiting import Visitors, holder_csrf

MARKS = dict.fromkeys(MARK_WORDS, True)
EVERYTHING = Accommodation(173, 6660, **MARKS)
GROUND = "dysleksja głęboka"
TELLING = [GROUND, "173 %", "173%", "111 min", "Uzgodnione warunki", *(say(word) for word in MARK_WORDS.values())]


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def office(work: OwnWork, visitors: Visitors) -> FlaskClient:
    freeze_exam(work)
    return visitors.as_role("office")


def address_of(work: OwnWork) -> str:
    """The page of the first candidate of the only exam."""
    (exam,) = store.list_exams(work.session, work.organisation_id)
    stage = store.list_exam_stages(work.session, exam.id)[0]
    return f"/office/exams/{exam.id}/candidates/{stage.case_id}"


def decide(office: FlaskClient, address: str, **fields: str) -> str:
    """Send the form; gives the page that follows."""
    answer = office.post(f"{address}/accommodation", data=fields, headers={"X-CSRF-Token": holder_csrf(office)})
    assert (answer.status_code, answer.location) == (302, address)
    return office.get(address).get_data(as_text=True)


def test_the_office_decides_and_sees_who_decided_what(office: FlaskClient, work: OwnWork) -> None:
    address = address_of(work)
    page = decide(office, address, factor_percent="150", break_minutes="10", read_aloud="1")
    assert "czas: 150 %, przerwy: do 10 min, odczytywanie na głos" in page
    page = decide(office, address, factor_percent="100", break_minutes="")
    assert "zwykłe warunki" in page
    assert "czas: 150 %" in page
    listed = office.get(address.partition("/candidates")[0]).get_data(as_text=True)
    assert "czas: 150 %" not in listed


@pytest.mark.parametrize("percent", ["99", "301", "1.5", "-10", "٣٠٠", "sto"])
def test_numbers_out_of_bounds_are_refused_and_change_nothing(office: FlaskClient, work: OwnWork, percent: str) -> None:
    page = decide(office, address_of(work), factor_percent=percent)
    assert "Nie zapisano dostosowania" in page
    work.drop()
    assert get_accommodation(work, UUID(address_of(work).rpartition("/")[2])) == NONE


def test_nobody_who_judges_and_no_other_candidate_sees_what_was_agreed(
    app: Flask, work: OwnWork, visitors: Visitors
) -> None:
    made = make_case(app, work, visitors)
    for stage in store.list_exam_stages(work.session, made.exam_id, "theory_test"):
        decide_accommodation(work, made.exam_id, stage.case_id, EVERYTHING)
        work.commit()
    assert get_accommodation(work, made.case_id) == EVERYTHING
    work.act_as(visitors.accounts["olga"], "office")
    record_ground(work, made.case_id, GROUND)
    work.commit()
    known = {"exam_id": made.exam_id, "encounter_id": made.encounter.id, "case_id": made.case_id}
    known |= {"sitting_id": made.cards[0].sitting_id}
    shown = []
    for login in ("asia", "czeslawa", "robert", "pola"):
        client = visitors.as_player(login)
        for address in all_addresses(app, dict(known)):
            if address.is_safe and not address.endpoint.startswith(("public.", "openapi.")):
                answer = visit(client, address)
                data = answer.get_data()
                page = text_of(data) if data.startswith(b"%PDF") else data.decode("utf-8", "replace")
                shown.append((login, address.endpoint, answer.status_code, page))
    assert {endpoint for _, endpoint, code, _ in shown if code == 200} >= {"commission.show_case", "office.show_exam"}
    leaks = [(login, endpoint, word) for login, endpoint, _, page in shown for word in TELLING if word in page]
    assert leaks == []


def test_the_candidates_own_page_follows_what_was_agreed_and_nobody_elses_does(
    work: OwnWork, visitors: Visitors
) -> None:
    made = open_exam(work)
    case_id = store.list_exam_stages(work.session, made.id)[0].case_id
    decide_accommodation(work, made.id, case_id, Accommodation(break_seconds=600, larger_type=True))
    work.commit()
    own, other = (visitors.with_ticket(card.ticket) for card in made.cards[:2])
    page, others = (each.get("/sitting").get_data(as_text=True) for each in (own, other))
    assert 'data-text-size="larger"' in page and "data-break" in page
    assert 'data-text-size="normal"' in others and "data-break" not in others
    asked = own.put("/sitting/break", headers={"X-CSRF-Token": holder_csrf(own)}).get_json()
    assert (asked["break_asked"], asked["break_left_seconds"]) == (True, 600)
    refused = other.put("/sitting/break", headers={"X-CSRF-Token": holder_csrf(other), "Accept": "application/json"})
    assert refused.status_code == 422
    assert "break_left_seconds" not in other.get("/sitting/state").get_json()


def test_a_heartbeat_that_tells_nonsense_is_refused_and_looking_is_no_heartbeat(
    app: Flask, work: OwnWork, visitors: Visitors
) -> None:
    made = open_exam(work)
    seated = visitors.with_ticket(made.cards[0].ticket)
    token = {"X-CSRF-Token": holder_csrf(seated)}
    before = work.session.get_one(SittingRow, made.sittings[0]).beat_at
    work.drop()
    for told in ([], {"unsent": -1}, {"unsent": True}, {"position": "4"}, {"position": 10**9}, "x"):
        assert seated.put("/sitting/state", json=told, headers=token).status_code == 400
    assert seated.get("/sitting/state").status_code == 200
    assert work.session.get_one(SittingRow, made.sittings[0]).beat_at == before
    work.drop()
    assert seated.put("/sitting/state", json={"unsent": 2, "position": 4}, headers=token).status_code == 200
    app.extensions["exam_house"].journal.stop()
    row = work.session.get_one(SittingRow, made.sittings[0])
    assert (row.unsent, row.position) == (2, 4)
    assert row.beat_at != before
