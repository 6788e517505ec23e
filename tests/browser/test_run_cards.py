"""The role-player's card and the prompter's page on tablets in a real Chromium."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from tablet_room import address, expect_saved, live, made, open_page, own_work

from exam_server.services import simulation
from exam_server.store.machine_clock import MachineClock
from exam_server.store.simulation import list_run_events
from exam_server.store.tables import EncounterRow
from tests.encounters import MadeEncounter
from tests.making import OwnWork

pytestmark = pytest.mark.browser
__all__ = ["address", "live", "made", "open_page", "own_work"]


def test_the_role_players_card_follows_the_prompters_taps(
    open_page: Callable[[str, str], Page], made: MadeEncounter
) -> None:
    card = open_page("robert", f"/roleplay/encounters/{made.id}/card")
    mood = card.locator(".mood").text_content()
    prompter = open_page("pola", f"/roleplay/encounters/{made.id}/prompter")
    praise = next(each for each in made.scenario.events if each.id == "specific_praise")
    for _ in range(3):
        prompter.get_by_role("button", name=praise.label).tap()
    expect(card.locator(".mood")).not_to_have_text(mood or "")
    prompter.get_by_role("button", name="Zakończ symulację").tap()
    expect(card.get_by_role("heading", name="Symulacja skończona")).to_be_visible()


def test_a_prompters_taps_survive_a_lost_network_and_a_crash_and_count_at_their_own_second(
    open_page: Callable[[str, str], Page], made: MadeEncounter, own_work: OwnWork, address: str
) -> None:
    page = open_page("pola", f"/roleplay/encounters/{made.id}/prompter")
    expect_saved(page)
    praise = next(each for each in made.scenario.events if each.id == "specific_praise")
    words = page.locator("[data-log-words]")
    expect(words).to_have_text(re.compile(r"^[1-9]\d* z "))  # What the card showed is an entry, too.
    context = page.context
    context.set_offline(True)
    made_before = int(str(words.text_content()).split()[2])
    for number in (1, 2):
        page.get_by_role("button", name=praise.label).tap()
        expect(words).to_have_text(re.compile(rf" z {made_before + number} "))
    expect(page.locator("#sync-strip")).to_have_attribute("data-state", "waiting")
    tapped = seconds_now(own_work, made)
    page.close()
    own_work.database.machine = SteppedClock(own_work.database.machine, seconds=100)
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{address}/roleplay/encounters/{made.id}/prompter")
    expect_saved(page)
    own_work.drop()
    events = [each for each in list_run_events(own_work.session, made.id) if each.kind == "behaviour"]
    assert len(events) == 2
    assert all(abs(each.at_seconds - tapped) <= 30 for each in events), "at their own second, not at their arrival"
    assert seconds_now(own_work, made) >= tapped + 100
    words = page.locator("[data-log-words]")
    made_before = int(str(words.text_content()).split()[2])
    page.get_by_role("button", name="Cofnij").first.tap()
    expect(words).not_to_have_text(re.compile(rf" z {made_before} "))
    expect_saved(page)
    expect(page.locator("[data-refusal]")).to_be_hidden()
    own_work.drop()
    row = own_work.session.get_one(EncounterRow, made.id)
    assert len(simulation.run_state(own_work, row).behaviours) == 1


class SteppedClock(MachineClock):
    """The machine's clocks, so many seconds on."""

    def __init__(self, machine: MachineClock, seconds: int) -> None:
        self._machine, self._step = machine, timedelta(seconds=seconds)
        self.boot_id = machine.boot_id

    def wall(self) -> datetime:
        return self._machine.wall() + self._step

    def since_boot(self) -> timedelta:
        return self._machine.since_boot() + self._step


def seconds_now(work: OwnWork, made: MadeEncounter) -> int:
    work.drop()
    return simulation.seconds_of(work.session.get_one(EncounterRow, made.id), work.now)
