"""Every page of a case in a real Chromium, with everything on it that may be there: accessible, narrow, in each theme."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from accessible import look_closely
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from exam_server.core.recognition import Basis
from exam_server.services import protocols, recognising, taking_back
from exam_server.services.grounds import record_ground
from exam_server.web.access import SESSION_COOKIE
from tests.deciding import COMMISSION, Decidable, act_as, ask, decide, note
from tests.judged import Handed, make_handed
from tests.making import OwnWork, open_own_work
from tests.portfolios import bring
from tests.served import serve
from tests.visiting import Visitors

pytestmark = pytest.mark.browser
BASIS = Basis("certificate", "Certyfikat herbaciarza", "17/2024", "Instytut Herbaty", date(2024, 5, 6))


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serve(app) as opened:
        yield opened


def fill_case(work: OwnWork, visitors: Visitors, folder: Path) -> Handed:
    """Asked, decided, written into a protocol, handed in, recognised and to be taken back; grounds are kept apart."""
    made = make_handed(work, visitors.accounts)
    work.actor = made.candidate
    recognise(work, made, bring(work, folder, made.case_id))
    ask(work, made.case, note("1A1"))
    decide(work, made.case, "1A1", "not_met", reason="nie wymieniła gatunków")
    decide(work, made.case, "1A2")
    make_protocol(work, made.case)
    work.act_as(visitors.accounts["olga"], "office")
    record_ground(work, made.case_id, "Orzeczenie poradni.")
    work.commit()
    return made


def recognise(work: OwnWork, made: Handed, document: object) -> None:
    act_as(work, made.case, "artur")
    found = recognising.propose_recognition(work, made.case_id, "2A2", BASIS, document, "ten sam zakres")  # type: ignore[arg-type]
    work.commit()
    for login in COMMISSION:
        if login != "artur":
            act_as(work, made.case, login)
            recognising.vote_on_recognition(work, made.case_id, found, True, "zgodne")
            work.commit()
    recognising.confirm_recognition(work, made.case_id, found)
    work.commit()
    act_as(work, made.case, "asia")
    taking_back.ask_to_take_back(work, made.case_id, found, "instytucja nie wystawiła tego certyfikatu")
    work.commit()


def make_protocol(work: OwnWork, made: Decidable) -> None:
    act_as(work, made, "czeslawa")
    draft = protocols.prepare_protocol(work, made.case_id, 1, 14, ("Olga Obserwująca",), "")
    protocols.keep_protocol(work, draft, b"%PDF-1.7 printed elsewhere", "pl")
    work.commit()


def open_as(chromium: Browser, visitors: Visitors, address: str, login: str) -> Page:
    cookie = visitors.as_player(login).get_cookie(SESSION_COOKIE)
    assert cookie is not None
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="pl")
    context.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "url": address}])
    return context.new_page()


def test_every_page_of_a_case_is_accessible_with_all_that_may_stand_on_it(
    app: Flask, chromium: Browser, visitors: Visitors, address: str, tmp_path: Path
) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        made = fill_case(work, visitors, tmp_path)
    case, office = f"commission/cases/{made.case_id}", f"office/candidates/{made.case_id}"
    own = ("commission/cases", case, *(f"{case}/{each}" for each in ("agenda", "decisions", "decisions/2A1")))
    own += (f"{case}/decisions/1A1", f"{case}/recognitions", f"{case}/portfolio")
    offices = (f"{case}/protocols", f"{case}/inspections", office, f"{office}/grounds", f"{office}/person")
    offices += ("office/policies", f"office/exams/{made.case.exam_id}", "office/retention", "office/auditors")
    offices += ("auditor/sample?kind=cases&by=exam&seed=2027&count=3",)
    for login, pages, language in (("asia", own, "Polski"), ("olga", offices, "English")):
        page = open_as(chromium, visitors, address, login)
        page.goto(f"{address}/commission/cases")
        page.get_by_role("button", name=language).click()
        for each in pages:
            answer = page.goto(f"{address}/{each}")
            assert answer is not None and answer.status == 200, each
            look_closely(page, each)
        page.context.close()


def test_grounds_are_read_by_keys_and_the_reading_is_on_the_page(
    app: Flask, chromium: Browser, visitors: Visitors, address: str, tmp_path: Path
) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        made = fill_case(work, visitors, tmp_path)
    page = open_as(chromium, visitors, address, "olga")
    page.goto(f"{address}/office/candidates/{made.case_id}/grounds")
    page.locator("input[name=purpose]").focus()
    page.keyboard.type("ustalenie warunków")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Orzeczenie poradni.")
    expect(page.locator("main")).to_contain_text("ustalenie warunków")
    look_closely(page, "grounds")
    page.context.close()
