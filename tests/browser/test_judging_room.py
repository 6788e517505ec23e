"""Judging a portfolio in a real Chromium: by keys on a tablet, accessible, and without sideways scrolling at 320 px."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from accessible import violations
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from exam_server.core.recognition import Basis
from exam_server.services import recognising
from exam_server.web.access import SESSION_COOKIE
from tests.deciding import act_as
from tests.judged import Handed, make_handed, seal
from tests.making import open_own_work
from tests.portfolios import bring
from tests.served import serve
from tests.visiting import Visitors

pytestmark = pytest.mark.browser
BASIS = Basis("certificate", "Certyfikat herbaciarza", "17/2024", "Instytut Herbaty", date(2024, 5, 6))
TABLET = {"width": 1024, "height": 768}


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serve(app) as opened:
        yield opened


def enter(app: Flask, chromium: Browser, visitors: Visitors, address: str, folder: Path) -> tuple[Page, Handed]:
    """Joanna's tablet, when the two others have sealed, one of them finds the first piece too little, and proposes
    to recognise something else.
    """
    with open_own_work(app.extensions["exam_house"].database) as work:
        made = make_handed(work, visitors.accounts)
        seal(work, made, "artur", made.mappings[0])
        seal(work, made, "czeslawa")
        work.actor = made.candidate
        document = bring(work, folder, made.case_id)
        act_as(work, made.case, "artur")
        recognising.propose_recognition(work, made.case_id, "1A1", BASIS, document, "ten sam zakres")
        work.commit()
    cookie = visitors.as_player("asia").get_cookie(SESSION_COOKIE)
    assert cookie is not None
    context = chromium.new_context(viewport=TABLET, locale="pl")
    context.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "url": address}])
    return context.new_page(), made


def look(page: Page) -> None:
    """The page holds WCAG, on the tablet and on a narrow screen."""
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
    page.set_viewport_size(TABLET)


def answer(page: Page) -> None:
    """The three answers and their reasons, without a mouse."""
    expect(page.locator("[data-shortcuts]")).to_be_visible()
    page.locator("h1").click()
    for key in ("1", "3", "5"):
        page.keyboard.press(key)
    for aspect in ("wystarczający", "aktualny", "autentyczny"):
        page.get_by_label(f"Dlaczego: {aspect}").fill(f"Powód: {aspect}.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_a_portfolio_is_judged_sealed_and_settled_by_keys_on_a_tablet(
    app: Flask, chromium: Browser, visitors: Visitors, address: str, tmp_path: Path
) -> None:
    page, made = enter(app, chromium, visitors, address, tmp_path)
    page.goto(f"{address}/commission/cases/{made.case_id}/portfolio")
    look(page)
    page.get_by_role("link", name="Oceń następny materiał").press("Enter")
    look(page)
    answer(page)
    expect(page).to_have_url(f"{address}/commission/cases/{made.case_id}/portfolio/pieces/{made.mappings[1]}")
    answer(page)
    page.get_by_role("button", name="Zapieczętuj moje oceny").press("Enter")
    page.get_by_role("button", name="Zapieczętuj", exact=True).press("Enter")
    page.get_by_role("button", name="Utrwal to, w czym wszyscy są zgodni (1)").press("Enter")
    expect(page.locator("main")).to_contain_text("rozstrzygnięte przez komisję")
    page.get_by_role("link", name="Wszystkie oceny do 2A1-a").press("Enter")
    look(page)
    expect(page.locator("[data-shortcuts]")).to_be_visible()
    page.keyboard.press("1")
    page.get_by_label("Dlaczego (zostanie").fill("Opis jest pełny.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Głosy: 1 z 3")
    page.goto(f"{address}/commission/cases/{made.case_id}/portfolio")
    page.get_by_role("link", name="dowód").first.press("Enter")
    expect(page.locator("main")).to_contain_text("Powód: aktualny.")
    look(page)
    page.goto(f"{address}/commission/cases/{made.case_id}/recognitions")
    expect(page.get_by_label("Co jest uznawane")).to_be_visible()
    look(page)
