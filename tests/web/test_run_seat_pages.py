"""The candidate's way in to a simulation: by a ticket of its own, and after the test from the receipt."""

from collections.abc import Iterator

import pytest
from flask import Flask

from exam_server.services import delivery, run_seats, seating, simulation, starting
from tests.encounters import MadeEncounter, act_as, make_encounter, tap_run
from tests.making import KEYS, OwnWork, open_own_work
from tests.products import make_seat
from tests.visiting import Visitors, holder_csrf


@pytest.fixture
def own_work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(own_work: OwnWork, visitors: Visitors) -> MadeEncounter:
    return make_encounter(own_work, visitors.accounts)


def test_who_comes_for_a_simulation_alone_reads_writes_and_hands_in(
    own_work: OwnWork, visitors: Visitors, made: MadeEncounter
) -> None:
    own_work.act_as(None)
    [card] = run_seats.make_run_tickets(own_work, KEYS, made.exam_id)
    own_work.commit()
    client = visitors.with_ticket(card.ticket)
    assert "data-not-open" in client.get("/simulation/briefing").get_data(as_text=True)
    act_as(own_work, made, "pola")
    simulation.open_briefing(own_work, made.id)
    own_work.commit()
    page = client.get("/simulation/briefing").get_data(as_text=True)
    assert "Karta sytuacji" in page and "Karta kontraktu" not in page and "/products/" not in page
    tap_run(own_work, made, "start")
    tap_run(own_work, made, "pause", "illness")
    page = client.get("/simulation/briefing").get_data(as_text=True)
    assert "Karta kontraktu" in page and "Czas stoi" in page and "zasłabnięcie" not in page
    assert client.get("/simulation/now").get_json()["stands"] is True
    headers = {"X-CSRF-Token": holder_csrf(client)}
    draft = client.put("/simulation/1/products/M2/draft", json={"words": "Cel: praca"}, headers=headers)
    assert draft.get_json() == {"saved": True}
    assert client.get("/sitting").status_code in (302, 403) and client.get("/sitting/receipt").status_code in (302, 403)
    done = {"csrf_token": holder_csrf(client), "act": "hand_in", "words": "Cel: praca do lata"}
    assert client.post("/simulation/1/products/M2", data=done).status_code == 302
    tap_run(own_work, made, "end")
    assert client.get("/simulation/now").get_json()["state"] == "ended"


def test_the_office_prints_tickets_for_simulations_once(visitors: Visitors, made: MadeEncounter) -> None:
    office = visitors.as_role("office")
    page = office.get(f"/office/exams/{made.exam_id}").get_data(as_text=True)
    assert "Bilety na symulacje" in page
    form = {"csrf_token": holder_csrf(office)}
    cards = office.post(f"/office/exams/{made.exam_id}/run-tickets", data=form).get_data(as_text=True)
    assert "ticket-code" in cards and "<svg" in cards


def test_the_receipt_of_the_test_leads_on_to_the_simulation(own_work: OwnWork, visitors: Visitors) -> None:
    seat = make_seat(own_work, visitors.accounts)
    client = visitors.with_ticket(seat.ticket)
    own_work.act_as(seat.accounts["olga"], "desk")
    seating.admit(own_work, seat.sitting_id, "dowód osobisty")
    own_work.commit()
    starting.open_exam(own_work, seat.exam_id)
    own_work.commit()
    own_work.act_as(None)
    delivery.hand_in(own_work, seat.sitting_id)
    own_work.commit()
    receipt = client.get("/sitting/receipt").get_data(as_text=True)
    assert "/simulation/briefing" in receipt and "Twoja symulacja" in receipt
    assert "data-not-open" in client.get("/simulation/briefing").get_data(as_text=True)
