"""What is written and marked in a real Chromium: saved by itself, by keys, on a narrow screen, and accessible."""

from collections.abc import Iterator

import pytest
from accessible import violations
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from exam_server.web.access import SESSION_COOKIE
from tests.making import open_own_work
from tests.products import PRODUCT, TEXT, make_seat, open_inspection, release_day, tap
from tests.served import serve
from tests.visiting import Visitors
from tests.written import make_written

pytestmark = pytest.mark.browser


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serve(app) as opened:
        yield opened


def open_as(chromium: Browser, visitors: Visitors, address: str, login: str) -> Page:
    cookie = visitors.as_player(login).get_cookie(SESSION_COOKIE)
    assert cookie is not None
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="pl")
    context.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "url": address}])
    return context.new_page()


def open_seat(chromium: Browser, address: str, ticket: str) -> Page:
    """A candidate's browser that entered the ticket: a seat belongs to its device."""
    page = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="pl").new_page()
    page.goto(f"{address}/ticket")
    page.locator("input[name=ticket]").fill(ticket)
    page.get_by_role("button", name="Dalej").click()
    page.wait_for_url("**/sitting/**")
    return page


def fits(page: Page) -> bool:
    page.set_viewport_size({"width": 320, "height": 768})
    narrow: bool = page.evaluate("document.documentElement.scrollWidth") == 320
    page.set_viewport_size({"width": 1366, "height": 768})
    return narrow


def test_a_text_is_marked_by_keys_alone_and_its_draft_is_saved_by_itself(
    app: Flask, chromium: Browser, visitors: Visitors, address: str
) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        made = make_written(work, visitors.accounts)
    page = open_as(chromium, visitors, address, "asia")
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{address}/assessor/written")
    assert violations(page) == [] and fits(page)
    page.get_by_role("button", name="Czytaj 2A2").press("Enter")
    code = page.locator(".candidate-code").inner_text()
    expect(page.locator("[data-shortcuts]")).to_be_visible()
    page.keyboard.press("3")
    expect(page.locator("[data-saved]")).to_have_text("Szkic jest na serwerze")
    page.keyboard.press("1")
    expect(page.locator("#reason-1")).to_be_focused()
    page.keyboard.type("tylko 1 ręką")
    expect(page.locator("[data-lacks] li")).to_have_count(0)
    page.reload()
    expect(page.locator("#reason-1")).to_have_value("tylko 1 ręką")
    expect(page.locator("[name=level-0][value='3']")).to_be_checked()
    assert violations(page) == [] and fits(page)
    expect(page.locator("[data-shortcuts]")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("2")
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    expect(page.locator(".candidate-code")).not_to_have_text(code)
    expect(page.get_by_text("Twoje oceny są zapieczętowane.")).to_be_visible()
    office = open_as(chromium, visitors, address, "olga")
    office.goto(f"{address}/office/exams/{made.exam.id}/written")
    expect(office.get_by_text("Joanna Asesorska").first).to_be_visible()
    assert violations(office) == [] and fits(office)
    for each in (page, office):
        each.context.close()
    assert problems == []


def test_a_product_of_a_simulation_is_saved_by_itself_and_handed_in(
    app: Flask, chromium: Browser, visitors: Visitors, address: str
) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        seat = make_seat(work, visitors.accounts)
        tap(work, seat, 1, "start")
    page = open_seat(chromium, address, seat.ticket)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{address}/simulation/1/products/{PRODUCT}")
    assert violations(page) == [] and fits(page)
    page.get_by_label("Twój tekst").fill(TEXT)
    expect(page.locator("[data-saved]")).to_have_text("Zapisano na serwerze")
    page.reload()
    expect(page.get_by_label("Twój tekst")).to_have_value(TEXT)
    page.locator("button[value=hand_in]").click()
    expect(page.get_by_text("Ten tekst jest już oddany.")).to_be_visible()
    expect(page.locator(".given-text")).to_have_text(TEXT)
    assert violations(page) == []
    with open_own_work(app.extensions["exam_house"].database) as work:
        release_day(work, seat)
        open_inspection(work, seat)
    page.goto(f"{address}/sitting/result")
    expect(page.get_by_text("Co napisano w symulacji").first).to_be_visible()
    assert violations(page) == [] and fits(page)
    page.goto(f"{address}/sitting/inspection")
    page.get_by_role("button", name="Obejrzyj moją sprawę").press("Enter")
    expect(page.locator("#inspected-product-1 ~ .given-text")).to_have_text(TEXT)
    assert violations(page) == [] and fits(page)
    typist = open_as(chromium, visitors, address, "pola")
    for path in ("", f"/{seat.encounter_id}/products"):
        typist.goto(f"{address}/roleplay/encounters{path}" if path else f"{address}/roleplay/")
        assert violations(typist) == [] and fits(typist), path
    for each in (page, typist):
        each.context.close()
    assert problems == []
