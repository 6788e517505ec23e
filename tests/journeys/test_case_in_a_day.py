"""Kazimiera passes everything in one day: test, simulation, agenda, votes with a dissent, protocol, result.

It's also the browser test of the deciding pages, each used by whoever it's for.
"""

import re
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import expect

from exam_server.services import simulation
from tests.core.small_script import SMALL
from tests.encounters import PIN, MadeEncounter, fill_sheet, give_pin, rate, run_encounter, seal
from tests.journeys.case_steps import (
    address,
    agree,
    confirm_set,
    decide_outcome,
    dissent,
    expect_refused,
    make_protocol,
    note,
    note_down,
    propose,
    release,
    send,
    sign_room,
    vote_for,
)
from tests.journeys.case_world import World, appoint_commission, enrol, hold_test, plan_exam
from tests.journeys.certificate_steps import certify, verify_offline
from tests.making import OwnWork
from tests.reading_pdf import text_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
DISSENT = "Przykład dotyczył innej herbaty."


def make_day(world: World) -> tuple[UUID, UUID, MadeEncounter]:
    """Test and simulation are over: 1A1 fell short in both, and the chair's sheet still lacks a reason."""
    with world.work() as work:
        exam_id = plan_exam(world, work, "pierwszy", "drugi", simulated=True)
        case_id = enrol(work, exam_id)
        appoint_commission(world, work, exam_id)
        simulation.plan_encounters(work, exam_id)
        work.commit()
        hold_test(world, work, exam_id, {"1A1": 1}, lambda room: start_only_when_signed(world, room))
        return exam_id, case_id, play(world, work, exam_id)


def start_only_when_signed(world: World, exam_id: UUID) -> None:
    """Nobody starts in a room for which nobody signed (S7)."""
    page = world.go("olga", f"/desk/exams/{exam_id}")
    page.get_by_role("button", name="Otwórz test").click()
    expect_refused(page, "S7")
    sign_room(page)


def play(world: World, work: OwnWork, exam_id: UUID) -> MadeEncounter:
    work.act_as(world.accounts["asia"], "assessor")
    [found] = simulation.list_encounters(work, ("assessor",))
    encounter = MadeEncounter(found.id, exam_id, world.accounts, SMALL)
    run_encounter(work, encounter)
    for login in ("asia", "artur"):
        fill_sheet(work, encounter, login, {"1A1": 1})
        seal(work, encounter, login)
    rate(work, encounter, "czeslawa", "1A1", 1, "Pominęła gatunki zielone.")
    return encounter


def conclude(world: World, encounter: MadeEncounter) -> None:
    """Nobody's ratings open before all are sealed (P5); the chair seals once nothing is missing, and concludes."""
    room = f"/assessor/encounters/{encounter.id}"
    expect_refused(world.go("asia", f"{room}/moderation"), "P5")
    page = world.go("czeslawa", room)
    page.locator("[data-view=seal]").first.click()
    expect(page.locator("[data-panel=seal]")).to_contain_text("Czegoś jeszcze brakuje")
    with world.work() as work:
        rate(work, encounter, "czeslawa", "1A2", 2, "Ustaliła cel razem z gościem.")
        give_pin(work, encounter, "czeslawa")
    page.reload()
    page.locator("[data-view=seal]").first.click()
    page.get_by_label("Twój PIN").fill(PIN)
    page.get_by_role("button", name="Zapieczętuj arkusz").click()
    expect(page.get_by_text("Twój arkusz jest zapieczętowany")).to_be_visible()
    page = world.go("czeslawa", f"{room}/moderation")
    page.get_by_label("Fakty własnymi słowami").fill("1A2: Cel ustalono razem z gościem.")
    page.get_by_role("button", name="Przedstaw te fakty").click()
    for login in ("asia", "artur"):
        world.go(login, f"{room}/moderation").get_by_role("button", name="Zgadzam się z tymi faktami").click()
    page = world.go("czeslawa", f"{room}/moderation")
    page.get_by_role("button", name="Zamknij i zapisz dowody").click()
    expect(page.locator("main")).to_contain_text("dowody")


