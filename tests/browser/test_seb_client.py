"""Safe Exam Browser as its clients behave, played by a real Chromium; SEB itself doesn't run here.

On Windows the client adds headers to requests of the page's host; on macOS and iOS the page asks a script interface,
which makes the hashes of the page's own address. Both hashes are made here without any of the server's code.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Thread
from wsgiref.simple_server import make_server

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from stub_room import _Quiet, _Server

from exam_server.app import create_app
from exam_server.services import seb, seb_checks
from exam_server.services.board import get_seat
from exam_server.settings import Settings
from tests.making import MadeExam, make_organisation, open_exam, open_own_work

pytestmark = pytest.mark.browser
SCRIPT_CLIENT = """
(() => {
  const key = "KEY";
  const hash = async (value) => {
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(location.href.split("#")[0] + value));
    return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const security = { configKey: "", browserExamKey: "" };
  security.updateKeys = (callback) => hash(key).then((found) => { security.configKey = found; callback(); });
  window.SafeExamBrowser = { version: "SEB_macOS_3.5_player", security };
})();
"""


class Played:
    """A served exam in Safe Exam Browser, and the browsers that come to it."""

    def __init__(self, app: Flask, address: str, chromium: Browser) -> None:
        self.app, self.address, self.chromium = app, address, chromium
        self.contexts: list[BrowserContext] = []
        with open_own_work(self.database) as work:
            make_organisation(work)
            self.made: MadeExam = open_exam(work)
            self.key = seb.require_seb(work, self.made.id, seb.Place(address), "", "").config_key
            work.commit()

    @property
    def database(self) -> object:
        return self.app.extensions["exam_house"].database

    def browser(self) -> Page:
        context = self.chromium.new_context(viewport={"width": 1366, "height": 768}, locale="pl")
        self.contexts.append(context)
        return context.new_page()

    def on_windows(self, key: str) -> Page:
        def add_headers(route: Route) -> None:
            shown = hashlib.sha256((route.request.url.split("#")[0] + key).encode()).hexdigest()
            route.continue_(headers={**route.request.headers, "x-safeexambrowser-configkeyhash": shown})

        page = self.browser()
        page.route("**/*", add_headers)
        return page

    def on_macos(self, key: str) -> Page:
        page = self.browser()
        page.add_init_script(SCRIPT_CLIENT.replace("KEY", key))
        return page

    def enter(self, page: Page, number: int = 0) -> None:
        page.goto(f"{self.address}/ticket")
        page.fill("#ticket", self.made.cards[number].ticket)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: not url.endswith("/ticket"))

    def security(self, number: int = 0) -> seb_checks.SeatSecurity:
        with open_own_work(self.database) as work:  # type: ignore[arg-type]
            return get_seat(work, self.made.id, self.made.sittings[number]).security

    def desk_does(self, act: Callable[..., None], number: int = 0) -> None:
        with open_own_work(self.database) as work:  # type: ignore[arg-type]
            act(work, self.made.sittings[number], "looked at the computer")
            work.commit()


@pytest.fixture
def played(app_settings: Callable[[str], Settings], sqlite_url: str, chromium: Browser) -> Iterator[Played]:
    server = make_server("127.0.0.1", 0, lambda *_: [], _Server, _Quiet)
    address = f"http://127.0.0.1:{server.server_port}"
    app = create_app(replace(app_settings(sqlite_url), public_url=address))
    server.set_app(app)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    room = Played(app, address, chromium)
    yield room
    for context in room.contexts:
        context.close()
    server.shutdown()
    server.server_close()
    app.extensions["exam_house"].journal.stop()
    app.extensions["exam_house"].database.engine.dispose()


def beat_without_key(page: Page) -> str:
    """A heartbeat with this seat's cookies from where Safe Exam Browser isn't: somebody copied them."""
    told: str = page.evaluate(
        """async () => {
          const token = document.querySelector('meta[name="csrf-token"]').content;
          const headers = { "Content-Type": "application/json", "X-CSRF-Token": token };
          const answer = await fetch("/sitting/state", { method: "PUT", headers, body: "{}" });
          return (await answer.json()).state;
        }"""
    )
    return told


def test_the_script_interface_opens_the_test_and_who_stops_showing_keys_waits_for_the_desk(played: Played) -> None:
    page = played.on_macos(played.key)
    played.enter(page)
    page.wait_for_url("**/sitting/identity")
    assert played.security().seb == "script"
    page.clock.install()
    page.goto(f"{played.address}/sitting")
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    with page.expect_response("**/sitting/state") as beat:
        page.clock.fast_forward(15_000)
    assert beat.value.json()["state"] == "open"
    assert [beat_without_key(page) for _ in range(3)] == ["open", "open", "held"]
    choice = page.locator("[data-item][data-kind=single_choice]").first
    page.evaluate("number => { location.hash = `#/${number}`; }", choice.get_attribute("data-item"))
    choice.locator("label.option").first.click()
    expect(page.locator("#save-line")).to_have_attribute("data-state", "refused")
    with page.expect_response("**/sitting/state"):
        page.clock.fast_forward(15_000)
    expect(page.locator("[data-notice=held]")).to_be_visible()
    expect(page.locator("[data-item] input").first).to_be_disabled()
    stranger = played.browser()
    stranger.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    stranger.goto(f"{played.address}/sitting")
    expect(stranger.locator("h1")).to_contain_text("Obsługa sali musi odblokować")
    played.desk_does(seb_checks.unlock)
    with page.expect_response("**/sitting/state"):
        page.clock.fast_forward(15_000)
    expect(page.locator("#save-line")).to_have_attribute("data-state", "saved")
    expect(page.locator("[data-notice=held]")).to_be_hidden()
    expect(page.locator("[data-item] input").first).to_be_enabled()


def test_headers_open_the_test_and_other_settings_or_browsers_dont(played: Played) -> None:
    page = played.on_windows(played.key)
    played.enter(page)
    page.wait_for_url("**/sitting/identity")
    assert played.security().seb == "header"
    other = played.on_windows("0" * 64)
    played.enter(other, 1)
    expect(other.locator("h1")).to_contain_text("nie można otworzyć")
    expect(other.locator("main")).to_contain_text("działa z innymi ustawieniami")
    plain = played.browser()
    played.enter(plain, 2)
    expect(plain.locator("main")).to_contain_text("To nie jest Safe Exam Browser")
    assert [played.security(number).failure for number in range(3)] == [None, "settings", "no_seb"]
    played.desk_does(seb_checks.exempt, 2)
    plain.get_by_role("link", name="Sprawdź jeszcze raz").click()
    plain.wait_for_url("**/sitting/identity")


def test_the_page_that_tests_a_computer_says_what_it_is(played: Played) -> None:
    def rows(page: Page) -> dict[str, str]:
        page.goto(f"{played.address}/machine")
        expect(page.locator("html")).to_have_attribute("data-ready", "true")
        names = page.locator("[data-row]").evaluate_all("all => all.map(row => [row.dataset.row, row.innerText])")
        return dict(names)

    plain = rows(played.browser())
    assert "w porządku" in plain["storage"]
    assert "w porządku" in plain["clock"]
    assert played.address in plain["address"]
    assert "inna przeglądarka" in plain["seb"]
    script = rows(played.on_macos(played.key))
    assert "SEB_macOS_3.5" in script["seb"]
    assert "interfejs skryptowy" in script["keys"]
    assert "Egzamin z herbaty" in script["exam"]
    header = rows(played.on_windows("0" * 64))
    assert "w nagłówkach" in header["keys"]
    assert "żadnego z egzaminów" in header["exam"]
