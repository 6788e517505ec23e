"""The office plans a day of simulations in a real Chromium, confirms it, and changes it when somebody is late."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from accessible import violations
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from exam_server.services import exam
from exam_server.services.content import load_scenarios
from exam_server.services.reading_scenarios import check_scenarios
from exam_server.web.access import SESSION_COOKIE
from tests.encounters import COMMISSION, plan_exam
from tests.making import CANDIDATES, make_player, open_own_work
from tests.proving import seat_legally
from tests.served import serve
from tests.shipped import CODE, ROOT
from tests.visiting import Visitors

pytestmark = pytest.mark.browser
OTHER = "z1-ilona-kwiaty"
WIDTHS = (1366, 1024, 320)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serve(app) as opened:
        yield opened


def fits(page: Page) -> bool:
    """Whether nothing makes the page wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def make_exam(app: Flask, visitors: Visitors) -> UUID:
    """Three candidates, a legal commission, a station, and another scenario to choose."""
    with open_own_work(app.extensions["exam_house"].database) as work:
        accounts = visitors.accounts
        accounts |= {login: make_player(work, login) for login in (*COMMISSION, "robert", "pola")}
        exam_id = plan_exam(work, accounts)
        exam.add_candidates(work, exam_id, CANDIDATES[1:])
        work.commit()
        seat_legally(work, exam_id, accounts)
        load_scenarios(work, check_scenarios((ROOT / "scenarios" / CODE / OTHER,), ROOT / "question_bank"))
        work.commit()
    return exam_id


def look(page: Page, name: str) -> None:
    """Accessible, and no wider than the window at any of the widths."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 768})
        assert fits(page), (name, width)
    assert violations(page) == [], name
    page.set_viewport_size({"width": WIDTHS[0], "height": 768})


def fill_station(page: Page, room: str) -> None:
    expect(page.get_by_label("Nazwa stacji")).not_to_have_value("")
    page.get_by_label("Sale, oddzielone przecinkami").fill(room)
    look(page, "station")
    page.get_by_role("button", name="Zapisz stację").click()


def fill_both_stations(page: Page) -> None:
    """The exam's own, and one more with another script."""
    page.get_by_role("link", name="Stacja 1").click()
    fill_station(page, "Sala A")
    other = page.locator("#revision option", has_text=re.compile("Ilon")).first.get_attribute("value")
    page.get_by_label("Scenariusz").select_option(other)
    page.get_by_role("button", name="Dodaj stację").click()
    fill_station(page, "Sala B")


def test_a_day_is_planned_confirmed_printed_and_changed(
    app: Flask, chromium: Browser, visitors: Visitors, address: str
) -> None:
    exam_id = make_exam(app, visitors)
    cookie = visitors.as_role("office").get_cookie(SESSION_COOKIE)
    assert cookie is not None
    context = chromium.new_context(viewport={"width": WIDTHS[0], "height": 768}, locale="pl")
    context.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "url": address}])
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{address}/office/exams/{exam_id}")
    page.get_by_role("link", name="Stacje symulacji").click()
    look(page, "stations")
    fill_both_stations(page)
    page.get_by_role("link", name="Dzień symulacji").click()
    look(page, "day before")
    page.get_by_role("link", name="Podaj godziny").click()
    hours = page.get_by_label("Godziny pracy, wiersz na każdy odcinek między przerwami")
    hours.fill("rano")
    page.get_by_role("button", name="Zapisz i zaproponuj plan").click()
    expect(page.get_by_role("alert")).to_contain_text("Wiersz 1")
    hours.fill("2027-03-01 9:00-11:00")
    look(page, "hours")
    page.get_by_role("button", name="Zapisz i zaproponuj plan").click()
    expect(page.get_by_text("Takiego planu nie ma.")).to_be_visible()
    expect(page.get_by_text("Więcej czasu")).to_be_visible()
    look(page, "refusal")
    page.get_by_role("link", name="Godziny i przerwy").click()
    hours.fill("2027-03-01 9:00-12:00\n2027-03-01 12:30-15:30")
    page.get_by_role("button", name="Zapisz i zaproponuj plan").click()
    look(page, "proposal")
    page.get_by_role("button", name="Zatwierdź ten plan").click()
    expect(page.get_by_text("Plan obowiązuje; zmienione symulacje: 6.")).to_be_visible()
    expect(page.locator("#grid tbody tr")).not_to_have_count(0)
    look(page, "day")
    page.get_by_label("Kogo lub czego nie ma").select_option(label="K0001")
    page.get_by_label("Od", exact=False).first.fill("2027-03-01T08:00")
    page.get_by_label("Do", exact=False).first.fill("2027-03-01T09:30")
    page.get_by_label("Powód").fill("spóźniony pociąg")
    page.get_by_role("button", name="Zanotuj i zobacz, co by się zmieniło").click()
    rows = page.locator("#changes tbody tr")
    expect(rows).not_to_have_count(0)
    assert all("K0001" in each for each in rows.all_inner_texts()), "nobody else is moved"
    look(page, "change")
    page.get_by_role("button", name="Zatwierdź ten plan").click()
    expect(page.get_by_text("spóźniony pociąg")).to_be_visible()
    page.locator("summary", has_text="Członkowie komisji").click()
    with page.expect_download() as download:
        page.locator("details[open]").get_by_role("link", name="Wydrukuj").click()
    assert download.value.suggested_filename.startswith("day-members-")
    page.locator("details[open] .check-list a").first.click()
    expect(page.locator("#meetings tbody tr")).not_to_have_count(0)
    look(page, "person")
    context.close()
    assert problems == []