def converse(world: World, case_id: UUID) -> None:
    """What one method didn't show is a point of the agenda (P9); a decision needs the conversation (S1) and proof."""
    decide_outcome(world, case_id, "1A")
    vote_for(world, case_id, "2A2", "artur", "czeslawa")
    expect_refused(confirm_set(world, "czeslawa", case_id, 1), "S1")
    expect_refused(propose(world, "asia", case_id, "1A1"), "P2")
    agenda = world.go("czeslawa", address(case_id, "/agenda"))
    expect(agenda.locator("#p-1A1")).to_contain_text("czeka na komisję")
    note_down(world, case_id, "1A1", "Jakie zna Pani gatunki herbaty zielonej?")
    note(world, "czeslawa", case_id, "2A1", "Jak zaczyna Pani rozmowę z gościem?", "a")
    expect_refused(propose(world, "asia", case_id, "2A1"), "S12")
    note_down(world, case_id, "2A1", "Jak pyta Pani o życzenia?", "b")


def decide(world: World, case_id: UUID) -> None:
    """Everything is met by the votes of all three but for one dissent; another member than the proposer confirms (P7)."""
    propose(world, "asia", case_id, "1A1")
    vote_for(world, case_id, "2A1", "artur", "czeslawa")
    dissent(world, "artur", case_id, "1A1", DISSENT)
    agree(world, "czeslawa", case_id, "1A1")
    page = world.go("czeslawa", address(case_id, "/decisions/1A1"))
    confirmation = page.locator("form[action*='/confirmation/']").get_attribute("action")
    assert confirmation is not None
    page = world.go("asia", address(case_id, "/decisions/1A1"))
    expect(page.get_by_role("button", name="Zatwierdź rozstrzygnięcie")).to_have_count(0)
    send(page, confirmation, {})
    expect_refused(page, "P7")
    confirm_set(world, "czeslawa", case_id, 1)
    expect(make_protocol(world, "czeslawa", case_id, "0").locator("main")).to_contain_text("Jeszcze nierozstrzygnięte")
    confirm_set(world, "czeslawa", case_id, 2)
    overview = world.go("artur", address(case_id, "/decisions"))
    expect(overview.locator(".whole")).to_contain_text("spełnione")
    expect(overview.locator(".whole")).not_to_contain_text("niespełnione")


@pytest.mark.rule("L1")
@pytest.mark.rule("L19")
@pytest.mark.rule("S1")
@pytest.mark.rule("S7")
@pytest.mark.rule("S12")
@pytest.mark.rule("P2")
@pytest.mark.rule("P5")
@pytest.mark.rule("P7")
@pytest.mark.rule("P9")
def test_a_day_leads_from_the_test_over_the_conversation_to_a_protocol_a_result_and_a_certificate(
    world: World, tmp_path: Path
) -> None:
    exam_id, case_id, encounter = make_day(world)
    conclude(world, encounter)
    converse(world, case_id)
    decide(world, case_id)
    page = make_protocol(world, "czeslawa", case_id, "0")
    expect(page.locator("main")).to_contain_text(re.compile(r"Protokół \d{4}/00001, wszystkie zestawy"))
    link = page.get_by_role("link", name="Protokół (PDF)").get_attribute("href")
    printed = text_of(page.request.get(world.address + str(link)).body())
    assert DISSENT in printed and "Jakie zna Pani gatunki herbaty zielonej?" in printed
    assert "otwarto okna" in printed, "what was different in the room"
    release(world, exam_id)
    result = world.go_as_candidate(case_id, f"/candidate/cases/{case_id}/result").locator("main")
    for criterion in ("1A1", "1A2", "2A1", "2A2"):
        expect(result).to_contain_text(criterion)
    expect(result).not_to_contain_text("niepotwierdzone")
    assert certify(world, case_id, tmp_path).endswith("/00001")
    verify_offline(world, tmp_path)
