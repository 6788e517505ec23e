"""What people do on the pages of a case, and what is refused on the way: every rule has its words here."""

import re
from collections.abc import Mapping
from uuid import UUID

from playwright.sync_api import Page, expect

from exam_server.core.case import Verdict
from exam_server.services import conversing, deciding
from exam_server.services.conversing import NewNote
from exam_server.services.decisions import list_held
from exam_server.services.qualification import get_edition
from tests.deciding import note_by_all
from tests.journeys.case_world import COMMISSION, World
from tests.making import OwnWork

HEARD = "Trafny przykład z własnej pracy."
REFUSALS: Mapping[str, str] = {
    "S1": "Po symulacji następuje rozmowa, a nic z niej jeszcze nie zapisano.",
    "S2": "Osób w komisji, które mogą weryfikować tego kandydata: 2; potrzeba co najmniej: 3.",
    "S3": "Nikt w komisji nie ma udowodnionego warunku c.",
    "S4": "Stefan Stażowy: w okresie przed powołaniem liczy się dni warunku c: 0 z",
    "S5": "Nie może go zweryfikować osoba, która go wpisała",
    "S6": "Nina Nowa: brak oświadczenia o stosowaniu zasad walidacji.",
    "S7": "Nikt jeszcze nie podpisał, że sala i wyposażenie mu odpowiadają.",
    "S8": "Dorota Doradcza nie może weryfikować tego kandydata.",
    "S10": "Tadeusz Trenujący nie może weryfikować tego kandydata.",
    "S12": "Dowody nie pokazują jeszcze całego kryterium 2A1; brakuje: 2A1.b.",
    "S13": "Kandydat nie okazał poprzedzającej kwalifikacji pełnej",
    "L8": "Egzamin pyta K0002 o zestawy, które są już zamknięte: 1, 3.",
    "S9": "udział w pierwszej walidacji",
    "L9": "Nic z tego, co sprawdza ten egzamin, nie jest otwarte dla K0002.",
    "L10": "Akademia Doradztwa nie ma upoważnienia w dniu",
    "L23": "zaczął według wydania 1 kwalifikacji i według niego kończy.",
    "L24": "Nie masz dostępu do tej strony.",
    "P2": "Dowody nie pokazują jeszcze całego kryterium 1A1",
    "P3": "Zapisy jeszcze się nie zaczęły.",
    "P5": "Nie wszyscy zapieczętowali swoje arkusze.",
    "P7": "Kto zaproponował rozstrzygnięcie, ten go nie zatwierdza.",
    "P8": "egzamin się nie zakończył",
    "P9": "Warunku zaliczenia kryterium 1A1 nie da się spełnić",
}
"""Rule → the Polish words of the page that refuses what it forbids."""
NOT_REFUSED: Mapping[str, str] = {
    "P1": "it proposes and warns, and forbids nothing",
    "P4": "nothing is recorded, so that nothing needs the consent",
    "P6": "it binds authors of scenarios, who aren't on the way",
}
"""Rules that nothing on these ways can run into, and why."""


def expect_refused(world: World, page: Page, rule: str) -> None:
    """The page says in Polish what isn't done and by which rule."""
    main = page.locator("main")
    expect(main).to_contain_text(REFUSALS[rule])
    expect(main).to_contain_text(re.compile(rf"\b{rule}\b"))
    world.refused.add(rule)


def send(page: Page, path: str, fields: Mapping[str, str]) -> None:
    """Send a form as a page would that was opened before its button went away."""
    with page.expect_navigation():
        page.evaluate(
            """([path, fields]) => {
                const token = document.querySelector("input[name=csrf_token]").value
                const form = document.createElement("form")
                form.method = "post"
                form.action = path
                for (const [name, value] of Object.entries({ ...fields, csrf_token: token })) {
                    const field = document.createElement("input")
                    field.name = name
                    field.value = value
                    form.append(field)
                }
                document.body.append(form)
                form.submit()
            }""",
            [path, dict(fields)],
        )


def address(case_id: UUID, rest: str = "") -> str:
    return f"/commission/cases/{case_id}{rest}"


def propose(world: World, login: str, case_id: UUID, criterion: str, verdict: str = "met", reason: str = "") -> Page:
    page = world.go(login, address(case_id, f"/decisions/{criterion}"))
    if (change := page.get_by_text("Zmień rozstrzygnięcie")).count():
        change.click()
    form = page.locator("form[action$='/proposal']")
    form.locator(f"input[value='{verdict}']").check(force=True)
    form.locator("textarea").fill(reason)
    form.get_by_role("button", name="Zaproponuj").click()
    return page


def agree(world: World, login: str, case_id: UUID, criterion: str) -> None:
    page = world.go(login, address(case_id, f"/decisions/{criterion}"))
    page.get_by_role("button", name=re.compile("^Zgadzam się")).click()
    expect(page.locator("main")).to_contain_text(f"Twój głos w sprawie {criterion}")


def dissent(world: World, login: str, case_id: UUID, criterion: str, reason: str) -> None:
    page = world.go(login, address(case_id, f"/decisions/{criterion}"))
    page.get_by_text("Głosuj inaczej").click()
    form = page.locator("details[open] form")
    form.locator("input[value='not_met']").check(force=True)
    form.locator("textarea").fill(reason)
    form.get_by_role("button", name="Oddaj głos").click()
    expect(page.locator("main")).to_contain_text(f"Twój głos w sprawie {criterion}")


