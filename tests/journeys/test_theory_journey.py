"""Nothing that a candidate's page said is saved is lost by a network cut and a server's sudden deaths during the test."""

import json
import re
import sqlite3

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Demo, House, respond

pytestmark = pytest.mark.browser


def test_nothing_acknowledged_is_lost_by_a_cut_and_sudden_deaths(house: House, demo: Demo, chromium: Browser) -> None:
    house.start()
    desk = house.enter(house.visit(chromium), "demo-sala", demo.passwords["demo-sala"])
    candidate = enter(house, chromium, demo.tickets["K0001"])
    admit_and_open(house, desk)
    given = sit_through_disasters(house, candidate)
    assert saved_in(house) == given
    hand_in(candidate, len(given))


def enter(house: House, chromium: Browser, ticket: str) -> Page:
    candidate = house.visit(chromium)
    candidate.goto(f"{house.address}/ticket")
    candidate.fill("input[name=ticket]", ticket.lower().replace("-", " "))
    candidate.locator("main form button[type=submit]").first.click()
    candidate.wait_for_url("**/sitting/identity")
    candidate.locator("main form button[type=submit]").first.click()
    candidate.wait_for_url("**/sitting")
    return candidate


def admit_and_open(house: House, desk: Page) -> None:
    desk.goto(f"{house.address}/desk/")
    desk.locator("a.desk-exam").first.click()
    desk.locator("a.seat-link").first.click()
    desk.locator("input[name=document]").first.check()
    desk.get_by_role("button", name="Wpuść").click()
    desk.get_by_role("button", name="Otwórz test").click()


def sit_through_disasters(house: House, candidate: Page) -> dict[int, object]:
    """Answers before, during and after a cut and a SIGKILL; gives what the page said is saved, by position."""
    candidate.wait_for_url(re.compile(r"/sitting(#.*)?$"))
    expect(candidate.locator("html")).to_have_attribute("data-ready", "true")
    given = {1: respond(candidate, 1), 2: respond(candidate, 2)}
    line = candidate.locator("#save-line")
    expect(line).to_have_attribute("data-state", "saved")
    candidate.context.set_offline(True)
    given |= {3: respond(candidate, 3), 4: respond(candidate, 4)}
    expect(line).to_have_attribute("data-state", "waiting")
    house.kill()
    given |= {5: respond(candidate, 5)}
    candidate.context.set_offline(False)
    house.start()
    expect(line).to_have_attribute("data-state", "saved")
    house.kill()
    house.start()
    candidate.reload()
    expect(candidate.locator("html")).to_have_attribute("data-ready", "true")
    given |= {6: respond(candidate, 6)}
    expect(line).to_have_attribute("data-state", "saved")
    return given


def saved_in(house: House) -> dict[int, object]:
    """What lies in the database's file, read past the server."""
    with sqlite3.connect(f"file:{house.instance / 'exam.sqlite'}?mode=ro", uri=True) as database:
        rows = database.execute("select position, response from response").fetchall()
    return {position: json.loads(response) for position, response in rows}


def hand_in(candidate: Page, count: int) -> None:
    """Two steps: the review, from which one can go back, and the hand-in; then the receipt."""
    candidate.get_by_role("link", name="Wszystkie pytania").first.click()
    candidate.get_by_role("link", name="Sprawdzenie przed oddaniem").click()
    candidate.get_by_role("link", name="Oddaj test…").click()
    candidate.get_by_role("button", name="Oddaj ostatecznie").click()
    expect(candidate).to_have_url(re.compile("/sitting/receipt$"))
    expect(candidate.locator("main")).to_contain_text(str(count))
