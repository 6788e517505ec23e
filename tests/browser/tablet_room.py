"""An assessor's sheet and the cards of a run on tablets in a real Chromium: what every test of them needs."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from exam_server.services import rating
from exam_server.web.access import SESSION_COOKIE
from tests.encounters import MadeEncounter, act_as, make_encounter, tap_run
from tests.making import OwnWork, open_own_work
from tests.served import SwitchedServer
from tests.visiting import Visitors

TABLET = {"width": 1024, "height": 768}


@pytest.fixture
def own_work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(own_work: OwnWork, visitors: Visitors) -> MadeEncounter:
    made = make_encounter(own_work, visitors.accounts)
    tap_run(own_work, made, "start")
    return made


@pytest.fixture
def live(app: Flask) -> Iterator[SwitchedServer]:
    live = SwitchedServer(app)
    yield live
    live.stop()


@pytest.fixture
def address(live: SwitchedServer) -> str:
    return live.address


@pytest.fixture
def open_page(chromium: Browser, visitors: Visitors, address: str) -> Iterator[Callable[[str, str], Page]]:
    """Opens a page as one of the cast on a touch tablet; whatever the scripts complain about fails the test."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_one(login: str, path: str) -> Page:
        cookie = visitors.as_player(login).get_cookie(SESSION_COOKIE)
        assert cookie is not None
        context = chromium.new_context(viewport=TABLET, has_touch=True, locale="pl")  # type: ignore[arg-type]
        context.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "url": address}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if "Content Security" in line.text else None)
        page.goto(address + path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def sheet(open_page: Callable[[str, str], Page], made: MadeEncounter) -> Page:
    page = open_page("asia", f"/assessor/encounters/{made.id}")
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    return page


def show_all_tiles(page: Page) -> None:
    """The sheet opens with the tiles of the phase that runs."""
    if page.locator("[data-panel=observe]").is_visible():
        page.get_by_role("button", name="Wszystkie kafelki").click()


def tile(page: Page, made: MadeEncounter, kind: str, number: int = 0) -> None:
    """A tap stands in the timeline once the tablet has kept it."""
    show_all_tiles(page)
    rows = page.locator("[data-timeline] li")
    before = rows.count()
    page.locator(f"[data-point='{made.point_of(kind)}']").nth(number).tap()
    expect(rows).to_have_count(before + 1)


def expect_saved(page: Page) -> None:
    """All of the tablet's log is on the server, and the line says so with the letters of its digest."""
    line = page.locator("#sync-strip")
    expect(line).to_have_attribute("data-state", "saved")
    expect(line.locator("[data-log-words]")).to_have_text(re.compile(r"^(\d+) z \1 na serwerze · [0-9A-F]{4}$"))


def taps_of(work: OwnWork, made: MadeEncounter) -> list[tuple[str, int, bool]]:
    work.drop()
    act_as(work, made, "asia")
    return [(tap.point, tap.value, tap.undone) for tap in rating.show_sheet(work, made.id).taps]


def rate_all(page: Page, made: MadeEncounter) -> None:
    rate_here(page, made)
    expect_saved(page)


def rate_here(page: Page, made: MadeEncounter) -> None:
    """As far as the tablet; whether the server has it yet is another matter."""
    page.get_by_role("button", name="Oceń", exact=True).tap()
    for criterion in made.criteria:
        section = page.locator(f"[data-rating='{criterion}']")
        section.locator(".tile").nth(2).tap()
        section.get_by_label(re.compile("Uzasadnienie")).fill(f"Widziałam to w {criterion}.")
    page.locator("h1").click()
    expect(page.locator("[data-lacks]")).to_contain_text("Niczego nie brakuje")


def seal_here(page: Page, pin: str) -> None:
    page.locator("[data-view=seal]").first.tap()
    page.get_by_label("Twój PIN").fill(pin)
    page.get_by_role("button", name="Zapieczętuj arkusz").tap()
