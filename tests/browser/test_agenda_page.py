"""The agenda of a whole qualification in a real Chromium: outcome by outcome, the minutes in sight, led by keys."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from accessible import look_closely
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from exam_server.store.tables import EncounterRow
from exam_server.web.access import SESSION_COOKIE
from tests.encounters import make_encounter
from tests.making import open_own_work
from tests.served import serve
from tests.visiting import Visitors

pytestmark = pytest.mark.browser
HIGHEST = 3 * 768
"""Pixels; with every point unfolded it were more than ten screens."""


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serve(app) as opened:
        yield opened


@pytest.fixture
def case_id(app: Flask, visitors: Visitors) -> UUID:
    """A case of which all 55 criteria are open."""
    with open_own_work(app.extensions["exam_house"].database) as work:
        made = make_encounter(work, visitors.accounts)
        return work.session.get_one(EncounterRow, made.id).case_id


@pytest.fixture
def page(chromium: Browser, visitors: Visitors, address: str) -> Iterator[Page]:
    cookie = visitors.as_player("artur").get_cookie(SESSION_COOKIE)
    assert cookie is not None
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="pl")
    context.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "url": address}])
    yield context.new_page()
    context.close()


def open_folds(page: Page) -> list[str | None]:
    return [each.get_attribute("id") for each in page.locator("details.agenda-fold[open]").all()]


def test_fifty_five_open_criteria_are_gone_through_outcome_by_outcome(page: Page, address: str, case_id: UUID) -> None:
    agenda = f"{address}/commission/cases/{case_id}/agenda"
    page.goto(agenda)
    links = page.locator(".agenda-bar a")
    expect(links).to_have_count(11)
    first = str(links.first.get_attribute("href"))[1:]
    assert open_folds(page) == [first]
    assert page.evaluate("document.documentElement.scrollHeight") < HIGHEST
    last = str(links.last.get_attribute("href"))[1:]
    links.last.press("Enter")
    assert open_folds(page) == [first, last]
    bar, fold = (page.locator(each).bounding_box() for each in (".agenda-bar", f"#{last}"))
    assert bar and fold and bar["y"] >= 0 and bar["y"] + bar["height"] <= fold["y"], "the minutes stay in sight"
    page.keyboard.press("Tab")
    expect(page.locator(f"#{last} > summary")).to_be_focused()
    expect(page.locator(".agenda-bar")).to_contain_text("rozmowa ma 60 min")
    look_closely(page, "agenda")


def test_who_is_sent_to_a_criterion_finds_its_outcome_open(page: Page, address: str, case_id: UUID) -> None:
    page.goto(f"{address}/commission/cases/{case_id}/agenda?at=2D1#p-2D1")
    assert open_folds(page) == ["o-2D"]
    expect(page.locator("#p-2D1")).to_be_in_viewport()
