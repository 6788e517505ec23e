"""From a decided case to a checked certificate in a real Chromium: two of the office, the candidate, and anybody."""

import re
from collections.abc import Iterator

import pytest
from accessible import look_closely
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from exam_server.services import people
from exam_server.web.access import SESSION_COOKIE
from tests.certified import make_certifiable
from tests.making import CANDIDATES, open_own_work
from tests.portfolios import give_account
from tests.served import serve
from tests.visiting import Visitors, open_session

pytestmark = pytest.mark.browser


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serve(app) as opened:
        yield opened


def open_with(chromium: Browser, address: str, token: str = "") -> Page:
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="pl-PL")
    if token:
        context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": address}])
    return context.new_page()


@pytest.mark.rule("P7")
@pytest.mark.rule("L1")
@pytest.mark.rule("L4")
def test_office_issues_candidate_downloads_and_anybody_checks(
    app: Flask, chromium: Browser, visitors: Visitors, address: str
) -> None:
    for login in ("asia", "artur", "czeslawa", "olga"):
        visitors.as_player(login)
    with open_own_work(app.extensions["exam_house"].database) as work:
        made = make_certifiable(work, visitors.accounts)
        work.record()
        oskar_id = people.make_account(work, "oskar", "Oskar", "Organizujący", ["office"])
        work.commit()
        actor = give_account(work, made.case_id, CANDIDATES[0].email)
        assert actor.account_id is not None
        tokens = [open_session(work, each) for each in (visitors.accounts["olga"], oskar_id, actor.account_id)]
    olga, oskar, own = (open_with(chromium, address, token) for token in tokens)
    room = f"{address}/office/certificates/{made.case_id}"
    olga.goto(f"{address}/office/certificates")
    expect(olga.locator("main")).to_contain_text("gotowe")
    look_closely(olga, "list")
    olga.goto(room)
    look_closely(olga, "ready")
    olga.get_by_label("Miejsce wydania").fill("Gdynia")
    olga.get_by_label("Kto podpisuje").fill("Dorota Dyrektorska, dyrektorka")
    olga.get_by_role("button", name="Przygotuj certyfikat").click()
    expect(olga.locator("main")).to_contain_text("zatwierdza inna osoba z biura")
    oskar.goto(room)
    look_closely(oskar, "pending")
    oskar.goto(room)
    oskar.get_by_role("button", name="Zatwierdź: wydanie certyfikatu").click()
    oskar.locator("dialog[open]").get_by_role("button", name="Zatwierdź").click()
    expect(oskar.locator("main")).to_contain_text("Certyfikat jest wydany")
    number = re.search(r"\d{4}/00001", oskar.locator("main").inner_text())
    assert number
    look_closely(oskar, "issued")
    for path in ("/office/certificates/register", "/office/certificates/sources"):
        oskar.goto(address + path)
        look_closely(oskar, path)
    own.goto(f"{address}/candidate")
    own.get_by_role("link", name="Certyfikat").click()
    expect(own.locator("main")).to_contain_text(number.group())
    look_closely(own, "own")
    href = own.get_by_role("link", name="Certyfikat (PDF)").get_attribute("href")
    assert own.request.get(f"{address}{href}").body().startswith(b"%PDF")
    anybody = open_with(chromium, address)
    anybody.goto(f"{address}/certificates")
    look_closely(anybody, "check")
    for born_on, told in (("1984-05-18", "Nie ma certyfikatu o tym numerze"), ("1984-05-17", "Certyfikat jest ważny.")):
        anybody.goto(f"{address}/certificates")
        anybody.get_by_label("Numer certyfikatu").fill(number.group())
        anybody.get_by_label("Data urodzenia posiadacza").fill(born_on)
        anybody.get_by_role("button", name="Sprawdź").click()
        expect(anybody.locator("main")).to_contain_text(told)
        look_closely(anybody, told)
