"""How the commission comes from its sealed sheets to what it agrees on, and what it asks afterwards."""

from uuid import UUID

from playwright.sync_api import Page, expect

from exam_server.core.moderating import to_be_voted
from exam_server.services import conversing, moderation
from exam_server.services.conversing import NewNote
from exam_server.store.tables import EncounterRow
from tests.encounters import agree_on_facts, raters
from tests.journeys.chromium_tablet import ChromiumTablet
from tests.journeys.day_tablet import reason
from tests.journeys.sheet_steps import levels_of
from tests.journeys.simulation_day import Day, Run
from tests.proving import COMMISSION

CHAIR, *OTHERS = sorted(COMMISSION, key=lambda login: login != "czeslawa")
QUESTION, HEARD = "Proszę o przykład z własnej pracy.", "Podała trafny przykład i powiedziała, dlaczego."


def disputed(run: Run) -> set[str]:
    """Where Artur's level lies on the other side of the threshold, or where he doesn't see that a chance was missing."""
    artur = levels_of("artur", run)
    return {code for code, shown in run.truth.items() if artur[code] != shown.level and shown.level in (None, 2)}


def moderate(day: Day, run: Run) -> None:
    """Without pages: facts that all agree on, votes where the rule asks for them, and the chair's conclusion."""
    with day.work() as work:
        agree_on_facts(work, run.id)
        row = work.session.get_one(EncounterRow, run.id)
        assert set(to_be_voted(moderation.load_moderation(work, row))) == disputed(run)
        names = {account_id: login for login, account_id in day.visitors.accounts.items()}
        for account_id, role in raters(work, run.id).items():
            work.act_as(account_id, role)
            for code in disputed(run):
                level = levels_of(names[account_id], run)[code]
                moderation.give_vote(work, run.id, code, level, reason(code, level))
                work.commit()
        work.act_as(day.visitors.accounts[CHAIR], "chair")
        moderation.conclude(work, run.id)
        work.commit()


def moderate_on_pages(day: Day, run: Run) -> None:
    """The same with fingers; nobody sees levels before the facts are agreed, nor votes before all are in."""
    address = f"{day.server.address}/assessor/encounters/{run.id}/moderation"
    chair = _open(day, CHAIR, address)
    expect(chair.locator("main")).not_to_contain_text("tak to widać w zapisie rozmowy")
    chair.locator(".moment-tap .tick").first.check()
    chair.get_by_role("button", name="Przedstaw te fakty").tap()
    expect(chair.locator("#wording")).to_be_visible()
    for login in OTHERS:
        agree = _open(day, login, address).get_by_role("button", name="Zgadzam się z tymi faktami")
        agree.tap()
        expect(agree).to_have_count(0)
    for login in (CHAIR, *OTHERS):
        page = _open(day, login, address)
        expect(page.locator(".moderation:has(input[name=level])")).to_have_count(len(disputed(run)))
        asked = {str(each.get_attribute("id")) for each in page.locator(".moderation:has(input[name=level])").all()}
        assert asked == {f"c-{code}" for code in disputed(run)}
        for code in sorted(disputed(run)):
            _vote(page, code, levels_of(login, run)[code])
    chair = _open(day, CHAIR, address)
    for code in disputed(run):
        level = run.truth[code].level
        words = "brak okazji" if level is None else str(level)
        expect(chair.locator(f"#c-{code} .badge-saved").first).to_contain_text(words)
    chair.get_by_role("button", name="Zamknij i zapisz dowody").tap()
    expect(chair.locator("main")).to_contain_text("dowody")


def _open(day: Day, login: str, address: str) -> Page:
    tablet = day.tablets[login]
    assert isinstance(tablet, ChromiumTablet)
    tablet.page.goto(address)
    return tablet.page


def _vote(page: Page, code: str, level: int | None) -> None:
    section = page.locator(f"#c-{code}")
    section.locator(f"input[name=level][value='{'no_opportunity' if level is None else level}']").check()
    section.locator("textarea[name=reason]").fill(reason(code, level))
    section.get_by_role("button", name="Głosuj").tap()
    expect(page.locator(f"#c-{code} input[name=level]")).to_have_count(0)


def converse(day: Day, case_id: UUID, code: str) -> None:
    """What the simulation gave no chance for is asked: two members seal their notes, the chair's is sealed on the page."""
    with day.work() as work:
        for login in OTHERS:
            work.act_as(day.visitors.accounts[login], "assessor")
            conversing.note_conversation(work, case_id, NewNote(code, "", QUESTION, HEARD, "met"))
            work.commit()
    page = _open(day, CHAIR, f"{day.server.address}/commission/cases/{case_id}/agenda?criterion={code}")
    point = page.locator(f"#p-{code}")
    expect(point).to_contain_text("w symulacji nie było okazji")
    form = page.locator(f"form[action$='/agenda/{code}/note']")
    if not form.is_visible():
        point.get_by_text("Zapisz rozmowę").first.tap()
    form.locator("textarea[name=question]").fill(QUESTION)
    form.locator("textarea[name=heard]").fill(HEARD)
    form.get_by_label("spełnione", exact=True).check(force=True)
    form.get_by_role("button", name="Zapieczętuj moją notatkę").tap()
    expect(page.locator(f"#p-{code}")).to_contain_text(HEARD)
