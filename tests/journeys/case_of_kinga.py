"""Kinga's test falls short of one criterion and the commission decides so; she appeals, others rate it anew, and she wins."""

from uuid import UUID

from playwright.sync_api import expect

from tests.journeys import appeal_steps as appeals
from tests.journeys.case_steps import (
    confirm_set,
    decide_rest,
    expect_refused,
    make_protocol,
    note_down,
    propose_not_met,
)
from tests.journeys.case_world import World

WRONG = {"3B2": 3}
LEVELS = {"3B2": 1}


def decide(world: World, case_id: UUID) -> None:
    note_down(world, case_id, "3B2", "Proszę omówić to kryterium.", verdict="not_met")
    propose_not_met(world, case_id, "3B2", "Odpowiedź była niepełna.")
    decide_rest(world, case_id, 1, 2, 3)
    for number in (1, 2, 3):
        confirm_set(world, "czeslawa", case_id, number)
    expect(make_protocol(world, "czeslawa", case_id, "0").locator("main")).to_contain_text("wszystkie zestawy")


def appeal(world: World, case_id: UUID) -> None:
    """Who verified before is kept out of deciding on it (S9)."""
    result = world.go_as_candidate(case_id, f"/candidate/cases/{case_id}/result").locator("main")
    expect(result).to_contain_text("niepotwierdzone")
    appeals.gather_deciders(world)
    appeals.file(world, case_id, "3B2")
    page = appeals.admit(world)
    expect_refused(world, page, "S9")
    appeals.assign(page)
    appeals.hear(world, "3B2")
    appeals.tell(world, case_id)
    page = make_protocol(world, "czeslawa", case_id, "0", "Uwzględniono odwołanie.")
    expect(page.locator("main")).to_contain_text("Uwzględniono odwołanie.")
    result = world.go_as_candidate(case_id, f"/candidate/cases/{case_id}/result").locator("main")
    expect(result).not_to_contain_text("niepotwierdzone")
