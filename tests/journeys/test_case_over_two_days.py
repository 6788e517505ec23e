"""Kazimiera comes with a recognised achievement, falls short in one set, and sits that set again on another day."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import expect

from exam_server.core.enrolment import Window
from exam_server.core.recognition import Basis
from exam_server.core.validators import Authorisation
from exam_server.services import portfolio, qualification, recognising, validators
from exam_server.services.candidate_cases import make_case
from exam_server.services.enrolment_windows import WindowPlan, open_window
from exam_server.store import case as case_store
from tests.browser.accessible import violations
from tests.deciding import Decidable, decide
from tests.journeys.case_steps import (
    address,
    confirm_set,
    expect_refused,
    make_protocol,
    send,
    vote_for,
)
from tests.journeys.case_world import COMMISSION, KAZIMIERA, World, appoint_commission, enrol, hold_test, plan_exam
from tests.journeys.certificate_steps import certify
from tests.making import CODE, OwnWork
from tests.portfolios import bring, give_account
from tests.releasing import release_by_two

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def begin(world: World) -> UUID:
    """A case, and the stage of evidence analysis that the body lets nobody begin without the document (S13)."""
    with world.work() as work:
        case_id = make_case(work, world.edition_id, KAZIMIERA)
        work.commit()
    page = world.go("olga", f"/office/candidates/{case_id}")
    page.get_by_text("Zdecyduj inaczej").click()
    decision = page.locator("form[action$='/condition']")
    decision.locator("select").select_option("require")
    decision.locator("textarea").fill("Uchwała zespołu walidacji.")
    decision.get_by_role("button").click()
    page.get_by_role("button", name="Otwórz etap").click()
    expect_refused(page, "S13")
    page.get_by_role("button", name="Dokument okazano").click()
    page.get_by_role("button", name="Otwórz etap").click()
    expect(page.locator("#stages")).to_contain_text("Analiza dowodów")
    return case_id


def hand_in(work: OwnWork, case_id: UUID, folder: Path) -> UUID:
    """The candidate hands in a document that shows 2A1; gives it."""
    work.actor = give_account(work, case_id, KAZIMIERA.email)
    document = bring(work, folder, case_id)
    portfolio.map_piece(work, case_id, document, [("2A1", "")], "Certyfikat obejmuje rozmowę z gościem.")
    portfolio.hand_in(work, case_id)
    work.commit()
    return document


def recognise(world: World, case_id: UUID, document: UUID) -> None:
    """2A1 was confirmed elsewhere before: proposed and voted on, then confirmed on the page by another member (L9)."""
    basis = Basis("certificate", "Certyfikat herbaciarza", "17/2024", "Instytut Herbaty", date(2024, 5, 6))
    with world.work() as work:
        work.act_as(world.accounts["asia"], "assessor")
        found = recognising.propose_recognition(work, case_id, "2A1", basis, document, "Ten sam zakres.")
        work.commit()
        for login in COMMISSION[1:]:
            work.act_as(world.accounts[login], "assessor")
            recognising.vote_on_recognition(work, case_id, found, True, "Program kursu jest ten sam.")
            work.commit()
    page = world.go("czeslawa", address(case_id, "/recognitions"))
    page.get_by_role("button", name="Zatwierdź wynik głosowania").click()
    expect(page.locator("main")).to_contain_text("uznane")


def add_by_page(world: World, exam_id: UUID) -> None:
    page = world.go("olga", f"/office/exams/{exam_id}")
    form = page.locator("form[action$='/candidates']")
    for name, value in (
        ("given_names", KAZIMIERA.given_names),
        ("family_name", KAZIMIERA.family_name),
        ("email", KAZIMIERA.email),
    ):
        form.locator(f"input[name={name}]").fill(value)
    form.get_by_role("button").click()


def plan_first_day(world: World, case_id: UUID, folder: Path) -> UUID:
    """The exam of the first day; before it 2A1 is recognised, so that an exam about nothing else is refused (L9)."""
    with world.work() as work:
        exam_id = plan_exam(world, work, "pierwszy", "drugi")
        enrol(work, exam_id)
        appoint_commission(world, work, exam_id)
        document = hand_in(work, case_id, folder)
        known = plan_exam(world, work, "uznany")
    recognise(world, case_id, document)
    add_by_page(world, known)
    expect_refused(world.pages["olga"], "L9")
    return exam_id


def hold_first_day(world: World, case_id: UUID, exam_id: UUID) -> None:
    """Set 1 is met and 2A2 isn't, by the commission's decisions; 2A1 isn't asked about."""
    with world.work() as work:
        hold_test(world, work, exam_id, {"2A2": 4})
        stages = case_store.list_stages(work.session, case_id)
        made = Decidable(exam_id, case_id, stages[-1].id, world.accounts)
        for criterion in ("1A1", "1A2", "2A1"):
            decide(work, made, criterion)
        decide(work, made, "2A2", "not_met", reason="Nie zna zasad podawania.")


