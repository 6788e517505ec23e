"""An appeal in the browsers of who files it, who handles it, and members who weren't involved before (S9)."""

import re
from uuid import UUID

from playwright.sync_api import Page, expect

from exam_server.services import hearing_appeals as hearing
from tests.appealed import DECIDERS, WORDS, make_deciders
from tests.journeys.case_world import HELD, World
from tests.journeys.exam_steps import confirm
from tests.proving import prove

REASON = "Odpowiedź wymienia wszystkie elementy, o które pytano."


def gather_deciders(world: World) -> None:
    """Three members who took no part so far, with everything that a commission needs."""
    with world.work() as work:
        world.accounts.update(make_deciders(work))
        for login, held in zip(DECIDERS, HELD, strict=True):
            prove(work, world.accounts[login], held)


def file(world: World, case_id: UUID, criterion: str) -> None:
    """The candidate's own, from the page of the result."""
    page = world.go_as_candidate(case_id, f"/candidate/cases/{case_id}/result")
    page.get_by_role("link", name="Złóż odwołanie").click()
    page.get_by_role("link", name="Test teoretyczny").click()
    page.get_by_label(re.compile(rf"^{criterion}\b")).check()
    page.get_by_label("to, co zostało pokazane, oceniono błędnie").check()
    page.get_by_label("Z czym się nie zgadzasz i dlaczego").fill(WORDS)
    page.get_by_role("button", name="Złóż to odwołanie").click()
    expect(page.locator("main")).to_contain_text("złożone, czeka na biuro")


def admit(world: World) -> Page:
    """Gives the office's page of the appeal, where members are chosen."""
    page = world.go("olga", "/office/appeals")
    page.get_by_role("link", name="O/1/").click()
    page.get_by_role("button", name="Przyjmij odwołanie").click()
    expect(page.locator("#choices")).to_be_visible()
    return page


def assign(page: Page) -> None:
    for name, role in DECIDERS.values():
        page.get_by_label(f"{name} rozstrzyga", exact=True).check()
        if role == "chair":
            page.get_by_label(f"{name} przewodniczy", exact=True).check()
    page.get_by_role("button", name="Wyznacz").click()
    expect(page.locator("main")).to_contain_text("stanowisko jeszcze niezapieczętowane")


def hear(world: World, criterion: str) -> None:
    """Jan seals his view on the page, the others theirs; he proposes what follows, and Zofia confirms it (P7)."""
    page = open_hearing(world, "jan")
    appeal_id = UUID(page.url.rsplit("/", 1)[1])
    page.locator(f"input[name='verdict-{criterion}'][value=met]").check()
    page.get_by_label("Dlaczego").fill(REASON)
    page.get_by_role("button", name="Zapieczętuj moje stanowisko").click()
    expect(page.locator(".message-saved").first).to_contain_text("zapieczętowane")
    with world.work() as work:
        for login in ("ewa", "zofia"):
            work.act_as(world.accounts[login], DECIDERS[login][1])
            hearing.seal_opinion(work, appeal_id, {criterion: ("met", REASON)})
            work.commit()
    page = open_hearing(world, "jan")
    page.locator(f"[name='reason-{criterion}']").fill(REASON)
    page.get_by_label("Uzasadnienie całości").fill("Odwołanie jest zasadne.")
    page.get_by_role("button", name="Zaproponuj rozstrzygnięcie").click()
    expect(page.locator("main")).to_contain_text("Zatwierdzi je inna osoba (P7).")
    confirm(open_hearing(world, "zofia"), "Zatwierdź rozstrzygnięcie", "Zatwierdź")
    expect(world.pages["zofia"].locator("main")).to_contain_text("kryteria, których stan się zmienił: 1")


def open_hearing(world: World, login: str) -> Page:
    page = world.go(login, "/commission/appeals")
    page.get_by_role("link", name="O/1/").click()
    return page


def tell(world: World, case_id: UUID) -> None:
    """The office tells the ruling, and the candidate reads it."""
    page = world.go("olga", "/office/appeals")
    page.get_by_role("link", name="O/1/").click()
    confirm(page, "Powiadom kandydata", "Powiadom")
    expect(page.get_by_role("link", name="Rozstrzygnięcie (PDF)")).to_be_visible()
    own = world.go_as_candidate(case_id, f"/candidate/cases/{case_id}/appeals")
    expect(own.locator("main")).to_contain_text("uwzględnione")
