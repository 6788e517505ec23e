"""An appeal in a real Chromium: a candidate files it with a file, a member rates anew and proposes, the candidate reads."""

from pathlib import Path
from uuid import UUID

import pytest
from accessible import look_closely
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from exam_server.services import desk, marking
from exam_server.services import handling_appeals as handling
from exam_server.services import hearing_appeals as hearing
from exam_server.services.appeal_panel import assign_members
from exam_server.store.appeals import list_appeals_of
from exam_server.store.tables import CaseRow, SittingRow
from exam_server.web.access import SESSION_COOKIE
from tests.appealed import DECIDERS, WORDS, make_deciders
from tests.dangerous import make_pdf
from tests.making import CANDIDATES, OwnWork, make_player, open_exam_of_every_kind, open_own_work
from tests.portfolios import give_account
from tests.releasing import release_by_two
from tests.served import serve
from tests.visiting import open_session

pytestmark = pytest.mark.browser


def tell_result(work: OwnWork) -> tuple[CaseRow, UUID]:
    """A test with one item of each kind that nobody answered, told; gives the case and the candidate's account."""
    made = open_exam_of_every_kind(work, CANDIDATES[:1])
    desk.close_exam(work, made.id)
    work.commit()
    marking.mark_exam(work, made.id)
    work.commit()
    release_by_two(work, made.id)
    case = work.session.get_one(CaseRow, work.session.get_one(SittingRow, made.sittings[0]).case_id)
    account_id = give_account(work, case.id, CANDIDATES[0].email).account_id
    assert account_id is not None
    return case, account_id


def become(context: BrowserContext, work: OwnWork, account_id: UUID, address: str) -> Page:
    context.clear_cookies()
    context.add_cookies([{"name": SESSION_COOKIE, "value": open_session(work, account_id), "url": address}])
    page = context.new_page()
    page.set_viewport_size({"width": 1366, "height": 768})
    return page


def file_by_page(page: Page, address: str, case_id: UUID, folder: Path) -> None:
    scan = folder / "skan.pdf"
    scan.write_bytes(make_pdf(b"%x\n"))
    page.goto(f"{address}/candidate/cases/{case_id}/result")
    page.get_by_role("link", name="Złóż odwołanie").click()
    page.get_by_label("Numer błędnego pytania").fill("2")
    page.get_by_label("pytanie albo jego klucz zawiera błąd").check()
    page.get_by_label("Z czym się nie zgadzasz i dlaczego").fill(WORDS)
    page.get_by_label("Pliki").set_input_files(scan)
    page.get_by_role("button", name="Złóż to odwołanie").press("Enter")
    expect(page.locator("main")).to_contain_text("złożone, czeka na biuro")


@pytest.mark.rule("S9")
def test_a_candidate_appeals_and_a_member_who_was_not_involved_rates_anew(
    app: Flask, chromium: Browser, tmp_path: Path
) -> None:
    context = chromium.new_context(locale="pl")
    with serve(app) as address, open_own_work(app.extensions["exam_house"].database) as work:
        case, account_id = tell_result(work)
        deciders, olga = make_deciders(work), make_player(work, "olga")
        page = become(context, work, account_id, address)
        file_by_page(page, address, case.id, tmp_path)
        look_closely(page, "the candidate's appeals")
        work.drop()
        [row] = list_appeals_of(work.session, case.id)
        page = become(context, work, olga, address)
        page.goto(f"{address}/office/appeals/{row.id}")
        look_closely(page, "an appeal at the office")
        page.goto(f"{address}/office/appeals/{row.id}/key?keys=*")
        expect(page.locator("#changes")).to_contain_text(case.code)
        look_closely(page, "what if the key changes")
        work.act_as(olga, "office")
        handling.admit_appeal(work, row.id)
        work.commit()
        assign_members(work, row.id, list(deciders.values()), deciders["zofia"])
        work.commit()
        page = become(context, work, deciders["jan"], address)
        page.goto(f"{address}/commission/appeals")
        page.get_by_role("link", name="O/1/").click()
        expect(page.locator("main")).to_contain_text("zaskarżone")
        look_closely(page, "a hearing")
        for code in row.criteria:
            page.locator(f'input[name="verdict-{code}"][value="met"]').check()
            page.locator(f'[name="why-{code}"]').fill("Widać to w zapisie.")
        page.get_by_role("button", name="Zapieczętuj moje stanowisko").press("Enter")
        expect(page.locator(".message-saved").first).to_contain_text("zapieczętowane")
        page.goto(f"{address}/commission/appeals/{row.id}/key?keys=*")
        expect(page.locator("#changes")).to_contain_text("zmieni się: 1")
        expect(page.locator("main")).not_to_contain_text(case.code)
        look_closely(page, "how many another key would change")
        views = {code: ("met", "Widać to.") for code in row.criteria}
        for login in ("ewa", "zofia"):
            work.act_as(deciders[login], DECIDERS[login][1])
            hearing.seal_opinion(work, row.id, views)
            work.commit()
        page.goto(f"{address}/commission/appeals/{row.id}")
        for code in row.criteria:
            page.locator(f'[name="reason-{code}"]').fill("Klucz był za wąski.")
        page.get_by_label("Uzasadnienie całości").fill("Odwołanie jest zasadne.")
        page.get_by_role("button", name="Zaproponuj rozstrzygnięcie").press("Enter")
        expect(page.locator("main")).to_contain_text("Zatwierdzi je inna osoba (P7).")
        look_closely(page, "a proposed ruling")
        work.act_as(deciders["zofia"], "chair")
        hearing.confirm_appeal_ruling(work, row.id)
        work.commit()
        work.act_as(olga, "office")
        handling.tell_ruling(work, row.id)
        work.commit()
        page = become(context, work, account_id, address)
        page.goto(f"{address}/candidate/cases/{case.id}/appeals")
        expect(page.locator("main")).to_contain_text("uwzględnione")
        look_closely(page, "a told ruling")
    context.close()
