"""A room's troubles: an identity refused, a break, a server that dies, time given back by two people, another seat."""

import re
import sqlite3

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Demo, House

pytestmark = pytest.mark.browser

SEAT = 6
OUTAGE_SECONDS = 260
CHOICE = "[data-item]:has(input[type=radio])"


def test_nobody_in_the_room_loses_time_or_place(house: House, demo: Demo, chromium: Browser) -> None:
    house.start()
    desk, second = (log_in(house, demo, chromium, login) for login in ("demo-sala", "demo-sala2"))
    ticket = list(demo.tickets.values())[-1]
    candidate = enter(house, chromium, ticket)
    board = open_board(house, desk)
    refuse_and_admit(desk, board)
    wait_for_the_test(candidate)
    give_and_go_to(candidate, 3)
    take_a_break(desk, board, candidate)
    die_and_measure(house, candidate)
    give_time_back(desk, second, board, candidate)
    move_to_another_seat(house, chromium, desk, board, candidate, ticket)
    note_an_incident(desk, board)


def log_in(house: House, demo: Demo, chromium: Browser, login: str) -> Page:
    return house.enter(house.visit(chromium), login, demo.passwords[login])


def enter(house: House, chromium: Browser, ticket: str) -> Page:
    candidate = house.visit(chromium)
    candidate.goto(f"{house.address}/ticket")
    candidate.fill("input[name=ticket]", ticket)
    candidate.locator("main form button[type=submit]").first.click()
    candidate.wait_for_url(re.compile("/sitting"))
    return candidate


def open_board(house: House, desk: Page) -> str:
    """The address of the board; its seats are of the demo exam."""
    desk.goto(f"{house.address}/desk/")
    desk.locator("a.desk-exam").first.click()
    return desk.url


def open_seat(desk: Page, board: str, number: int = SEAT) -> None:
    desk.goto(board)
    name = re.compile(rf"^Stanowisko {number}\b")
    desk.get_by_role("link", name=name).click()


def confirm(desk: Page, name: str, **fields: str) -> None:
    """An act in two steps: its button opens a dialog, whose first button does it."""
    desk.locator(f"button:has(+ dialog#{name})").click()
    for field, value in fields.items():
        desk.locator(f"dialog#{name} [name={field}]").fill(value)
    desk.locator(f"dialog#{name} button[type=submit]").first.click()


def refuse_and_admit(desk: Page, board: str) -> None:
    open_seat(desk, board)
    expect(desk.locator("main")).to_contain_text("odczytywanie na głos")
    desk.select_option("#refusal", "expired")
    desk.select_option("#shown", "passport")
    desk.get_by_role("button", name="Odnotuj niepotwierdzenie").click()
    expect(desk.locator("#board")).to_contain_text("dokument stracił ważność (paszport)")
    open_seat(desk, board)
    desk.locator("input[name=document][value=identity_card]").check()
    desk.get_by_role("button", name="Wpuść").click()
    desk.get_by_role("button", name="Otwórz test").click()
    expect(desk.locator("main")).to_contain_text("u wszystkich jednocześnie: 1.")


def wait_for_the_test(candidate: Page) -> None:
    candidate.locator("main form button[type=submit]").first.click()
    expect(candidate.locator("html")).to_have_attribute("data-ready", "true")
    expect(candidate.locator("html")).to_have_attribute("data-text-size", "larger")


def give_and_go_to(candidate: Page, position: int) -> None:
    """A response to some item with choices (forms are drawn anew each time), then on to another item."""
    choice = candidate.locator(CHOICE)
    candidate.evaluate(f"location.hash = '#/{choice.first.get_attribute('data-item')}'")
    choice.first.locator("input").first.check(force=True)
    expect(candidate.locator("#save-line")).to_have_attribute("data-state", "saved")
    candidate.evaluate(f"location.hash = '#/{position}'")
    expect(candidate.locator(f"[data-item='{position}']")).to_be_visible()


def take_a_break(desk: Page, board: str, candidate: Page) -> None:
    candidate.get_by_role("button", name="Poproś o przerwę").click()
    expect(candidate.locator("[data-break]")).to_contain_text("poczekaj na obsługę")
    desk.goto(f"{board}?show=decide")
    expect(desk.locator("#board-seats")).to_contain_text("prosi o przerwę")
    open_seat(desk, board)
    desk.get_by_role("button", name="Udziel przerwy").click()
    expect(candidate.locator("[data-break]")).to_contain_text("Przerwa do")
    open_seat(desk, board)
    confirm(desk, "resume", reason="Powrót z przerwy")
    expect(candidate.locator("[data-break]")).to_contain_text("pozostało")


def die_and_measure(house: House, candidate: Page) -> None:
    """SIGKILL; what happened before happened minutes earlier; the first contact afterwards sees the gap."""
    house.kill()
    with sqlite3.connect(house.instance / "exam.sqlite") as database:
        earlier = OUTAGE_SECONDS * 1_000_000
        database.execute("update sitting_event set at = at - ?", (2 * earlier,))
        database.execute("update sitting set beat_at = beat_at - ?, contact_at = contact_at - ?", (earlier, earlier))
    database.close()
    house.start()
    with candidate.expect_response(lambda answer: answer.url.endswith("/sitting/state") and answer.ok):
        pass


def give_time_back(desk: Page, second: Page, board: str, candidate: Page) -> None:
    desk.goto(board)
    # On a busy machine a restart may cost a second, shorter silence.
    row = desk.locator(".decisions li", has_text="bez łączności").first
    expect(row).to_contain_text(re.compile(r"[345]\s*min\s*\d\d\s*s"))
    row.get_by_role("button", name="Zaproponuj czas").click()
    expect(desk.locator("main")).to_contain_text("Zaproponowano czas")
    expect(desk.locator(".decisions")).to_contain_text("Twoje propozycje, które potwierdza druga osoba: 1")
    second.goto(board)
    confirm(second, "confirm-all")
    expect(second.locator("main")).to_contain_text("Potwierdzono czas")
    expect(candidate.locator("[data-time-announcement]")).to_contain_text("Czas został zmieniony")


def move_to_another_seat(house: House, chromium: Browser, desk: Page, board: str, candidate: Page, ticket: str) -> None:
    open_seat(desk, board)
    confirm(desk, "move", seat="14", reason="Zepsuty ekran")
    expect(desk.locator("main")).to_contain_text("Przeniesiono stanowisko 6 na 14")
    other = enter(house, chromium, ticket)
    other.wait_for_url(re.compile(r"/sitting#/3$"))
    expect(other.locator("[data-item='3']")).to_be_visible()
    assert other.locator(CHOICE).first.locator("input").first.is_checked()
    expect(candidate.locator("#save-line")).to_contain_text("na stanowisku 14")
    assert candidate.locator("[data-item='3']").locator("input, select, textarea").first.is_disabled()


def note_an_incident(desk: Page, board: str) -> None:
    desk.goto(board)
    desk.locator("button:has(+ dialog#note-incident)").click()
    desk.select_option("dialog#note-incident [name=incident]", "server_outage")
    desk.locator("dialog#note-incident button[type=submit]").first.click()
    expect(desk.locator(".incidents")).to_contain_text("awaria serwera")
