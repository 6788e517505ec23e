"""Kazimiera passes: what fell short in the test comes to the conversation, a dissent is kept, and another member confirms."""

import re
from uuid import UUID

from playwright.sync_api import expect

from tests.encounters import MadeEncounter
from tests.journeys.case_steps import (
    address,
    agree,
    confirm_set,
    decide_outcome,
    decide_rest,
    dissent,
    expect_refused,
    make_protocol,
    note,
    note_down,
    propose,
    send,
    vote_for,
)
from tests.journeys.case_world import World
from tests.journeys.encounter_steps import play_to_the_seals, seal_and_conclude
from tests.reading_pdf import text_of

WRONG = {"1A1": 2}
LEVELS = {"2A1": None}
"""Nobody saw a chance to show it: it's taken in the conversation, part by part."""
DISSENT = "Przykład dotyczył innej sytuacji."
QUESTION = "Jakie zna Pani metody badania oczekiwań klienta?"


def finish_simulation(world: World, made: MadeEncounter) -> None:
    """Nobody's ratings open before all are sealed (P5)."""
    play_to_the_seals(world, made)
    expect_refused(world, world.go("asia", f"/assessor/encounters/{made.id}/moderation"), "P5")
    seal_and_conclude(world, made)


def converse(world: World, case_id: UUID) -> None:
    """What one method didn't show is a point of the agenda (P9); a decision needs the conversation (S1) and proof."""
    for outcome in ("1A", "1B", "1C", "1D"):
        decide_outcome(world, case_id, outcome)
    expect_refused(world, confirm_set(world, "czeslawa", case_id, 1), "S1")
    expect_refused(world, propose(world, "asia", case_id, "1A1"), "P2")
    agenda = world.go("czeslawa", address(case_id, "/agenda"))
    expect(agenda.locator("#p-1A1")).to_contain_text("czeka na komisję")
    note_down(world, case_id, "1A1", QUESTION)
    note(world, "czeslawa", case_id, "2A1", "Jak wita Pani klienta?", "a")
    expect_refused(world, propose(world, "asia", case_id, "2A1"), "S12")
    note_down(world, case_id, "2A1", "Jak pyta go Pani, po co przyszedł?", "b")


def decide(world: World, case_id: UUID) -> None:
    """All is met by the votes of all three but for one dissent; another member than the proposer confirms (P7)."""
    propose(world, "asia", case_id, "1A1")
    dissent(world, "artur", case_id, "1A1", DISSENT)
    agree(world, "czeslawa", case_id, "1A1")
    page = world.go("czeslawa", address(case_id, "/decisions/1A1"))
    confirmation = page.locator("form[action*='/confirmation/']").get_attribute("action")
    assert confirmation is not None
    page = world.go("asia", address(case_id, "/decisions/1A1"))
    expect(page.get_by_role("button", name="Zatwierdź rozstrzygnięcie")).to_have_count(0)
    send(page, confirmation, {})
    expect_refused(world, page, "P7")
    vote_for(world, case_id, "2A1", "artur", "czeslawa")
    decide_rest(world, case_id, 2, 3)
    confirm_set(world, "czeslawa", case_id, 1)
    expect(make_protocol(world, "czeslawa", case_id, "0").locator("main")).to_contain_text("Jeszcze nierozstrzygnięte")
    for number in (2, 3):
        confirm_set(world, "czeslawa", case_id, number)
    overview = world.go("artur", address(case_id, "/decisions"))
    expect(overview.locator(".whole")).to_contain_text("spełnione")
    expect(overview.locator(".whole")).not_to_contain_text("niespełnione")


def state(world: World, case_id: UUID) -> str:
    """The protocol of all sets; gives what it prints."""
    page = make_protocol(world, "czeslawa", case_id, "0")
    expect(page.locator("main")).to_contain_text(re.compile(r"Protokół \d{4}/\d{5}, wszystkie zestawy"))
    link = page.get_by_role("link", name="Protokół (PDF)").get_attribute("href")
    printed = text_of(page.request.get(world.address + str(link)).body())
    assert DISSENT in printed and QUESTION in printed
    assert "otwarto okna" in printed, "what was different in the room"
    return printed
