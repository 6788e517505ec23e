"""An exam's day in the browsers of those who make it: office, chair, desk, candidates."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Page, expect

from exam_server.core.candidates import CandidateEntry
from exam_server.services.presenting import list_frozen_items
from exam_server.store.delivery import list_exam_stages
from exam_server.store.tables import CaseRow, PersonRow, SittingRow
from tests.cases import right_response, wrong_response
from tests.journeys.case_steps import sign_room
from tests.journeys.case_world import COMMISSION, World

NAMES = {
    "asia": "Joanna Asesorska",
    "artur": "Artur Asesorski",
    "czeslawa": "Czesława Przewodnicząca",
    "robert": "Robert Rolnicki",
    "pola": "Pola Podpowiadająca",
}
HAND = Path(__file__).with_name("candidate_hand.js").read_text(encoding="utf-8")


def fill_exam(world: World, title: str, place: str, day: str, blueprint: str, scenario: str = "") -> Page:
    """The office's form of a new exam with everybody on it; sent off."""
    page = world.go("olga", "/office/exams/new")
    for label, words in (("Tytuł", title), ("Miejsce", place), ("Dzień", day), ("Godzina", "09:00")):
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_label("Plan testu").select_option(label=blueprint)
    page.get_by_label("Scenariusz symulacji").select_option(label=scenario or "brak")
    for name in NAMES.values():
        page.locator("main").get_by_label(name, exact=True).check()
    page.get_by_role("button", name="Utwórz egzamin").click()
    return page


def exam_at(page: Page) -> UUID:
    found = re.search(r"/office/exams/([0-9a-f-]{36})", page.url)
    assert found, page.url
    return UUID(found[1])


def add_stations(world: World, exam_id: UUID, *scenarios: str) -> None:
    page = world.go("olga", f"/office/exams/{exam_id}")
    page.get_by_role("link", name="Stacje symulacji").click()
    for number, name in enumerate(scenarios, start=2):
        page.get_by_label("Scenariusz").select_option(label=name)
        page.get_by_role("button", name="Dodaj stację").click()
        page.get_by_label("Sale, oddzielone przecinkami").fill(f"sala {number}")
        page.get_by_role("button", name="Zapisz stację").click()
        expect(page.locator("#stations")).to_contain_text(name)


def appoint(world: World, exam_id: UUID) -> None:
    """The three together hold every credential; only then the page says so, and they're appointed."""
    page = world.go("olga", f"/office/exams/{exam_id}")
    page.get_by_role("link", name="Komisja i jej dokumenty").click()
    for login in COMMISSION:
        page.get_by_label(NAMES[login], exact=True).check()
    page.get_by_label("Czesława Przewodnicząca przewodniczy").check()
    expect(page.locator("#verdict")).to_contain_text("tworzą komisję zgodną z prawem")
    page.get_by_role("button", name="Powołaj dziś te osoby").click()
    expect(page.locator("#appointed")).to_contain_text("Artur Asesorski")


def add_list(world: World, exam_id: UUID, people: Sequence[CandidateEntry]) -> Mapping[str, UUID]:
    """The candidates' list as a file; gives each name's case."""
    lines = ["imię;nazwisko;data urodzenia;e-mail"]
    lines += [f"{each.given_names};{each.family_name};{each.born_on or ''};{each.email}" for each in people]
    page = world.go("olga", f"/office/exams/{exam_id}")
    file = {"name": "lista.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    page.get_by_label("Plik").set_input_files([file])
    page.get_by_role("button", name="Dodaj osoby z tej listy").click()
    for each in people:
        expect(page.locator("#candidates")).to_contain_text(each.family_name)
    with world.work() as work:
        cases = [work.session.get_one(CaseRow, each.case_id) for each in list_exam_stages(work.session, exam_id)]
        return {work.session.get_one(PersonRow, case.person_id).given_names: case.id for case in cases}


def draw(world: World, exam_id: UUID) -> Mapping[str, str]:
    """The chair has a say in the draw, and then the office draws; gives each name's ticket."""
    page = world.go("czeslawa", "/commission/draws")
    page.locator(f"#exam-{exam_id}").get_by_role("button", name="Wnieś wkład").click()
    page = world.go("olga", f"/office/exams/{exam_id}")
    confirm(page, "Wylosuj i zamroź arkusze", "Wylosuj arkusze")
    expect(page.locator("main")).to_contain_text("Bilety są widoczne tylko teraz")
    said = page.locator("main").inner_text()
    return dict(re.findall(r"Stanowisko \d+: (.+)[\s\S]+?\b([0-9A-Z]{5}-[0-9A-Z]{5})\b", said))


def confirm(page: Page, name: str, act: str) -> None:
    """An act in two steps: its button opens a dialog, whose button does it."""
    page.get_by_role("button", name=name).click()
    page.locator("dialog[open]").get_by_role("button", name=act).click()


def enter(world: World, name: str, ticket: str) -> Page:
    """A candidate types the ticket and finds their own name."""
    page = world.visit(name)
    page.goto(f"{world.address}/ticket")
    page.get_by_label("Kod z karty").fill(ticket)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text(name)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/sitting")
    return page


def admit_all(world: World, exam_id: UUID, names: Sequence[str]) -> Page:
    """Somebody at the desk sees everybody's document."""
    for name in names:
        page = world.go("olga", f"/desk/exams/{exam_id}")
        page.get_by_role("link", name=name).click()
        page.get_by_label("dowód osobisty").first.check()
        page.get_by_role("button", name="Wpuść").click()
    return world.go("olga", f"/desk/exams/{exam_id}")


def open_test(page: Page) -> None:
    """Only in a room that somebody signed for."""
    board = page.url
    sign_room(page)
    page.goto(board)
    page.get_by_role("button", name="Otwórz test").click()
    expect(page.locator("main")).to_contain_text("u wszystkich jednocześnie")


def sit(world: World, page: Page, case_id: UUID, wrong: Mapping[str, int]) -> None:
    """Every item with the page's own controls, then handed in. `wrong`: criterion → how many of its items go wrong."""
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    page.evaluate(HAND, _responses(world, case_id, wrong))
    expect(page.locator("#save-line")).to_have_attribute("data-state", "saved")
    page.get_by_role("link", name="Wszystkie pytania").locator("visible=true").first.click()
    page.get_by_role("link", name="Sprawdzenie przed oddaniem").click()
    page.get_by_role("link", name="Oddaj test…").click()
    page.get_by_role("button", name="Oddaj ostatecznie").click()
    expect(page).to_have_url(re.compile("/sitting/receipt$"))


def _responses(world: World, case_id: UUID, wrong: Mapping[str, int]) -> list[tuple[int, object]]:
    """What is given at each position of the case's newest sitting."""
    left = Counter(wrong)
    found: list[tuple[int, object]] = []
    with world.work() as work:
        sitting = work.session.query(SittingRow).filter_by(case_id=case_id).order_by(SittingRow.id.desc()).first()
        assert sitting is not None
        for frozen in list_frozen_items(work, sitting.test_form_id):
            code = frozen.item.criteria[0]
            found.append((frozen.position, (wrong_response if left[code] > 0 else right_response)(frozen)))
            left[code] -= 1
    return found


def close_and_mark(world: World, exam_id: UUID) -> None:
    page = world.go("olga", f"/desk/exams/{exam_id}")
    confirm(page, "Zamknij egzamin", "Zamknij egzamin")
    page = world.go("olga", f"/office/exams/{exam_id}")
    page.get_by_role("button", name="Oceń testy").click()
    expect(page.get_by_role("button", name="Oceń ponownie to, co się zmieniło")).to_be_visible()
