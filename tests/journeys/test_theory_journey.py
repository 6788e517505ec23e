"""From the register form to the evidence grid, with a network cut and a server's sudden death during the test."""

import json
import re
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import ROOT, House, link_in, respond

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

FORM = ROOT.parent / "shared" / "register" / "bilansowanie-kompetencji.md"
CODE = "bilansowanie-kompetencji"
PASSWORD = "cztery spokojne krótkie słowa"
CANDIDATES = "imię;nazwisko;data urodzenia;e-mail\nŻaneta;Gęślicka;1987-04-12;zaneta@przyklad.invalid\n"


@pytest.mark.skipif(not FORM.is_file(), reason="the real register form lies beside the repository in ../shared")
def test_nothing_acknowledged_is_lost_from_the_form_to_the_grid(
    house: House, chromium: Browser, tmp_path: Path
) -> None:
    house.content = tmp_path / "empty"
    link = link_in(house.run("setup", "--organisation", "Ośrodek Walidacji Przykład"))
    house.run("bank", "load", str(ROOT / "question_bank"))
    house.start()
    office = house.log_in(chromium, link, PASSWORD, "biuro")
    author = house.log_in(chromium, make_account(house, office, "autor", "author"), PASSWORD, "autor")
    adopt_form(house, author)
    block_plan(author)
    expect_refused_by_rule(house, office)
    mend_plan(author)
    ticket = make_exam(house, office)
    candidate = enter(house, chromium, ticket)
    admit_and_open(house, office)
    given = sit_through_disasters(house, candidate)
    assert saved_in(house) == given
    hand_in(candidate, len(given))
    colleague = house.log_in(chromium, make_account(house, office, "biuro2", "office"), PASSWORD, "biuro2")
    close_mark_release(house, office, colleague)
    grid_leads_to_responses(house, office)
    candidate.goto(f"{house.address}/sitting/result")
    expect(candidate.locator("main")).to_contain_text("1A1")


def make_account(house: House, office: Page, login: str, role: str) -> str:
    """An account from the office's list of accounts; gives its one-time link."""
    office.goto(f"{house.address}/account/")
    office.fill("input[name=given_names]", "Adam")
    office.fill("input[name=family_name]", "Autorski")
    office.fill("input[name=login]", login)
    office.locator(f"input[name=roles][value={role}]").check()
    office.get_by_role("button", name="Utwórz konto").click()
    return office.locator("code.one-time").inner_text()


def adopt_form(house: House, author: Page) -> None:
    author.goto(f"{house.address}/author/qualification")
    author.set_input_files("input[name=form]", FORM)
    author.get_by_role("button", name="Odczytaj formularz").click()
    main = author.locator("main")
    for words in ("Prowadzenie procesu bilansowania kompetencji", "55", "11"):
        expect(main).to_contain_text(words)
    expect(author.locator("input[name=code]")).to_have_value(CODE)
    author.get_by_role("button", name="Przyjmij").click()
    expect(main).to_contain_text("Przyjęto formularz")


def block_plan(author: Page) -> None:
    """Criterion 1A1 without any method: the plan can be saved, but not used (S1)."""
    for method in author.locator("input[name='1A1-methods']").all():
        method.uncheck()
    expect(author.locator("#plan-summary")).to_contain_text("1A1")
    author.get_by_role("button", name="Zapisz plan").first.click()
    expect(author.locator("#plan-summary")).to_contain_text("1A1")


def mend_plan(author: Page) -> None:
    for method in ("theory_test", "conversation_with_simulation"):
        author.locator(f"input[name='1A1-methods'][value={method}]").check()
    author.locator("input[name='1A1-main'][value=theory_test]").check()
    author.get_by_role("button", name="Zapisz plan").first.click()
    expect(author.locator("#plan-summary")).not_to_contain_text("1A1")


def fill_exam(house: House, office: Page) -> None:
    office.goto(f"{house.address}/office/exams/new")
    office.fill("input[name=title]", "Egzamin listopadowy")
    office.fill("input[name=place]", "Sala 12")
    office.fill("input[name=planned_on]", "2027-03-15")
    office.fill("input[name=planned_at]", "10:00")
    blueprints = office.locator("select[name=blueprint] option").all_inner_texts()
    office.select_option(
        "select[name=blueprint]",
        label=next(each for each in blueprints if "zestawu 2" in each),
    )
    office.locator("main form[method=post] button[type=submit]").last.click()


def expect_refused_by_rule(house: House, office: Page) -> None:
    fill_exam(house, office)
    expect(office.locator("main")).to_contain_text("S1")


