"""Away from the network: the test goes on, comes back from a reload, and its responses reach the desk by file or by itself."""

import json
import re
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Demo, House, respond

pytestmark = pytest.mark.browser
IN_CHARGE = """new Promise((resolve) => {
  navigator.serviceWorker.addEventListener("controllerchange", () => resolve());
  if (navigator.serviceWorker.controller) resolve();
})"""


def test_a_cut_of_the_network_loses_nothing_and_a_file_brings_it_to_the_desk(
    house: House, demo: Demo, chromium: Browser, tmp_path: Path
) -> None:
    house.start()
    desk = house.enter(house.visit(chromium), "demo-sala", demo.passwords["demo-sala"])
    candidate = enter(house, chromium, demo.tickets["K0001"])
    board = admit_and_open(house, desk)
    expect(candidate.locator("html")).to_have_attribute("data-ready", "true")
    given = {1: respond(candidate, 1)}
    expect_state(candidate, "saved")
    candidate.context.set_offline(True)
    given |= {2: respond(candidate, 2)}
    expect_state(candidate, "waiting")
    come_back_without_the_network(candidate, given)
    given |= {3: respond(candidate, 3)}
    file = save_answer_file(candidate, tmp_path)
    import_file(desk, board, file, "zapisano teraz")
    assert saved_in(house) == given
    given |= {4: respond(candidate, 4)}
    candidate.context.set_offline(False)
    expect_state(candidate, "saved")
    expect(candidate.locator("[data-away]")).to_be_hidden()
    assert saved_in(house) == given
    hand_in(candidate)
    leaves_nothing_behind(candidate)
    desk.goto(f"{board}/answer-file")
    import_file(desk, board, file, "Teraz nic się nie zmieniło")


def enter(house: House, chromium: Browser, ticket: str) -> Page:
    candidate = house.visit(chromium)
    candidate.goto(f"{house.address}/ticket")
    candidate.fill("input[name=ticket]", ticket)
    candidate.locator("main form button[type=submit]").first.click()
    candidate.locator("main form button[type=submit]").first.click()
    candidate.wait_for_url("**/sitting")
    candidate.evaluate(IN_CHARGE)
    return candidate


def admit_and_open(house: House, desk: Page) -> str:
    """Gives the board's address."""
    desk.goto(f"{house.address}/desk/")
    desk.locator("main a[href*='/desk/exams/']").first.click()
    board = desk.url
    desk.locator("a.seat-link").first.click()
    desk.locator("input[name=document]").first.check()
    desk.get_by_role("button", name="Wpuść").click()
    desk.goto(board)
    desk.get_by_role("button", name="Otwórz test").click()
    return board


def expect_state(candidate: Page, state: str) -> None:
    expect(candidate.locator("#save-line")).to_have_attribute("data-state", state)


def come_back_without_the_network(candidate: Page, given: dict[int, object]) -> None:
    """A reload opens the test that this tab kept, with what was saved and what still waits; the clock goes on."""
    candidate.reload()
    expect(candidate.locator("html")).to_have_attribute("data-kept", "true")
    expect(candidate.locator("html")).to_have_attribute("data-ready", "true")
    expect(candidate.locator("[data-progress]").first).to_contain_text(f": {len(given)} z")
    expect(candidate.locator("[data-time-words]")).to_contain_text(re.compile(r"Pozostało 2[45]\smin"))
    candidate.locator("button[value=night]").click()
    expect(candidate.locator("[data-refused]")).to_have_text("Nie zmieniono: brak połączenia z serwerem.")
    other = candidate.context.new_page()
    other.goto(candidate.url)
    expect(other.locator("main h1")).to_have_text("Brak połączenia z serwerem egzaminu")
    expect(other.locator("[data-item]")).to_have_count(0)
    other.close()


def save_answer_file(candidate: Page, folder: Path) -> Path:
    candidate.evaluate("document.querySelector('[data-away]').dataset.after = 0")
    expect(candidate.locator("[data-away]")).to_be_visible()
    with candidate.expect_download() as download:
        candidate.get_by_role("button", name="Zapisz plik z odpowiedziami").click()
    assert download.value.suggested_filename == "odpowiedzi-stanowisko-1.exam"
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    assert "response" not in path.read_text(encoding="utf-8")
    return path


def import_file(desk: Page, board: str, file: Path, words: str) -> None:
    desk.goto(f"{board}/answer-file")
    desk.set_input_files("input[name=file]", file)
    desk.get_by_role("button", name="Wczytaj").click()
    expect(desk.locator("main")).to_contain_text(words)


def saved_in(house: House) -> dict[int, object]:
    """What lies in the database's file, read past the server."""
    with sqlite3.connect(f"file:{house.instance / 'exam.sqlite'}?mode=ro", uri=True) as database:
        rows = database.execute("select position, response from response").fetchall()
    return {position: json.loads(response) for position, response in rows}


def hand_in(candidate: Page) -> None:
    candidate.evaluate("location.hash = '#/hand-in'")
    candidate.get_by_role("button", name="Oddaj ostatecznie").click()
    candidate.wait_for_url("**/sitting/receipt")


def leaves_nothing_behind(candidate: Page) -> None:
    """After the end not even this tab opens the test again without the network."""
    expect(candidate.locator("main")).to_contain_text("Kod kontrolny")
    candidate.context.set_offline(True)
    candidate.goto(candidate.url.replace("/receipt", ""))
    expect(candidate.locator("main h1")).to_have_text("Brak połączenia z serwerem egzaminu")
    assert candidate.evaluate("sessionStorage.length") == 0
    kept = candidate.evaluate(
        "indexedDB.databases().then((found) => found.map(({ name }) => name).filter((name) => name === 'exam-kept'))"
    )
    assert kept == []
    pages = candidate.evaluate(
        "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((each) => each.keys()))))"
        ".then((all) => all.flat().map(({ url }) => new URL(url).pathname).filter((path) => !path.startsWith('/assets/')))"
    )
    assert pages == []