def come_back(world: World, case_id: UUID) -> UUID:
    """The office offers exams: one asks about a closed set (L8), one is on a newer edition (L23), the third fits."""
    with world.work() as work:
        whole = plan_exam(world, work, "pierwszy", "drugi", place="Sopot", day=20)
        fresh = qualification.adopt_edition(
            work, CODE, replace(qualification.get_edition(work, world.edition_id).content, hours=99)
        )
        work.commit()
        newer = plan_exam(world, work, "drugi", place="Sopot", day=20, edition_id=fresh)
        fitting = plan_exam(world, work, "drugi", place="Sopot", day=20)
    for exam_id, rule in ((whole, "L8"), (newer, "L23")):
        add_by_page(world, exam_id)
        expect_refused(world.pages["olga"], rule)
    come_too_early(world, case_id, fitting)
    add_by_page(world, fitting)
    expect(world.pages["olga"].locator("main")).to_contain_text("Kandydat został dodany.")
    return fitting


def come_too_early(world: World, case_id: UUID, exam_id: UUID) -> None:
    """A body whose authorisation is over can't carry the exam out (L10), and nobody enrols before the day (P3)."""
    with world.work() as work:
        ended = Authorisation("Akademia Herbaty", "Sopot", "umowa 7/2025", date(2025, 1, 1), date(2026, 12, 31))
        academy = validators.authorise(work, CODE, ended)
        work.commit()
        tomorrow = work.now + timedelta(days=1)
        window = open_window(work, WindowPlan(Window(tomorrow, tomorrow + timedelta(days=9), 5), exam_id=exam_id))
        work.commit()
    page = world.go("olga", f"/office/exams/{exam_id}/validator")
    send(page, f"/office/exams/{exam_id}/validator", {"validator": str(academy)})
    expect_refused(page, "L10")
    page = world.go_as_candidate(case_id, f"/enrolment/{window}")
    send(page, f"/enrolment/{window}", {"language": "pl"})
    expect_refused(page, "P3")


def decide_anew(world: World, case_id: UUID) -> None:
    """The decision on 2A2 is changed by a new one that names the old one and says why."""
    vote_for(world, case_id, "2A2", *COMMISSION[1:], reason="Wykazała w powtórzonym teście zestawu 2.")
    page = confirm_set(world, "czeslawa", case_id, 2)
    expect(page.locator(".whole")).not_to_contain_text("niespełnione")
    criterion = world.go("artur", address(case_id, "/decisions/2A2")).locator("main")
    expect(criterion).to_contain_text("Wykazała w powtórzonym teście zestawu 2.")


@pytest.mark.rule("S13")
@pytest.mark.rule("L8")
@pytest.mark.rule("L9")
@pytest.mark.rule("L10")
@pytest.mark.rule("L23")
@pytest.mark.rule("P3")
def test_what_was_recognised_and_met_is_carried_and_only_the_open_set_is_sat_again(
    world: World, tmp_path: Path
) -> None:
    case_id = begin(world)
    first = plan_first_day(world, case_id, tmp_path)
    hold_first_day(world, case_id, first)
    expect(make_protocol(world, "czeslawa", case_id, "2").locator("main")).to_contain_text("zestaw 2")
    with world.work() as work:
        release_by_two(work, first)
    result = world.go_as_candidate(case_id, f"/candidate/cases/{case_id}/result").locator("main")
    expect(result).to_contain_text("niepotwierdzone")
    second = come_back(world, case_id)
    with world.work() as work:
        appoint_commission(world, work, second)
        hold_test(world, work, second, {})
    grid = world.go("czeslawa", address(case_id)).locator("main")
    expect(grid).to_contain_text(re.compile(r"1 marca 2027.*Gdynia.*1A1 1A2"))
    expect(grid).to_contain_text(re.compile(r"20 marca 2027.*Sopot.*2A2"))
    assert violations(world.pages["czeslawa"]) == []
    decide_anew(world, case_id)
    page = make_protocol(world, "czeslawa", case_id, "2")
    expect(page.locator("main")).to_contain_text("Nowy protokół musi podać, dlaczego zastępuje poprzedni.")
    page = make_protocol(world, "czeslawa", case_id, "2", "Zestaw 2 zdawano ponownie.")
    expect(page.locator("main")).to_contain_text("Zestaw 2 zdawano ponownie.")
    with world.work() as work:
        release_by_two(work, second)
    result = world.go_as_candidate(case_id, f"/candidate/cases/{case_id}/result").locator("main")
    expect(result).not_to_contain_text("niepotwierdzone")
    expect(make_protocol(world, "czeslawa", case_id, "1").locator("main")).to_contain_text("zestaw 1")
    certify(world, case_id, tmp_path)
    register = world.go("oskar", "/office/certificates/register").locator("main")
    expect(register).to_contain_text("uznane wcześniej: 2A1 (L9)")
