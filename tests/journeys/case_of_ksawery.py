"""Ksawery comes with a recognised achievement, misses one criterion, and sits that set again on another day."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from playwright.sync_api import expect

from exam_server.core.assembly import Blueprint, Cell
from exam_server.core.candidates import CandidateEntry
from exam_server.core.enrolment import Window
from exam_server.core.recognition import Basis
from exam_server.core.validators import Authorisation
from exam_server.services import bank, exam, portfolio, qualification, recognising, validators
from exam_server.services.enrolment_windows import WindowPlan, open_window
from exam_server.services.exam import ExamPlan
from tests.browser.accessible import violations
from tests.journeys.case_steps import (
    address,
    confirm_set,
    decide_rest,
    expect_refused,
    make_protocol,
    note_down,
    propose_not_met,
    send,
    vote_for,
)
from tests.journeys.case_world import COMMISSION, World
from tests.making import CANDIDATES, OwnWork
from tests.portfolios import bring, give_account
from tests.shipped import CODE

KSAWERY = CANDIDATES[1]
WRONG = {"2A3": 3}
LEVELS = {"2A3": 1}
MISSED = "Nie zna tego pojęcia."
AGAIN = "Wykazał to w powtórzonym teście zestawu 2."


def begin(world: World, case_id: UUID) -> None:
    """The stage of evidence analysis, which the body now lets nobody begin without the document (S13)."""
    page = world.go("olga", f"/office/candidates/{case_id}")
    page.get_by_text("Zdecyduj inaczej").click()
    decision = page.locator("form[action$='/condition']")
    decision.locator("select").select_option("require")
    decision.locator("textarea").fill("Uchwała zespołu walidacji.")
    decision.get_by_role("button").click()
    page.get_by_role("button", name="Otwórz etap").click()
    expect_refused(world, page, "S13")
    page.get_by_role("button", name="Dokument okazano").click()
    page.get_by_role("button", name="Otwórz etap").click()
    expect(page.locator("#stages")).to_contain_text("Analiza dowodów")


def stay(world: World, case_id: UUID) -> None:
    """Nothing of him is erased while an exam is still to come (P8)."""
    page = world.go("olga", f"/office/candidates/{case_id}")
    page.get_by_role("button", name="Zaproponuj usunięcie danych tej osoby").click()
    page.locator("dialog[open]").get_by_role("button", name="Zaproponuj").click()
    expect_refused(world, page, "P8")


def hand_in(world: World, case_id: UUID, folder: Path) -> UUID:
    """The candidate hands in a document that shows 3C3; gives it."""
    with world.work() as work:
        work.actor = give_account(work, case_id, f"{case_id}@example.org")
        document = bring(work, folder, case_id)
        portfolio.map_piece(work, case_id, document, [("3C3", "")], "Certyfikat obejmuje to kryterium.")
        portfolio.hand_in(work, case_id)
        work.commit()
    return document


def recognise(world: World, case_id: UUID, document: UUID) -> None:
    """3C3 was confirmed elsewhere: voted on, confirmed on the page; an exam about nothing else is refused (L9)."""
    basis = Basis("certificate", "Certyfikat doradcy", "17/2024", "Instytut Doradztwa", date(2024, 5, 6))
    with world.work() as work:
        work.act_as(world.accounts["asia"], "assessor")
        found = recognising.propose_recognition(work, case_id, "3C3", basis, document, "Ten sam zakres.")
        work.commit()
        for login in COMMISSION[1:]:
            work.act_as(world.accounts[login], "assessor")
            recognising.vote_on_recognition(work, case_id, found, True, "Program kursu jest ten sam.")
            work.commit()
        known = plan_other(world, work, _about("3C3"))
    page = world.go("czeslawa", address(case_id, "/recognitions"))
    page.get_by_role("button", name="Zatwierdź wynik głosowania").click()
    expect(page.locator("main")).to_contain_text("uznane")
    add_by_page(world, known)
    expect_refused(world, world.pages["olga"], "L9")


def _about(criterion: str) -> Blueprint:
    cells = (Cell("only", criterion=criterion, minimum=1),)
    return Blueprint(f"only-{criterion.lower()}", f"Tylko {criterion}", 20, 1, cells, difficulty_band=1.0)


def plan_other(world: World, work: OwnWork, blueprint: Blueprint, edition_id: UUID | None = None) -> UUID:
    """Another exam that the office might offer."""
    bank.load_blueprint(work, CODE, blueprint)
    found = next(each.id for each in bank.list_blueprints(work, CODE) if each.blueprint.id == blueprint.id)
    at = datetime(2027, 3, 20, 9, tzinfo=UTC)
    exam_id = exam.make_exam(
        work, ExamPlan(edition_id or world.edition_id, blueprint.title, "Sopot", at, found, None, {})
    )
    work.commit()
    return exam_id


def add_by_page(world: World, exam_id: UUID, entry: CandidateEntry = KSAWERY) -> None:
    page = world.go("olga", f"/office/exams/{exam_id}")
    form = page.locator("form[action$='/candidates']")
    for name in ("given_names", "family_name", "email"):
        form.locator(f"input[name={name}]").fill(getattr(entry, name))
    form.get_by_role("button").click()


def decide(world: World, case_id: UUID) -> None:
    """All is met but 2A3, which stays unshown in the conversation, too; by the votes of all three."""
    note_down(world, case_id, "2A3", "Co to jest?", verdict="not_met")
    propose_not_met(world, case_id, "2A3", MISSED)
    decide_rest(world, case_id, 1, 2, 3)
    for number in (1, 2, 3):
        confirm_set(world, "czeslawa", case_id, number)
    for scope in ("1", "2", "3"):
        expect(make_protocol(world, "czeslawa", case_id, scope).locator("main")).to_contain_text(f"zestaw {scope}")


def learn(world: World, case_id: UUID) -> None:
    """What he reads of it: one criterion isn't confirmed, and all others are."""
    result = world.go_as_candidate(case_id, f"/candidate/cases/{case_id}/result").locator("main")
    expect(result).to_contain_text("54 z 55")
    expect(result).to_contain_text("Niepotwierdzone: 2A3.")
    expect(result).not_to_contain_text("komisja do nich wróci")


