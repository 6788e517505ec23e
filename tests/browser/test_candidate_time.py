"""A test's time on its page: pauses, the last minutes, the end, and time that is given back."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from candidate_steps import choose, expect_state
from playwright.sync_api import Page, expect
from stub_room import Room

pytestmark = pytest.mark.browser


def test_a_save_after_the_deadline_is_called_late(page: Page, room: Room) -> None:
    room.unavailable = True
    choose(page, 1, "b")
    expect_state(page, "waiting", r": 1\b")
    room.deadline = datetime.now(UTC) - timedelta(seconds=1)
    room.unavailable = False
    expect_state(page, "late", "po czasie")
    assert room.fold.responses == {}
    assert room.fold.late == {(1, 1)}


def test_a_cut_that_outlasts_the_deadline_is_told_and_arrives_as_late(page: Page, room: Room) -> None:
    room.unavailable = True
    choose(page, 1, "b")
    expect_state(page, "waiting", r": 1\b")
    expect(page.locator("[data-away]")).to_be_hidden()
    room.deadline = datetime.now(UTC) - timedelta(seconds=1)
    page.evaluate("performance.now = () => 40 * 60 * 1000")
    expect(page.locator("[data-away-ended]")).to_be_visible()
    expect(page.locator("[data-away-running]")).to_be_hidden()
    room.state = "time_up"
    room.unavailable = False
    page.wait_for_url("**/sitting/receipt")
    expect(page.locator("main")).to_contain_text("po czasie: 1")
    assert room.fold.late == {(1, 1)}


def test_a_closed_seat_refuses(page: Page, room: Room) -> None:
    room.unavailable = True
    choose(page, 1, "b")
    expect_state(page, "waiting", r": 1\b")
    room.state = "ended_by_desk"
    room.unavailable = False
    page.wait_for_url("**/sitting/receipt")
    assert [stored.status for stored in room.log] == ["refused"]


def test_a_pause_stops_clock_and_input_and_ends_by_itself(page: Page, room: Room) -> None:
    expect(page.locator("[data-time-words]")).to_contain_text(re.compile(r"3[78]\sm"))
    room.state = "paused"
    expect(page.locator("[data-notice=paused]")).to_be_visible()
    expect(page.locator("[data-item='1'] input").first).to_be_disabled()
    room.state = "open"
    expect(page.locator("[data-notice=paused]")).to_be_hidden()
    expect(page.locator("[data-item='1'] input").first).to_be_enabled()


def test_the_last_minutes_show_seconds_and_the_end_closes_into_the_receipt(page: Page, room: Room) -> None:
    room.deadline = datetime.now(UTC) + timedelta(seconds=2)
    expect(page.locator("[data-time-words]")).to_contain_text("0:0")
    expect(page.locator("[data-notice=closing]")).to_be_visible()
    room.state = "time_up"
    page.wait_for_url("**/sitting/receipt")


def test_time_given_back_opens_the_input_again(page: Page, room: Room) -> None:
    room.deadline = datetime.now(UTC) + timedelta(seconds=1)
    expect(page.locator("[data-item='1'] input").first).to_be_disabled()
    room.deadline += timedelta(minutes=10)
    expect(page.locator("[data-item='1'] input").first).to_be_enabled()
    expect(page.locator("[data-time-announcement]")).to_contain_text("10")