def decide_outcome(world: World, case_id: UUID, outcome: str) -> None:
    """Asia proposes what the evidence shows, and the two others agree; nobody confirms yet."""
    page = world.go(COMMISSION[0], address(case_id, "/decisions"))
    page.get_by_role("button", name=f"Zaproponuj jako spełnione to, co pokazują dowody ({outcome})").click()
    for login in COMMISSION[1:]:
        page = world.go(login, address(case_id, "/decisions"))
        page.get_by_role("button", name=re.compile(rf"^Poprzyj propozycje w {outcome}")).click()


def vote_for(world: World, case_id: UUID, criterion: str, *logins: str, reason: str = "") -> None:
    """Without a browser, as the pages are walked elsewhere: Asia proposes that it's met, and these members agree."""
    with world.work() as work:
        act_as(world, work, "asia")
        before = list_held(work, [case_id]).get(case_id, {}).get(criterion)
        decision_id = deciding.propose_decision(
            work, case_id, criterion, "met", reason=reason, supersedes=before.id if before else None
        )
        work.commit()
        for login in logins:
            act_as(world, work, login)
            deciding.give_vote(work, decision_id, "met")
            work.commit()


def decide_rest(world: World, case_id: UUID, *sets: int) -> None:
    """As `decide_outcome` for every outcome of these sets, without a browser."""
    with world.work() as work:
        content = get_edition(work, world.edition_id).content
        for outcome in (outcome.code for each in content.sets if each.number in sets for outcome in each.outcomes):
            act_as(world, work, COMMISSION[0])
            deciding.propose_shown(work, case_id, outcome)
            work.commit()
            for login in COMMISSION[1:]:
                act_as(world, work, login)
                deciding.agree_with_proposals(work, case_id, outcome)
                work.commit()


def propose_not_met(world: World, case_id: UUID, criterion: str, reason: str) -> None:
    """Asia's proposal on the page; the others agree with `decide_rest`."""
    page = propose(world, COMMISSION[0], case_id, criterion, "not_met", reason)
    expect(page.locator("main")).to_contain_text(f"Zgłoszono propozycję dla {criterion}")


def note_down(
    world: World, case_id: UUID, criterion: str, question: str, part: str = "", verdict: Verdict = "met"
) -> None:
    """As `note`, without a browser."""
    with world.work() as work:
        members = [world.accounts[login] for login in ("czeslawa", "asia", "artur")]
        note_by_all(work, case_id, NewNote(criterion, part, question, HEARD, verdict), members)


def act_as(world: World, work: OwnWork, login: str) -> None:
    work.act_as(world.accounts[login], "chair" if login == "czeslawa" else "assessor")


def confirm_set(world: World, login: str, case_id: UUID, number: int) -> Page:
    page = world.go(login, address(case_id, "/decisions"))
    page.get_by_role("button", name=re.compile(f"^Zatwierdź to, co gotowe w zestawie {number}")).click()
    return page


def note(world: World, login: str, case_id: UUID, criterion: str, question: str, part: str = "") -> Page:
    """Write on the agenda what was asked and heard, as the two other members do; it shows the criterion."""
    with world.work() as work:
        for other in {"czeslawa", "asia", "artur"} - {login}:
            act_as(world, work, other)
            conversing.note_conversation(work, case_id, NewNote(criterion, part, question, HEARD, "met"))
            work.commit()
    page = world.go(login, address(case_id, f"/agenda?criterion={criterion}"))
    form = page.locator(f"form[action$='/agenda/{criterion}/note']")
    if not form.is_visible():
        page.locator(f"#p-{criterion}").get_by_text("Zapisz rozmowę").first.click()
    form.locator("textarea[name=question]").fill(question)
    form.locator("textarea[name=heard]").fill(HEARD)
    if part:
        form.locator("select[name=part]").select_option(part)
    form.get_by_label("spełnione", exact=True).check()
    form.get_by_role("button", name="Zapieczętuj moją notatkę").click()
    expect(page.locator(f"#p-{criterion}")).to_contain_text(question)
    return page


def make_protocol(world: World, login: str, case_id: UUID, scope: str, reason: str = "") -> Page:
    page = world.go(login, address(case_id, "/protocols"))
    form = page.locator("form[action$='/protocols']")
    form.locator("select[name=scope]").select_option(scope)
    form.locator("textarea[name=reason]").fill(reason)
    form.get_by_role("button", name="Sporządź protokół").click()
    return page


def sign_room(page: Page) -> None:
    """The desk looks at each line of the room's conditions, signs, and notes what changed later (S7)."""
    page.get_by_role("link", name="Sprawdź warunki i podpisz").click()
    sign = page.get_by_role("button", name="Podpisz: sala i wyposażenie odpowiadają")
    sign.click()
    expect(page.locator("main")).to_contain_text("Nikt tego jeszcze nie sprawdził.")
    for condition in page.locator(".condition").all():
        condition.get_by_label("tak", exact=True).check(force=True)
    sign.click()
    expect(page.locator("main")).to_contain_text("Podpis: Olga Organizująca")
    page.locator("textarea[name=note]").fill("Klimatyzacja zgasła; otwarto okna.")
    page.get_by_role("button", name="Zapisz odstępstwo").click()
    expect(page.locator("main")).to_contain_text("otwarto okna")


def release(world: World, exam_id: UUID, count: int) -> None:
    """One of the office asks, another lets the results go."""
    for login, act in (("olga", "Poproś o udostępnienie wyników"), ("oskar", "Zatwierdź udostępnienie wyników")):
        page = world.go(login, f"/office/exams/{exam_id}")
        page.get_by_role("button", name=act).click()
        page.locator("dialog[open]").get_by_role("button", name=act).click()
    expect(page.locator("main")).to_contain_text(f"Udostępnione wyniki: {count}")
