"""Pages after a member left a case: whether what they sealed counts is said on each of them, to everybody's eyes."""

import re
from collections.abc import Iterator

import pytest
from accessible import look_closely
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from exam_server.core.moderating import Fact
from exam_server.services import appointing, moderation
from exam_server.store.case import list_evidence
from exam_server.store.tables import EncounterRow
from exam_server.web.access import SESSION_COOKIE
from tests.encounters import MadeEncounter, act_as, make_with_four
from tests.making import OwnWork, make_player, open_own_work
from tests.served import serve
from tests.visiting import Visitors

pytestmark = pytest.mark.browser
COUNTS, VOID = "zapieczętowane oceny się liczą", "zapieczętowane oceny się nie liczą"


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serve(app) as opened:
        yield opened


def open_as(chromium: Browser, visitors: Visitors, address: str, login: str) -> Page:
    cookie = visitors.as_player(login).get_cookie(SESSION_COOKIE)
    assert cookie is not None
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="pl")
    context.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "url": address}])
    return context.new_page()


def recuse(work: OwnWork, made: MadeEncounter, login: str, kind: str) -> None:
    case_id = work.session.get_one(EncounterRow, made.id).case_id
    work.act_as(None, "office")
    appointing.recuse(work, made.exam_id, case_id, made.accounts[login], kind, "")
    work.commit()


def conclude_without(work: OwnWork, made: MadeEncounter, away: str) -> None:
    """The three who stayed agree on a fact, vote on the one criterion on which they differ, and the chair concludes."""
    staying = [login for login in ("czeslawa", "asia", "artur", "zofia") if login != away]
    act_as(work, made, "czeslawa")
    number = moderation.write_facts(work, made.id, [Fact("Kandydatka nazwała trzy zasoby klienta.")])
    work.commit()
    for login in staying[1:]:
        act_as(work, made, login)
        moderation.speak_of_facts(work, made.id, number, True)
        work.commit()
    for login in staying:
        act_as(work, made, login)
        moderation.give_vote(work, made.id, made.criteria[0], 2, f"głos {login}")
        work.commit()
    act_as(work, made, "czeslawa")
    moderation.conclude(work, made.id)
    work.commit()


def evidence_page(work: OwnWork, made: MadeEncounter) -> str:
    case_id = work.session.get_one(EncounterRow, made.id).case_id
    records = [each for each in list_evidence(work.session, case_id) if each.criterion == made.criteria[0]]
    return f"/commission/evidence/{records[-1].id}"


def show(page: Page, address: str) -> str:
    answer = page.goto(address)
    assert answer is not None and answer.status == 200
    look_closely(page, address)
    return page.locator("main").inner_text()


@pytest.mark.rule("S2")
def test_who_falls_ill_is_named_and_their_ratings_count_and_who_is_partial_is_named_and_theirs_dont(
    app: Flask, chromium: Browser, visitors: Visitors, address: str
) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        made = make_with_four(work)
        visitors.accounts.update(made.accounts, olga=make_player(work, "olga"))
        recuse(work, made, "zofia", "illness")
        conclude_without(work, made, "zofia")
        source = evidence_page(work, made)
    member, office = (open_as(chromium, visitors, address, login) for login in ("artur", "olga"))
    commission = f"{address}/office/exams/{made.exam_id}/commission"
    moderating = f"{address}/assessor/encounters/{made.id}/moderation"
    assert f"Zofia Czwarta nie bierze już udziału; {COUNTS} (S2)" in show(office, commission)
    assert COUNTS in show(member, moderating)
    assert re.search(r"Zofia Czwarta\s+potem bez udziału: zachowane, liczy się", show(member, address + source))
    choose_why(office, commission)
    with open_own_work(app.extensions["exam_house"].database) as work:
        recuse(work, made, "asia", "own")
        source = evidence_page(work, made)
    assert VOID in show(office, commission)
    assert "co uzgodniono, już nie obowiązuje" in show(member, moderating)
    read = show(member, address + source)
    assert "oceny są uzgadniane na nowo" in read and "brak okazji" not in read
    assert "encounter." not in read, "events are named in words"


def choose_why(page: Page, commission: str) -> None:
    """The reasons stand by what follows from them, and none is chosen by itself; the dialog is closed by a key."""
    page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(commission)
    page.locator("#checks").get_by_text("Wyłącz członka komisji").click()
    page.get_by_role("button", name="Wyłącz ze sprawy: Artur Asesorski").press("Enter")
    why = page.locator("dialog[open]").get_by_label("Dlaczego")
    expect(why).to_be_focused()
    expect(why).to_have_value("")
    assert [each.get_attribute("label") for each in why.locator("optgroup").all()] == [
        "Zapieczętowane oceny nadal się liczą",
        "Zapieczętowane oceny już się nie liczą",
    ]
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
