"""An exam's simulations: played and rated through the services, but for one that ends on the commission's pages."""

import re
from collections.abc import Mapping
from uuid import UUID

from playwright.sync_api import expect

from exam_server.services import simulation
from exam_server.store.simulation import list_encounters
from tests.encounters import PIN, MadeEncounter, conclude, fill_sheet, give_pin, rate, run_encounter, seal
from tests.journeys.case_world import COMMISSION, World
from tests.making import OwnWork

PRIMARY = re.compile("button-primary")
Levels = Mapping[UUID, Mapping[str, int | None]]
"""Case → criterion → the level that everybody gives; 2 where nothing else is said."""


def plan_encounters(world: World, exam_id: UUID) -> list[tuple[UUID, MadeEncounter]]:
    """By the button that the exam's page puts first now; gives each encounter with its case, by candidate and station."""
    page = world.go("olga", f"/office/exams/{exam_id}")
    expect(page.get_by_role("button", name="Poproś o udostępnienie wyników")).not_to_have_class(PRIMARY)
    expect(page.get_by_role("button", name="Zaplanuj symulacje")).to_have_class(PRIMARY)
    page.get_by_role("button", name="Zaplanuj symulacje").click()
    expect(page.locator("main")).to_contain_text("Zaplanowane symulacje")
    with world.work() as work:
        work.act_as(world.accounts["asia"], "assessor")
        return [
            (case.id, MadeEncounter(row.id, exam_id, world.accounts, simulation.get_scenario(work, row)))
            for row, case in list_encounters(work.session, exam_id)
        ]


def play(world: World, made: MadeEncounter, levels: Mapping[str, int | None]) -> None:
    """Played, rated and sealed by all, and agreed."""
    with world.work() as work:
        run_encounter(work, made)
        for login in COMMISSION:
            fill_sheet(work, made, login, dict(levels))
        for login in COMMISSION:
            seal(work, made, login)
        conclude(work, made.id)


def play_to_the_seals(world: World, made: MadeEncounter) -> None:
    """Two have sealed, and the chair's sheet lacks one criterion."""
    with world.work() as work:
        run_encounter(work, made)
        for login in COMMISSION[:2]:
            fill_sheet(work, made, login)
            seal(work, made, login)
        for criterion in made.criteria[1:]:
            _rate(work, made, criterion)


def _rate(work: OwnWork, made: MadeEncounter, criterion: str) -> None:
    rate(work, made, "czeslawa", criterion, 2, "Ustaliła to razem z klientem.")


def seal_and_conclude(world: World, made: MadeEncounter) -> None:
    """The chair's page says what is missing; once it's there, she seals by PIN, all agree on facts, and she concludes."""
    page = world.go("czeslawa", f"/assessor/encounters/{made.id}")
    page.locator("[data-view=seal]").first.click()
    expect(page.locator("[data-panel=seal]")).to_contain_text("Czegoś jeszcze brakuje")
    with world.work() as work:
        _rate(work, made, made.criteria[0])
        give_pin(work, made, "czeslawa")
    page.reload()
    page.locator("[data-view=seal]").first.click()
    page.get_by_label("Twój PIN").fill(PIN)
    page.get_by_role("button", name="Zapieczętuj arkusz").click()
    expect(page.get_by_text("Twój arkusz jest zapieczętowany")).to_be_visible()
    page = world.go("czeslawa", f"/assessor/encounters/{made.id}/moderation")
    page.get_by_label("Fakty własnymi słowami").fill("Cel ustalono razem z klientem.")
    page.get_by_role("button", name="Przedstaw te fakty").click()
    for login in COMMISSION[:2]:
        page = world.go(login, f"/assessor/encounters/{made.id}/moderation")
        page.get_by_role("button", name="Zgadzam się z tymi faktami").click()
    page = world.go("czeslawa", f"/assessor/encounters/{made.id}/moderation")
    page.get_by_role("button", name="Zamknij i zapisz dowody").click()
    expect(page.locator("main")).to_contain_text("dowody")
