"""A room without power: papers are printed the evening before, typed in with the keys alone, decided on, and counted."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Demo, House
from tests.reading_pdf import pages_of

pytestmark = pytest.mark.browser
CODE = re.compile(r"[A-Z]{4}( [A-Z]{4}){3}")
# What is typed after the letter: where more than one may be right, another one and the way on.
CHOICES = {"single_choice": "", "true_false": "", "multiple_response": "c\n"}


def test_an_exam_without_power_is_written_on_paper_and_counts(
    house: House, chromium: Browser, demo: Demo, tmp_path: Path
) -> None:
    house.start()
    office, desk, other = (
        house.enter(house.visit(chromium), login, demo.passwords[login])
        for login in ("demo-biuro", "demo-sala", "demo-sala2")
    )
    scan_ticket(house, chromium, demo.tickets["K0001"])
    code = print_paper(house, office, tmp_path)
    declare_and_close(house, desk)
    kinds = type_in(house, desk, code, "a")
    expect(desk.locator("main")).to_contain_text("1 z 2")
    differing = next(place for place, kind in enumerate(kinds) if kind in CHOICES)
    type_in(house, other, code, "b", differing)
    expect(other.locator("main")).to_contain_text("różnice: 1")
    decide(house, office)
    desk.reload()
    expect(desk.locator("#papers")).to_contain_text("w zapisie egzaminu")


def scan_ticket(house: House, chromium: Browser, ticket: str) -> None:
    """A scanned card fills the field, and its ticket doesn't stay in the address."""
    candidate = house.visit(chromium)
    candidate.goto(f"{house.address}/ticket#{ticket}")
    expect(candidate.locator("#ticket")).to_have_value(ticket)
    assert candidate.url == f"{house.address}/ticket"


def print_paper(house: House, office: Page, folder: Path) -> str:
    """The code at the top of seat 1's paper."""
    office.goto(f"{house.address}/office/exams")
    office.locator("main table a").first.click()
    office.get_by_role("link", name="Druki na salę").click()
    office.get_by_text("Jedno stanowisko", exact=True).click()
    with office.expect_download() as started:
        office.locator("a[href*='seat=1&large=0']").click()
    started.value.save_as(folder / "paper.pdf")
    first = pages_of((folder / "paper.pdf").read_bytes())[0]
    found = CODE.search(first)
    assert found and "Stanowisko 1 · K0001" in first
    return found[0]


def declare_and_close(house: House, desk: Page) -> None:
    desk.goto(f"{house.address}/desk/")
    desk.locator("a.desk-exam").first.click()
    board = desk.url
    desk.get_by_role("link", name="Druki i arkusze").click()
    desk.locator("input[name=seat]").first.check()
    desk.fill("#reason", "przerwa w zasilaniu")
    desk.get_by_role("button", name="Pisały na papierze").click()
    papers = desk.url
    desk.goto(board)
    desk.locator("button:has(+ dialog#close-exam)").click()
    desk.locator("dialog#close-exam button[type=submit]").first.click()
    expect(desk.locator("main")).to_contain_text("Egzamin jest zamknięty")
    desk.goto(papers)


def type_in(house: House, page: Page, code: str, letter: str, only: int | None = None) -> list[str]:
    """Type a whole paper with the keys alone: `letter` for every choice, or (with `only`) for that question alone."""
    if "/papers" not in page.url:
        page.goto(f"{house.address}/desk/")
        page.locator("a.desk-exam").first.click()
        page.get_by_role("link", name="Druki i arkusze").click()
    page.get_by_role("link", name="Przepisz").click()
    page.locator("#code").click()
    page.keyboard.type(code[:9].lower())
    page.keyboard.press("Enter")
    kinds: list[str] = page.locator("[data-question]").evaluate_all("all => all.map((each) => each.dataset.kind)")
    for place, kind in enumerate(kinds):
        if kind in CHOICES:
            page.keyboard.type((letter if only in (None, place) else "a") + CHOICES[kind])
        elif kind == "extended_text":
            page.keyboard.type("Tak stoi na papierze.")
            page.keyboard.press("Tab")
        else:
            page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#papers")).to_be_visible()
    return kinds


def decide(house: House, office: Page) -> None:
    office.reload()
    office.get_by_role("link", name="rozstrzygnij między dwoma odczytami").click()
    expect(office.locator("main")).to_contain_text("odczyty się różnią")
    office.locator("input[name=choice]").last.check()
    office.locator("textarea").fill("na papierze wyraźnie B")
    office.get_by_role("button", name="Rozstrzygnij").click()
    expect(office.locator("main")).to_contain_text("Arkusz jest w zapisie egzaminu.")
