"""Composing a commission in a real Chromium: live, by keys, on a narrow screen, and accessible."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from accessible import violations
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from exam_server.services import trainings
from exam_server.services.people import make_account
from exam_server.web.access import SESSION_COOKIE
from tests.encounters import COMMISSION, plan_exam
from tests.making import CANDIDATES, make_player, open_own_work
from tests.proving import appoint, prove, prove_all
from tests.served import serve
from tests.visiting import Visitors

pytestmark = pytest.mark.browser


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serve(app) as opened:
        yield opened


@pytest.mark.rule("S2")
@pytest.mark.rule("S10")
def test_a_commission_is_weighed_as_its_ticked_broken_by_a_recusal_and_mended_by_a_replacement(
    app: Flask, chromium: Browser, visitors: Visitors, address: str
) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        visitors.accounts |= {login: make_player(work, login) for login in (*COMMISSION, "robert", "pola", "olga")}
        exam_id = plan_exam(work, visitors.accounts)
        members = [visitors.accounts[login] for login in COMMISSION]
        prove_all(work, members)
        appoint(work, exam_id, members, visitors.accounts["czeslawa"])
        trainer = make_account(work, "tadeusz", "Tadeusz", "Trenujący", ["assessor"])
        other = make_account(work, "zofia", "Zofia", "Zastępująca", ["assessor"])
        work.commit()
        for account_id in (trainer, other):
            prove(work, account_id, "c")
        training = trainings.make_training(work, "Kurs", date(2024, 1, 8), date(2024, 1, 8), [trainer])
        trainings.add_participants(work, training, CANDIDATES[:1])
        work.commit()
    cookie = visitors.as_player("olga").get_cookie(SESSION_COOKIE)
    assert cookie is not None
    context = chromium.new_context(viewport={"width": 320, "height": 768}, locale="pl")
    context.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "url": address}])
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    room = f"{address}/office/exams/{exam_id}/commission"
    page.goto(room)
    verdict = page.locator("#verdict")
    expect(verdict).to_contain_text("tworzą komisję zgodną z prawem")
    page.get_by_label("Artur Asesorski", exact=True).focus()
    page.keyboard.press("Space")
    expect(verdict).to_contain_text("nie tworzą komisji")
    expect(verdict).to_contain_text("warunku c")
    page.get_by_label("Tadeusz Trenujący").focus()
    page.keyboard.press("Space")
    expect(verdict).to_contain_text("(S10)")
    page.goto(room)
    row = page.locator("#checks tbody tr")
    for each in ("Wyłącz członka komisji", "Wyłącz ze sprawy: Artur Asesorski"):
        row.get_by_text(re.compile(each)).first.focus()
        page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    assert violations(page) == []
    dialog.get_by_label("Dlaczego").select_option(label="oświadczenie członka o braku bezstronności")
    dialog.get_by_label("Powód").fill("zna kandydatkę prywatnie")
    dialog.get_by_role("button", name="Zapisz").press("Enter")
    expect(row).to_contain_text("niezgodna z prawem")
    for name, outcome in (
        ("Tadeusz Trenujący (c)", "nie może weryfikować tego kandydata"),
        ("Zofia Zastępująca (c)", ""),
    ):
        page.get_by_role("button", name="Powołaj zastępstwo").press("Enter")
        dialog.get_by_label("Zastępstwo").select_option(label=name)
        dialog.get_by_role("button", name="Zapisz").press("Enter")
        expect(page.locator(".message-error, .message-saved").first).to_contain_text(outcome)
    expect(row).not_to_contain_text("niezgodna z prawem")
    for each in (f"exams/{exam_id}/commission?rooms=1", "members", f"members/{trainer}", f"trainings/{training}"):
        page.goto(f"{address}/office/{each}")
        expect_narrow_and_accessible(page, each)
    context.close()
    assert problems == []


def expect_narrow_and_accessible(page: Page, name: str) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") == 320, name
    assert name == "members" or violations(page) == [], name