def make_exam(house: House, office: Page) -> str:
    """Candidates from a CSV file, forms drawn and frozen; gives the candidate's ticket."""
    fill_exam(house, office)
    office.set_input_files(
        "input[name=file]", {"name": "lista.csv", "mimeType": "text/csv", "buffer": CANDIDATES.encode()}
    )
    office.get_by_role("button", name="Dodaj osoby z tej listy").click()
    expect(office.locator("#candidates")).to_contain_text("Gęślicka")
    confirm(office, "freeze")
    tickets = re.findall(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", office.locator("main").inner_text())
    assert len(set(tickets)) == 1, office.locator("main").inner_text()
    return tickets[0]


def confirm(page: Page, name: str) -> None:
    """An act in two steps: its button opens a dialog, whose first button does it."""
    page.locator(f"button:has(+ dialog#{name})").click()
    page.locator(f"dialog#{name} button[type=submit]").click()


def enter(house: House, chromium: Browser, ticket: str) -> Page:
    candidate = house.visit(chromium)
    candidate.goto(f"{house.address}/ticket")
    candidate.fill("input[name=ticket]", ticket.lower().replace("-", " "))
    candidate.locator("main form button[type=submit]").first.click()
    expect(candidate.locator("main")).to_contain_text("Żaneta Gęślicka")
    candidate.locator("main form button[type=submit]").first.click()
    candidate.wait_for_url("**/sitting")
    return candidate


def admit_and_open(house: House, office: Page) -> None:
    office.goto(f"{house.address}/desk/")
    office.locator("main a[href*='/desk/exams/']").first.click()
    office.locator("a.seat-link").first.click()
    office.locator("input[name=document]").first.check()
    office.get_by_role("button", name="Wpuść").click()
    office.goto(f"{house.address}/desk/")
    office.locator("main a[href*='/desk/exams/']").first.click()
    board = office.url
    office.get_by_role("link", name="Sprawdź warunki i podpisz").click()
    for condition in office.locator(".condition").all():
        condition.get_by_label("tak", exact=True).check(force=True)
    office.get_by_role("button", name="Podpisz: sala i wyposażenie odpowiadają").click()
    expect(office.locator("main")).to_contain_text("Podpis:")
    office.goto(board)
    office.get_by_role("button", name="Otwórz test").click()


def sit_through_disasters(house: House, candidate: Page) -> dict[int, object]:
    """Answers before, during and after a cut and a SIGKILL; gives what the page said is saved, by position."""
    candidate.wait_for_url(re.compile(r"/sitting(#.*)?$"))
    expect(candidate.locator("html")).to_have_attribute("data-ready", "true")
    given = {1: respond(candidate, 1), 2: respond(candidate, 2)}
    line = candidate.locator("#save-line")
    expect(line).to_have_attribute("data-state", "saved")
    candidate.context.set_offline(True)
    given |= {3: respond(candidate, 3), 4: respond(candidate, 4)}
    expect(line).to_have_attribute("data-state", "waiting")
    house.kill()
    given |= {5: respond(candidate, 5)}
    candidate.context.set_offline(False)
    house.start()
    expect(line).to_have_attribute("data-state", "saved")
    house.kill()
    house.start()
    candidate.reload()
    expect(candidate.locator("html")).to_have_attribute("data-ready", "true")
    given |= {6: respond(candidate, 6)}
    expect(line).to_have_attribute("data-state", "saved")
    return given


def saved_in(house: House) -> dict[int, object]:
    """What lies in the database's file, read past the server."""
    with sqlite3.connect(f"file:{house.instance / 'exam.sqlite'}?mode=ro", uri=True) as database:
        rows = database.execute("select position, response from response").fetchall()
    return {position: json.loads(response) for position, response in rows}


def hand_in(candidate: Page, count: int) -> None:
    """Two steps: the review, from which one can go back, and the hand-in; then the receipt."""
    candidate.get_by_role("link", name="Wszystkie pytania").first.click()
    candidate.get_by_role("link", name="Sprawdzenie przed oddaniem").click()
    candidate.get_by_role("link", name="Oddaj test…").click()
    candidate.get_by_role("button", name="Oddaj ostatecznie").click()
    candidate.wait_for_url("**/sitting/receipt")
    expect(candidate.locator("main")).to_contain_text(str(count))


def close_mark_release(house: House, office: Page, colleague: Page) -> None:
    office.goto(f"{house.address}/desk/")
    office.locator("main a[href*='/desk/exams/']").first.click()
    confirm(office, "close-exam")
    office.goto(f"{house.address}/office/exams")
    office.get_by_role("link", name="Egzamin listopadowy").click()
    office.get_by_role("button", name="Oceń testy").click()
    confirm(office, "release")
    colleague.goto(office.url)
    confirm(colleague, "release")


def grid_leads_to_responses(house: House, office: Page) -> None:
    office.goto(f"{house.address}/commission/cases")
    office.get_by_role("link", name="K0001").click()
    main = office.locator("main")
    expect(main).to_contain_text("1A1")
    main.locator("a[href*='/commission/evidence/']").first.click()
    expect(office.locator("main")).to_contain_text("Test teoretyczny", ignore_case=True)
