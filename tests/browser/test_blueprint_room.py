"""The blueprint's grid and the pages of differences in a real Chromium: by keys, live, and accessible."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from accessible import violations
from flask import Flask
from playwright.sync_api import Browser, expect

from exam_server.services import qualification
from exam_server.web.access import SESSION_COOKIE
from tests.making import CODE, QUALIFICATION, make_bank, make_edition, open_own_work
from tests.served import serve
from tests.visiting import Visitors

pytestmark = pytest.mark.browser


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serve(app) as opened:
        yield opened


def test_a_blueprint_is_weighed_as_its_typed_and_every_page_about_it_is_accessible(
    app: Flask, chromium: Browser, visitors: Visitors, address: str
) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        edition_id = make_edition(work)
        make_bank(work)
        qualification.save_plan(work, edition_id, replace(qualification.get_plan(work, edition_id).content, lines=()))
        qualification.adopt_edition(work, CODE, replace(QUALIFICATION, hours=99, sets=QUALIFICATION.sets[:1]))
        work.commit()
    cookie = visitors.as_role("author").get_cookie(SESSION_COOKIE)
    assert cookie is not None
    context = chromium.new_context(viewport={"width": 320, "height": 768}, locale="pl")
    context.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "url": address}])
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{address}/author/blueprints/herbata/edit")
    expect(page.locator("#verdict")).to_contain_text("Bank wystarcza")
    page.locator("#min-1a1").fill("30")
    page.keyboard.press("Enter")
    expect(page.locator("#min-c-1a2, #min-1a2").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#min-1a1")).to_be_focused()
    expect(page.locator("#verdict")).to_contain_text("więcej, niż może przyjąć")
    page.locator("#max-1a1").fill("30")
    expect(page.locator("#verdict")).to_contain_text("Bank nie wystarcza")
    for each in (
        "blueprints/herbata/edit",
        "blueprints/herbata",
        "blueprints/herbata/revisions",
        f"plan/{edition_id}",
        f"plan/{edition_id}/revisions",
        "qualification/editions",
    ):
        page.goto(f"{address}/author/{each}")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        assert violations(page) == [], each
        assert page.evaluate("document.documentElement.scrollWidth") == 320, each
    context.close()
    assert problems == []
