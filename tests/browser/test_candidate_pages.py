"""The pages around a test: lobby, items, flags, handing in, receipt."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from candidate_steps import choose, expect_state, open_test
from playwright.sync_api import Page, expect
from stub_room import Room, StubRoom

pytestmark = pytest.mark.browser


def test_back_and_forward_show_items_with_their_saved_state(page: Page) -> None:
    choose(page, 1, "b")
    page.get_by_role("link", name=re.compile("Nast")).locator("visible=true").click()
    expect(page.locator("[data-item='2']")).to_be_visible()
    page.go_back()
    expect(page.locator("[data-item='1']")).to_be_visible()
    expect(page.locator("[data-item='1'] input").nth(1)).to_be_checked()
    page.go_forward()
    expect(page.locator("[data-item='2']")).to_be_visible()
    expect(page.locator("[data-item='1']")).to_be_hidden()


def test_the_keyboard_alone_answers_and_enter_never_hands_in(page: Page, room: Room) -> None:
    page.locator("[data-item='1'] input").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect_state(page, "saved", " B, ")
    assert room.state == "open"
    expect(page.locator("[data-item='1']")).to_be_visible()


def test_flags_show_in_overview_and_review_and_reach_the_server(page: Page, room: Room) -> None:
    page.locator("[data-flag='1']").click()
    choose(page, 2, "a")
    page.evaluate("location.hash = '#/overview'")
    expect(page.locator("[data-cell='1'] [data-cell-words]")).to_have_text("bez odpowiedzi, oznaczone")
    expect(page.locator("[data-view=overview] [data-progress]")).to_contain_text("1 z 5")
    page.evaluate("location.hash = '#/review'")
    expect(page.locator("[data-review-item='1']")).to_be_visible()
    expect(page.locator("[data-review-item='2']")).to_be_hidden()
    page.wait_for_timeout(200)
    assert room.flags == {1}


def test_handing_in_takes_two_steps_and_waits_for_unsent_responses(page: Page, room: Room) -> None:
    room.unavailable = True
    choose(page, 1, "b")
    expect_state(page, "waiting", r": 1\b")
    page.evaluate("location.hash = '#/review'")
    page.locator("a[href='#/hand-in']").click()
    page.locator("[data-hand-in] button").click()
    expect(page.locator("[data-hand-in-failed]")).to_contain_text("1")
    assert room.state == "open"
    room.unavailable = False
    expect_state(page, "saved", " B, ")
    page.locator("[data-hand-in] button").click()
    page.wait_for_url("**/sitting/receipt")
    assert room.state == "handed_in"
    assert room.fold.responses == {1: 2}


def test_responses_unsent_at_the_end_are_sent_from_the_receipt(page: Page, stub: StubRoom, room: Room) -> None:
    room.unavailable = True
    choose(page, 1, "b")
    expect_state(page, "waiting", r": 1\b")
    room.state, room.deadline = "time_up", datetime.now(UTC) - timedelta(minutes=1)
    room.unavailable = False
    page.goto(f"{stub.address}/sitting/receipt")
    page.wait_for_timeout(300)
    assert [(stored.save.position, stored.status) for stored in room.log] == [(1, "late")]


def test_the_receipt_leads_out_only_while_the_server_answers(page: Page, stub: StubRoom, room: Room) -> None:
    room.state = "time_up"
    page.goto(f"{stub.address}/sitting/receipt")
    room.unavailable = True
    page.get_by_role("link", name="wylosowano").click()
    expect(page.locator("#draw-away")).to_contain_text("Brak połączenia")
    assert page.url.endswith("/sitting/receipt")
    room.unavailable = False
    page.get_by_role("link", name="wylosowano").click()
    page.wait_for_url("**/draw")


def test_a_browser_that_is_held_in_the_lobby_says_why_and_waits_there(page: Page, stub: StubRoom, room: Room) -> None:
    room.state = "held"
    page.goto(f"{stub.address}/sitting")
    expect(page.locator("[data-notice=held]")).to_be_visible()
    room.state = "admitted"
    expect(page.locator("[data-lobby-state=admitted]")).to_be_visible()
    expect(page.locator("[data-notice=held]")).to_be_hidden()


def test_the_lobby_goes_to_the_test_when_the_desk_starts_it(page: Page, stub: StubRoom, room: Room) -> None:
    room.state = "admitted"
    page.goto(f"{stub.address}/sitting")
    expect(page.locator("[data-lobby-state=admitted]")).to_be_visible()
    expect(page.locator("[data-item]")).to_have_count(0)
    room.state = "open"
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    expect(page.locator("[data-item='1']")).to_be_visible()
    expect(page.locator("[data-lobby]")).to_have_count(0)


def test_an_announced_start_is_counted_down_and_comes_at_its_instant(page: Page, stub: StubRoom, room: Room) -> None:
    room.state = "admitted"
    page.goto(f"{stub.address}/sitting")
    room.asked_for_items.clear()
    room.starts_at = datetime.now(UTC) + timedelta(seconds=2)
    room.state = "open"
    expect(page.locator("[data-lobby-state=starting]")).to_be_visible()
    assert room.asked_for_items == []
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    assert room.asked_for_items[0] >= room.starts_at


def test_the_items_are_asked_for_until_they_come(page: Page, stub: StubRoom, room: Room) -> None:
    room.refuse_items = 2
    open_test(page, stub)
    assert room.refuse_items == 0


def test_the_page_fits_a_narrow_screen(page: Page, stub: StubRoom) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for view in ("1", "2", "4", "5", "overview", "review", "hand-in"):
        page.evaluate("hash => { location.hash = hash }", f"#/{view}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, view
    for name, state in (("sitting", "admitted"), ("sitting/receipt", "time_up")):
        stub.room.state = state  # type: ignore[assignment]
        page.goto(f"{stub.address}/{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
