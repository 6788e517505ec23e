"""A run at three tablets in a real Chromium: warnings, a pause with its reason, a tap taken back, leaving the role."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from accessible import violations
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from exam_server.services import day_settings, shown_cards, simulation
from exam_server.services.day_settings import DaySettings
from exam_server.store.tables import EncounterRow
from exam_server.web.access import SESSION_COOKIE
from tests.encounters import MadeEncounter, make_encounter
from tests.making import open_own_work
from tests.served import serve
from tests.visiting import Visitors

pytestmark = pytest.mark.browser
TABLET = {"width": 1024, "height": 768}
Opening = Callable[[str, str], Page]


@pytest.fixture
def made(app: Flask, visitors: Visitors) -> MadeEncounter:
    with open_own_work(app.extensions["exam_house"].database) as work:
        return make_encounter(work, visitors.accounts)


@pytest.fixture
def open_page(app: Flask, chromium: Browser, visitors: Visitors) -> Iterator[Opening]:
    """Opens a page as one of the cast; whatever the scripts complain about fails the test."""
    problems: list[str] = []
    contexts = []
    with serve(app) as address:

        def open_one(login: str, path: str) -> Page:
            cookie = visitors.as_player(login).get_cookie(SESSION_COOKIE)
            assert cookie is not None
            context = chromium.new_context(viewport=TABLET, locale="pl")  # type: ignore[arg-type]
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


def size_of(page: Page, selector: str) -> float:
    return float(page.locator(selector).first.evaluate("each => parseFloat(getComputedStyle(each).fontSize)"))


def test_three_tablets_go_through_a_run_and_the_cards_stay_readable_at_two_metres(
    app: Flask, made: MadeEncounter, open_page: Opening
) -> None:
    base = f"/roleplay/encounters/{made.id}"
    player, prompter = open_page("robert", f"{base}/card"), open_page("pola", f"{base}/prompter")
    chair = open_page("czeslawa", f"/commission/exams/{made.exam_id}/runs")
    player.locator("[data-kind=start]").click()
    tile = prompter.locator(".prompter-grid > [data-kind=behaviour]").first
    tile.click()
    undo = prompter.locator("[data-kind=undo]")
    expect(undo).to_be_visible()
    undo.click()
    expect(undo).to_have_count(0)
    expect(chair.locator(".run-row")).to_contain_text("połączono")
    expect(player.locator("[data-clock=phase]")).not_to_have_text("")
    assert (size_of(player, ".mood"), size_of(player, ".spoken")) == (72, 44), "see the style sheet for why"
    assert size_of(player, ".glance-clock .figures") == 44 and size_of(player, ".facts-now") == 36
    assert violations(player) == violations(prompter) == violations(chair) == []
    prompter.locator("[data-kind=pause]").first.click()
    expect(player.locator(".pause-panel")).to_be_visible()
    expect(player.locator("[data-kind=resume]")).to_have_count(0)
    prompter.locator("[data-now] [data-words]").fill("próbny alarm")
    prompter.locator("[data-reference=evacuation]").click()
    expect(player.locator(".pause-panel")).to_contain_text("próbny alarm")
    expect(chair.locator(".phase-strip")).to_contain_text("próbny alarm")
    assert violations(player) == violations(prompter) == violations(chair) == []
    prompter.locator("[data-kind=resume]").click()
    expect(player.locator(".pause-panel")).to_have_count(0)
    player.locator("[data-kind=stop]").click()
    leaving = player.locator("[data-leaving]")
    expect(leaving).to_have_text(re.compile(r"2:\d\d"))
    assert violations(player) == []
    with open_own_work(app.extensions["exam_house"].database) as work:
        seen = shown_cards.list_shown(work, work.session.get_one(EncounterRow, made.id))
    standings = [each.seen["standing"][0] for each in seen if each.card == "role_player"]
    assert [*dict.fromkeys(standings)] == ["waiting", "running", "paused", "stopped"]


def test_without_a_prompter_the_role_player_drives_the_run_by_three_large_buttons(
    app: Flask, made: MadeEncounter, open_page: Opening
) -> None:
    """Behaviours, cues and facts by the one who plays; what they tap changes what they may say."""
    with open_own_work(app.extensions["exam_house"].database) as work:
        hours = ((work.now, work.now + timedelta(hours=3)),)
        day_settings.keep_settings(work, made.exam_id, DaySettings(hours, prompted=False))
        work.commit()
    player = open_page("robert", f"/roleplay/encounters/{made.id}/card")
    player.locator("[data-kind=start]").click()
    buttons = player.locator(".big-buttons [data-kind=behaviour]")
    expect(buttons).to_have_count(sum(each.button for each in made.scenario.events))
    assert violations(player) == []
    least = min(box["height"] for box in (each.bounding_box() for each in buttons.all()) if box)
    assert least >= 72, "the assessor's tile is the measure"
    for at in range(buttons.count()):
        buttons.nth(at).click()
    told = player.locator(".facts-now [data-kind=fact]").first
    fact = told.get_attribute("data-reference")
    told.click()
    expect(player.locator(f".facts-now [data-reference={fact}]")).to_have_count(0)
    player.locator("[data-kind=end]").click()
    expect(player.locator("[data-leaving]")).to_be_visible()
    with open_own_work(app.extensions["exam_house"].database) as work:
        row = work.session.get_one(EncounterRow, made.id)
        state, standing = simulation.run_state(work, row), row.state
    assert fact in state.facts_given and standing == "ended"
    assert {each.kind for each in state.behaviours} == {each.id for each in made.scenario.events if each.button}
