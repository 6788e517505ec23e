"""The author's room in a real Chromium: keys move through the list, acts on many are taken back, pages are accessible."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from accessible import violations
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from exam_server.core.bank import Source
from exam_server.services import bank, law
from exam_server.services.qualification import list_editions
from exam_server.services.reviewers import name_outcomes
from exam_server.web.access import SESSION_COOKIE
from tests.kinds import EVERY_KIND
from tests.making import BLUEPRINT, CODE, ITEMS, OwnWork, freeze_exam, open_own_work
from tests.served import serve
from tests.visiting import Visitors

pytestmark = pytest.mark.browser
FIRST, SECOND = ITEMS[0].id, ITEMS[1].id
ORDERING = EVERY_KIND["ordering"].item.id


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serve(app) as opened:
        yield opened


def _open(chromium: Browser, visitors: Visitors, address: str, login: str) -> Page:
    cookie = visitors.as_player(login).get_cookie(SESSION_COOKIE)
    assert cookie is not None
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="pl")
    context.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "url": address}])
    return context.new_page()


def _plan_amendment(work: OwnWork, visitors: Visitors) -> UUID:
    law.load_sources(work, CODE, [Source("herbata-1", "law", "Ustawa o herbacie", article="art. 1")])
    work.act_as(visitors.accounts["adam"], "author")
    bank.load_items(work, CODE, [replace(ITEMS[1], sources=("herbata-1",))])
    made = law.plan_amendment(work, CODE, "herbata-1", date(2027, 2, 1), "nowa definicja naparu")
    work.commit()
    return made


def _move_by_keys(author: Page, address: str) -> None:
    author.goto(f"{address}/author/items")
    for key in ("j", "j", "x", "k"):
        author.keyboard.press(key)
    expect(author.locator(":focus")).to_have_text(FIRST)
    expect(author.get_by_label(f"Zaznacz {SECOND}")).to_be_checked()
    author.keyboard.press("ArrowDown")
    expect(author.locator(":focus")).to_have_text(SECOND)
    assert violations(author) == []


def _retire_and_take_back(author: Page) -> None:
    author.get_by_label("Nowy status, użycie lub kryterium").select_option("retired")
    author.get_by_role("button", name="Zobacz, co się zmieni").click()
    expect(author.locator("#held")).to_contain_text("Brakuje powodu.")
    assert violations(author) == []
    author.get_by_label("Powód").fill("koniec roku")
    author.get_by_role("button", name="Sprawdź ponownie z tym powodem").click()
    author.get_by_role("button", name="Zmień zadania (1)").click()
    expect(author.locator("tr", has_text=SECOND)).to_contain_text("wycofane")
    author.get_by_role("button", name="Cofnij").click()
    expect(author.locator("tr", has_text=SECOND)).to_contain_text("aktywne")


def _switch_keys_off(author: Page) -> None:
    author.get_by_text("Klawisze do poruszania się po liście").click()
    author.get_by_label("Te klawisze działają na tym urządzeniu").uncheck()
    author.locator("h1").click()
    author.keyboard.press("j")
    assert author.evaluate("document.activeElement.closest('tr')") is None


def _retag_and_take_back(author: Page) -> None:
    author.get_by_label(f"Zaznacz {SECOND}").check()
    expect(author.locator("#bulk-criterion")).to_be_hidden()
    author.get_by_label("Nowy status, użycie lub kryterium").select_option("replace_criterion")
    author.locator("#bulk-criterion").select_option("1A1")
    author.locator("#bulk-by").select_option("1A2")
    author.get_by_role("button", name="Zobacz, co się zmieni").click()
    expect(author.locator("h1")).to_contain_text("zamień kryterium 1A1 na 1A2")
    assert violations(author) == []
    author.get_by_role("button", name="Zmień zadania (1)").click()
    expect(author.locator("tr", has_text=SECOND)).to_contain_text("1A2")
    expect(author.locator("tr", has_text=SECOND)).to_contain_text("w recenzji")
    author.get_by_role("button", name="Cofnij").click()
    expect(author.locator("tr", has_text=SECOND)).to_contain_text("1A1")
    expect(author.locator("tr", has_text=SECOND)).to_contain_text("aktywne")


def _answer_in_previews(author: Page, address: str) -> None:
    """With the candidates' own controls, on the item's page and in its form; nothing is sent."""
    rows, standing = author.locator("[data-order] > li"), author.locator("[data-order-standing]")
    sent: list[str] = []
    author.on("request", lambda request: sent.append(request.url) if request.method != "GET" else None)
    author.goto(f"{address}/author/items/{ORDERING}")
    expect(standing).to_have_text("Nic jeszcze nie przesunięto: brak odpowiedzi.")
    author.get_by_role("button", name="Przesuń A w dół").press("Enter")
    expect(rows.first).to_have_attribute("data-letter", "B")
    expect(standing).to_have_text("Ta kolejność jest Twoją odpowiedzią.")
    assert violations(author) == [] and sent == []
    author.goto(f"{address}/author/items/{ORDERING}/form")
    for words in ("Ułóż kroki od pierwszego.", "Ułóż kroki od ostatniego."):
        author.locator("#stem").fill(words)
        expect(author.locator(".preview .question-stem")).to_have_text(words)
        author.get_by_role("button", name="Przesuń D w górę").click()
        expect(rows.nth(2)).to_have_attribute("data-letter", "D")


def test_the_room_is_worked_by_keys_and_by_everybody(
    chromium: Browser, visitors: Visitors, work: OwnWork, address: str
) -> None:
    freeze_exam(work)
    author, reviewer, office = (_open(chromium, visitors, address, login) for login in ("adam", "rena", "olga"))
    work.act_as(visitors.accounts["adam"], "author")
    bank.load_items(work, CODE, [EVERY_KIND["ordering"].item])
    bank.load_items(work, CODE, [replace(ITEMS[0], stem="Która herbata stoi na niskiej półce?")], "doprecyzowanie")
    work.commit()
    work.act_as(visitors.accounts["olga"], "office")
    name_outcomes(work, list_editions(work)[0], visitors.accounts["rena"], ["1A", "2A"])
    work.commit()

    _move_by_keys(author, address)
    _retire_and_take_back(author)
    _retag_and_take_back(author)
    _switch_keys_off(author)
    author.goto(f"{address}/author/items/{FIRST}")
    author.get_by_role("link", name="od 1 do 2").click()
    expect(author.locator("#changes ins")).to_contain_text("niskiej")
    _answer_in_previews(author, address)
    amendment = _plan_amendment(work, visitors)
    pages = {
        author: (
            f"items/{FIRST}",
            f"items/{FIRST}/compare?older=1&newer=2",
            f"items/{FIRST}/sightings",
            f"coverage?blueprint={BLUEPRINT.id}",
            "form-use",
            "waiting",
            "law",
            f"amendments/{amendment}",
            f"amendments/{amendment}/items/{SECOND}",
        ),
        reviewer: (f"items/{FIRST}/review", "waiting"),
    }
    for page, paths in pages.items():
        for path in paths:
            assert (response := page.goto(f"{address}/author/{path}")) and response.status == 200
            assert violations(page) == [], path
    office.goto(f"{address}/office/reviewers")
    assert violations(office) == []
    author.set_viewport_size({"width": 320, "height": 700})
    for path in ("items", f"items/{FIRST}", f"coverage?blueprint={BLUEPRINT.id}"):
        author.goto(f"{address}/author/{path}")
        assert author.evaluate("document.documentElement.scrollWidth") <= 320, path
    for page in (author, reviewer, office):
        page.context.close()