def come_back(world: World, case_id: UUID, fitting: UUID, whole: Blueprint) -> None:
    """The office offers exams: one asks about closed sets (L8), one is on a newer edition (L23), the third fits."""
    with world.work() as work:
        too_much = plan_other(world, work, whole)
        content = replace(qualification.get_edition(work, world.edition_id).content, hours=99)
        fresh = qualification.adopt_edition(work, CODE, content)
        work.commit()
        newer = plan_other(world, work, _about("2A3"), fresh)
    for exam_id, rule in ((too_much, "L8"), (newer, "L23")):
        add_by_page(world, exam_id)
        expect_refused(world, world.pages["olga"], rule)
    come_too_early(world, case_id, fitting)
    add_by_page(world, fitting)
    expect(world.pages["olga"].locator("main")).to_contain_text("Kandydat został dodany.")


def come_too_early(world: World, case_id: UUID, exam_id: UUID) -> None:
    """A body whose authorisation is over can't carry the exam out (L10), and nobody enrols before the day (P3)."""
    with world.work() as work:
        ended = Authorisation("Akademia Doradztwa", "Sopot", "umowa 7/2025", date(2025, 1, 1), date(2026, 12, 31))
        academy = validators.authorise(work, CODE, ended)
        work.commit()
        tomorrow = work.now + timedelta(days=1)
        window = open_window(work, WindowPlan(Window(tomorrow, tomorrow + timedelta(days=9), 5), exam_id=exam_id))
        work.commit()
    page = world.go("olga", f"/office/exams/{exam_id}/validator")
    send(page, f"/office/exams/{exam_id}/validator", {"validator": str(academy)})
    expect_refused(world, page, "L10")
    page = world.go_as_candidate(case_id, f"/enrolment/{window}")
    send(page, f"/enrolment/{window}", {"language": "pl"})
    expect_refused(world, page, "P3")


def decide_anew(world: World, case_id: UUID) -> None:
    """What was met before is carried; the decision on 2A3 is changed by one that says why, and so is the protocol."""
    grid = world.go("czeslawa", address(case_id))
    expect(grid.locator("main")).to_contain_text(re.compile(r"20 marca 2027.*Sopot.*2A3"))
    assert violations(grid) == []
    vote_for(world, case_id, "2A3", *COMMISSION[1:], reason=AGAIN)
    expect(confirm_set(world, "czeslawa", case_id, 2).locator(".whole")).not_to_contain_text("niespełnione")
    page = make_protocol(world, "czeslawa", case_id, "2")
    expect(page.locator("main")).to_contain_text("Nowy protokół musi podać, dlaczego zastępuje poprzedni.")
    page = make_protocol(world, "czeslawa", case_id, "2", "Zestaw 2 zdawano ponownie.")
    expect(page.locator("main")).to_contain_text("Zestaw 2 zdawano ponownie.")
