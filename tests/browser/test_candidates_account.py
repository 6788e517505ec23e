"""A candidate's account after the release, in a real Chromium on a narrow screen: result, appeal, inspection."""

from collections.abc import Iterator

import pytest
from accessible import violations
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from exam_server.services import desk, inspecting, marking
from exam_server.store.tables import CaseRow, SittingRow
from exam_server.web.access import SESSION_COOKIE
from tests.making import CANDIDATES, make_player, open_exam_of_every_kind, open_own_work
from tests.portfolios import make_account
from tests.releasing import release_by_two
from tests.served import serve
from tests.visiting import open_session

pytestmark = pytest.mark.browser
READABLE = 1.5
"""How far the mark over a page stands out from it, as a ratio of WCAG: seen on a photo, and no hindrance to reading."""
CONTRAST = """() => {
  const mark = document.querySelector(".watermark");
  const light = (colour) => {
    const parts = colour.map((part) => part / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const read = (words) => words.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const ground = read(getComputedStyle(document.body).backgroundColor);
  const share = Number(getComputedStyle(mark).opacity);
  const ink = read(getComputedStyle(mark).color).map((part, at) => share * part + (1 - share) * ground[at]);
  const [one, other] = [light(ground), light(ink)].sort((a, b) => b - a);
  return (one + 0.05) / (other + 0.05);
}"""


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serve(app) as opened:
        yield opened


def _prepare(app: Flask) -> tuple[str, str]:
    """The case's id of somebody whose test is released and may be inspected, and the session of their account."""
    with open_own_work(app.extensions["exam_house"].database) as work:
        made = open_exam_of_every_kind(work, CANDIDATES[:1])
        desk.close_exam(work, made.id)
        work.commit()
        marking.mark_exam(work, made.id)
        work.commit()
        release_by_two(work, made.id)
        case = work.session.get_one(CaseRow, work.session.get_one(SittingRow, made.sittings[0]).case_id)
        case_id, person_id = case.id, case.person_id
        work.act_as(make_player(work, "olga"), "office")
        inspecting.open_inspection(work, case_id, 30)
        work.commit()
        return str(case_id), open_session(work, make_account(work, person_id, "kazimiera@example.org"))


def _look(page: Page) -> None:
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_result_appeal_and_inspection_are_read_on_a_narrow_screen(app: Flask, chromium: Browser, address: str) -> None:
    case_id, token = _prepare(app)
    context = chromium.new_context(viewport={"width": 320, "height": 640}, locale="pl")
    context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/candidate")
    expect(page.locator("main")).to_contain_text("14 dni od zawiadomienia")
    _look(page)
    page.goto(f"{address}/candidate/cases/{case_id}/result")
    expect(page.get_by_role("heading", name="Jak się odwołać")).to_be_visible()
    _look(page)
    page.goto(f"{address}/candidate/cases/{case_id}/inspection")
    page.get_by_role("button").filter(has_text="sprawę").click()
    expect(page.locator("#inspected-1")).to_be_visible()
    for theme in ("light", "night", "contrast"):
        page.evaluate("theme => (document.documentElement.dataset.theme = theme)", theme)
        assert page.evaluate(CONTRAST) >= READABLE, theme
        _look(page)
