"""Two windows, two PCs and saves that come late: one live seat, and nothing is lost silently."""

import pytest
from candidate_steps import choose, expect_state, open_test
from playwright.sync_api import Browser, BrowserContext, Page, expect
from stub_room import Room, StubRoom

pytestmark = pytest.mark.browser


def test_a_second_tab_takes_over_and_nothing_is_lost(
    page: Page, context: BrowserContext, stub: StubRoom, room: Room
) -> None:
    choose(page, 1, "b")
    expect_state(page, "saved", " B, ")
    second = context.new_page()
    open_test(second, stub)
    expect_state(page, "elsewhere", "14")
    expect(page.locator("[data-item='1'] input").first).to_be_disabled()
    choose(second, 2, "a")
    expect_state(second, "saved", " A, ")
    assert room.fold.responses == {1: 2, 2: [1]}


def duplicate(page: Page) -> Page:
    """The tab again, as the browser's own menu makes it: with a copy of its session storage."""
    with page.expect_popup() as opened:
        page.evaluate("window.open('/sitting')")
    copy = opened.value
    expect(copy.locator("html")).to_have_attribute("data-ready", "true")
    return copy


def test_what_a_duplicated_tab_took_over_is_not_changed_under_the_same_number(page: Page, room: Room) -> None:
    room.unavailable = True
    choose(page, 1, "b")
    expect_state(page, "waiting", r": 1\b")
    page.evaluate("location.hash = '#/5'")
    page.locator("[data-item='5'] textarea").fill("Zażółć")
    page.locator("[data-item='5'] textarea").blur()
    # Side by side and without an event, so that only the taking over commits it.
    page.evaluate("Object.defineProperty(document, 'hidden', { value: false })")
    page.locator("[data-item='5'] textarea").evaluate("field => { field.value += ' gęślą' }")
    copy = duplicate(page)
    expect_state(page, "elsewhere", "14")
    room.unavailable = False
    expect(copy.locator("[data-brought]")).to_contain_text("5")
    expect(copy.locator("[data-item='5'] textarea")).to_have_value("Zażółć gęślą")
    assert room.fold.responses == {1: 2, 5: "Zażółć gęślą"}


def test_two_windows_that_use_one_number_lose_nothing_and_the_live_one_shows_both(
    chromium: Browser, stub: StubRoom, room: Room
) -> None:
    room.has_two_windows = True
    context = chromium.new_context()
    context.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    page = context.new_page()
    open_test(page, stub)
    room.unavailable = True
    choose(page, 1, "b")
    expect_state(page, "waiting", r": 1\b")
    copy = duplicate(page)
    choose(copy, 2, "a")
    expect_state(copy, "waiting", r": 1\b")
    room.unavailable = False
    expect(copy.locator("[data-brought]")).to_contain_text("1")
    expect(copy.locator("[data-item='1'] input").nth(1)).to_be_checked()
    expect_state(copy, "saved", " A, ")
    assert room.fold.responses == {1: 2, 2: [1]}
    assert sorted(stored.save.sequence for stored in room.log) == [1, 2]
    context.close()


def test_a_late_save_of_an_earlier_admission_comes_onto_the_page_and_is_told(
    page: Page, stub: StubRoom, room: Room
) -> None:
    room.epoch = 2
    open_test(page, stub)
    choose(page, 2, "a")
    expect_state(page, "saved", " A, ")
    expect(page.locator("[data-brought]")).to_be_hidden()
    room.take({"epoch": 1, "saves": [{"sequence": 1, "position": 1, "response": 3}]})
    expect(page.locator("[data-brought]")).to_contain_text("pytania: 1.")
    expect(page.locator("[data-item='1'] input").nth(2)).to_be_checked()
    assert room.fold.responses == {1: 3, 2: [1]}


def test_a_later_admission_makes_this_place_read_only_but_takes_its_unsent_saves(page: Page, room: Room) -> None:
    room.unavailable = True
    choose(page, 1, "b")
    expect_state(page, "waiting", r": 1\b")
    room.epoch = 2
    room.unavailable = False
    expect_state(page, "elsewhere", "14")
    page.wait_for_timeout(300)
    assert room.fold.responses == {1: 2}


def test_the_clock_of_a_test_that_goes_on_elsewhere_is_not_called_stopped(page: Page, room: Room) -> None:
    room.state, room.epoch = "elsewhere", 2  # type: ignore[assignment]
    expect_state(page, "elsewhere", "14")
    expect(page.locator("[data-time-words]")).not_to_contain_text("zatrzymany")


def test_unsent_saves_of_an_earlier_admission_do_not_hide_a_later_response(
    page: Page, stub: StubRoom, room: Room
) -> None:
    room.unavailable = True
    choose(page, 1, "b")
    choose(page, 2, "d")
    expect_state(page, "waiting", r": 2\b")
    room.epoch = 2
    room.take({"epoch": 2, "saves": [{"sequence": 1, "position": 1, "response": 4}]})
    open_test(page, stub)
    expect(page.locator("[data-item='1'] input").nth(3)).to_be_checked()
    room.unavailable = False
    expect_state(page, "saved", " D, ")
    assert room.fold.responses == {1: 4, 2: [4]}
