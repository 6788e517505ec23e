"""The form of an item in a real Chromium: written by keyboard, kept without a network, taken up again, and saved."""

from collections.abc import Iterator

import pytest
from accessible import violations
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from exam_server.services import bank
from exam_server.web.access import SESSION_COOKIE
from tests.making import CODE, make_bank, make_edition, open_own_work
from tests.served import serve
from tests.visiting import Visitors

pytestmark = pytest.mark.browser

SAVE = "Sprawdź i zapisz"


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with open_own_work(app.extensions["exam_house"].database) as work:
        make_edition(work)
        make_bank(work)
    with serve(app) as opened:
        yield f"{opened}/author"


@pytest.fixture
def page(chromium: Browser, visitors: Visitors, address: str) -> Iterator[Page]:
    """An author's browser; whatever a script complains about fails the test."""
    cookie = visitors.as_role("author").get_cookie(SESSION_COOKIE)
    assert cookie is not None
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="pl")
    context.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "url": address}])
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    context.close()
    assert problems == []


def write(page: Page, place: str, words: str) -> None:
    page.locator(f"[id='{place}']").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(words)


def press(page: Page, act: str) -> None:
    """A button by keyboard; afterwards the keyboard is where the button's change is."""
    page.locator(f"#item-form > button[value='{act}'], #item-form section button[value='{act}']").first.focus()
    page.keyboard.press("Enter")


def text_of(page: Page, place: str) -> str:
    return page.locator(f"[id='{place}']").input_value()


def test_items_are_written_by_keyboard_and_outlive_a_cut_network(app: Flask, page: Page, address: str) -> None:
    state = page.locator("#draft-state")
    page.goto(f"{address}/new-item/form?kind=single_choice")
    for place, words in (("id", "hb-1a1-900"), ("stem", "Ile to **dwa**?"), ("options.0.text", "dwa")):
        write(page, place, words)
    page.locator("[id='options.0.key']").focus()
    page.keyboard.press("Space")
    write(page, "options.1.text", "trzy")
    write(page, "options.2.text", "cztery")
    press(page, "options.add")
    page.keyboard.type("pięć")
    press(page, "options.3.up")
    assert page.evaluate("document.activeElement.value") == "options.2.up", "the focus goes along with the row"
    assert (text_of(page, "options.2.text"), text_of(page, "options.3.text")) == ("pięć", "cztery")
    press(page, "options.3.remove")
    expect(page.locator("#live strong")).to_have_text("dwa")
    expect(
        page.locator("[data-findings='options'] .finding, [data-findings='criteria'] .finding").first
    ).to_be_visible()
    expect(state).to_contain_text("Szkic zachowany na serwerze")
    page.context.set_offline(True)
    write(page, "stem", "Ile to **dwa** i zero?")
    expect(state).to_contain_text("Brak połączenia")
    page.get_by_role("button", name=SAVE).press("Enter")
    expect(state).to_contain_text("Brak połączenia")
    # The page is gone before the network is back: while it lived, it would send its draft in that instant.
    room = page.context
    page.close()
    room.set_offline(False)
    page = room.new_page()
    page.goto(f"{address}/new-item/form?kind=single_choice")
    expect(page.locator("#local-draft")).to_be_visible()
    page.locator("[data-local-take]").press("Enter")
    expect(page.locator("[id='stem']")).to_have_value("Ile to **dwa** i zero?")
    page.get_by_role("button", name=SAVE).press("Enter")
    page.wait_for_url("**/items/hb-1a1-900**")
    with open_own_work(app.extensions["exam_house"].database) as work:
        saved = bank.get_item(work, CODE, "hb-1a1-900").item
    assert saved.stem == "Ile to **dwa** i zero?"
    assert [(option.text, option.key) for option in saved.options] == [("dwa", True), ("trzy", False), ("pięć", False)]
    page.goto(f"{address}/new-item/form?kind=matching")
    expect(page.locator("#local-draft")).to_be_hidden()
    write(page, "id", "hb-1a1-901")
    write(page, "stem", "Dobierz.")
    for at, (left, right) in enumerate((("napar", "czajnik"), ("mleko", "dzbanek"), ("woda", "imbryk"))):
        write(page, f"pairs.{at}.left", left)
        page.keyboard.press("Tab")
        page.keyboard.type(right)
    press(page, "pairs.2.up")
    page.get_by_role("button", name=SAVE).press("Enter")
    page.wait_for_url("**/items/hb-1a1-901**")
    with open_own_work(app.extensions["exam_house"].database) as work:
        pairs = bank.get_item(work, CODE, "hb-1a1-901").item.pairs
    assert [(pair.id, pair.left, pair.right) for pair in pairs][1:] == [
        ("p3", "woda", "imbryk"),
        ("p2", "mleko", "dzbanek"),
    ]


def test_a_log_in_that_ended_loses_nothing_and_a_new_one_goes_on(page: Page, visitors: Visitors, address: str) -> None:
    state = page.locator("#draft-state")
    page.goto(f"{address}/items/hb-1a1-001/form")
    page.context.clear_cookies()
    write(page, "stem", "Pisane po wylogowaniu")
    expect(state).to_contain_text("Nie jesteś już zalogowany")
    page.get_by_role("button", name=SAVE).press("Enter")
    expect(state).to_contain_text("Nie jesteś już zalogowany")
    assert page.evaluate("Object.values(localStorage).join()").count("Pisane po wylogowaniu") == 1
    cookie = visitors.as_role("author").get_cookie(SESSION_COOKIE)
    assert cookie is not None
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "url": address}])
    expect(state).to_contain_text("Szkic zachowany na serwerze")
    assert page.evaluate("localStorage.length") == 0, "the server has it, so this browser needn't"
    page.goto(f"{address}/items/hb-1a1-001/form")
    page.get_by_role("link", name="Wróć do niego").press("Enter")
    expect(page.locator("[id='stem']")).to_have_value("Pisane po wylogowaniu")


def test_a_button_pressed_twice_saves_an_item_once(app: Flask, page: Page, address: str) -> None:
    sent: list[str] = []
    page.on(
        "request",
        lambda asked: sent.append(asked.url) if asked.method == "POST" and asked.is_navigation_request() else None,
    )
    page.goto(f"{address}/new-item/form?kind=single_choice")
    for place, words in (
        ("id", "hb-1a1-902"),
        ("stem", "Ile to dwa?"),
        ("options.0.text", "2"),
        ("options.1.text", "3"),
        ("options.2.text", "4"),
    ):
        write(page, place, words)
    page.locator("[id='options.0.key']").check()
    page.get_by_role("button", name=SAVE).dblclick()
    page.wait_for_url("**/items/hb-1a1-902**")
    assert len(sent) == 1
    expect(page.get_by_role("rowheader", name="1", exact=True)).to_be_visible()


def test_axe_finds_nothing_wrong_and_nothing_scrolls_sideways(page: Page, address: str) -> None:
    wrong: dict[str, object] = {}
    forms = [
        f"/new-item/form?kind={kind}" for kind in ("multiple_response", "inline_choice", "matching", "extended_text")
    ]
    for path in (*forms, "/items/hb-1a1-001/form", "/stimuli", "/new-stimulus"):
        page.goto(address + path)
        wrong[path] = violations(page)
        page.set_viewport_size({"width": 320, "height": 700})
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wrong[f"{path} at 320 px"] = "scrolls"
        page.set_viewport_size({"width": 1366, "height": 768})
    assert {path: found for path, found in wrong.items() if found} == {}
