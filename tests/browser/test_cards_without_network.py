"""The cards of a run on tablets in a real Chromium while the server is gone: played to the end, and all of it counts."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from accessible import violations
from flask import Flask
from playwright.sync_api import Page, expect
from tablet_room import address, expect_saved, live, made, open_page, own_work

from exam_server.services import simulation
from exam_server.services.tablet_files import bring_file
from exam_server.store.simulation import list_run_events
from exam_server.store.tables import EncounterRow
from tests.encounters import MadeEncounter, make_encounter
from tests.making import OwnWork
from tests.served import SwitchedServer
from tests.visiting import Visitors

pytestmark = pytest.mark.browser
__all__ = ["address", "live", "made", "open_page", "own_work"]

Opening = Callable[[str, str], Page]


@pytest.fixture
def planned(own_work: OwnWork, visitors: Visitors) -> MadeEncounter:
    """Nobody has started it yet."""
    return make_encounter(own_work, visitors.accounts)


def check_in(open_page: Opening, login: str) -> Page:
    """The list loads the day: itself, and an encounter's two pages."""
    page = open_page(login, "/roleplay/")
    expect(page.locator("[data-packet]")).to_contain_text("gotowy do pracy bez sieci: ma 3 z 3")
    return page


def open_kept(page: Page, live: SwitchedServer, made: MadeEncounter, card: str) -> None:
    """The page of the day's packet, which begins with the whole script once the server has been missed."""
    page.goto(f"{live.address}/roleplay/encounters/{made.id}/{card}")
    expect(page.locator("html")).to_have_attribute("data-kept", "true")
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    expect(page.locator("[data-alone]")).to_be_visible()


def kinds(work: OwnWork, made: MadeEncounter) -> list[str]:
    work.drop()
    return [each.kind for each in list_run_events(work.session, made.id)]


def test_a_run_is_played_from_start_to_end_without_a_network_and_counts_afterwards(
    open_page: Opening, planned: MadeEncounter, own_work: OwnWork, live: SwitchedServer
) -> None:
    page = check_in(open_page, "robert")
    live.stop()
    open_kept(page, live, planned, "card")
    expect(page.locator(".spoken")).to_have_text(planned.scenario.opening.line)
    page.locator("[data-kind=start]").tap()
    expect(page.get_by_role("heading", name="Cały scenariusz")).to_be_visible()
    for fact in planned.scenario.facts:
        expect(page.get_by_text(fact.text).first).to_be_visible()
    assert violations(page) == []
    expect(page.locator("[data-clock=run]")).not_to_have_text("0:00")
    page.locator("[data-kind=pause]").tap()
    expect(page.locator("[data-kind=resume]")).to_have_count(0)
    page.locator("[data-reference=equipment]").tap()
    go_on = page.locator("[data-kind=resume]")
    expect(go_on).to_be_visible()
    page.reload()
    go_on.tap()
    page.locator("[data-kind=end]").tap()
    expect(page.locator("[data-leaving]")).to_have_text(re.compile(r"\d:\d\d"))
    live.start()
    expect_saved(page)
    assert kinds(own_work, planned) == ["start", "pause", "reason", "resume", "end"]
    assert own_work.session.get_one(EncounterRow, planned.id).state == "ended"


def test_a_prompters_taps_without_a_network_are_marked_taken_back_and_counted(
    open_page: Opening, planned: MadeEncounter, own_work: OwnWork, live: SwitchedServer
) -> None:
    """Both start it, each on their own tablet: that is one start."""
    player, prompter = check_in(open_page, "robert"), check_in(open_page, "pola")
    live.stop()
    for page, card in ((player, "card"), (prompter, "prompter")):
        open_kept(page, live, planned, card)
        page.locator("[data-kind=start]").tap()
        expect(page.get_by_role("heading", name="Cały scenariusz")).to_be_visible()
    cue = prompter.locator(f"[data-kind=cue][data-reference={planned.scenario.cues[0].id}]")
    cue.tap()
    expect(cue).to_have_attribute("aria-pressed", "true")
    prompter.locator("[data-undo]").tap()
    expect(cue).to_have_attribute("aria-pressed", "false")
    prompter.locator(".prompter-grid > [data-kind=behaviour]").first.tap()
    prompter.locator("[data-kind=fact]").first.tap()
    assert violations(prompter) == []
    live.start()
    for page in (player, prompter):
        expect_saved(page)
        expect(page.locator("[data-refusal]")).to_be_hidden()
    assert sorted(kinds(own_work, planned)) == ["behaviour", "cue", "fact", "start", "start", "undo"]
    state = simulation.run_state(own_work, own_work.session.get_one(EncounterRow, planned.id))
    assert (state.standing, len(state.behaviours), len(state.facts_given), state.cues_played) == ("running", 1, 1, {})
    assert "start" not in {each.kind for each in state.departures}


def test_a_short_cut_leaves_the_card_as_it_is_and_who_asks_gets_the_whole_script(
    open_page: Opening, made: MadeEncounter, live: SwitchedServer
) -> None:
    page = open_page("robert", f"/roleplay/encounters/{made.id}/card")
    expect_saved(page)
    mood = page.locator(".mood")
    live.stop()
    notice = page.locator("[data-alone]")
    expect(notice).to_be_visible()
    expect(mood).to_be_visible()
    notice.get_by_role("button").tap()
    expect(page.get_by_role("heading", name="Cały scenariusz")).to_be_visible()
    live.start()
    expect(mood).to_be_visible()
    expect(notice).to_be_hidden()


def test_a_tablet_says_that_it_is_ready_once_what_brings_its_pages_is(
    open_page: Opening, planned: MadeEncounter, live: SwitchedServer
) -> None:
    """On a slow network the pages are loaded long before the worker has all that it keeps."""
    live.script_seconds = 3
    page = check_in(open_page, "robert")
    live.stop()
    open_kept(page, live, planned, "card")


def test_a_cards_log_leaves_its_tablet_in_a_sealed_file(
    open_page: Opening, planned: MadeEncounter, own_work: OwnWork, live: SwitchedServer, app: Flask, tmp_path: Path
) -> None:
    page = check_in(open_page, "robert")
    live.stop()
    open_kept(page, live, planned, "card")
    page.locator("[data-kind=start]").tap()
    expect(page.get_by_role("heading", name="Cały scenariusz")).to_be_visible()
    page.locator("[data-kind=end]").tap()
    expect(page.locator("[data-leaving]")).to_be_visible()
    page.goto(f"{live.address}/roleplay/")
    expect(page.locator("[data-waiting]")).to_be_visible()
    with page.expect_download() as download:
        page.locator("[data-export]").tap()
    saved = tmp_path / "tablet.exam"
    download.value.save_as(saved)
    own_work.act_as(None, "desk")
    brought = bring_file(own_work, app.extensions["exam_house"].keys, planned.exam_id, saved.read_bytes())
    own_work.commit()
    [log] = brought.logs
    assert (log.of_run, log.known, log.declined, log.forked) == (True, 0, 0, False) and log.new >= 2
    events = list_run_events(own_work.session, planned.id)
    assert [(each.kind, each.account_id) for each in events] == [
        (kind, planned.accounts["robert"]) for kind in ("start", "end")
    ]
