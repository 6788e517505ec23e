"""The candidate's client in a real Chromium: whatever the network does, nothing acknowledged is lost and states are true."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from stub_room import Room, StubRoom

pytestmark = pytest.mark.browser

TIMEOUT = 4000


@pytest.fixture
def stub() -> Iterator[StubRoom]:
    stub = StubRoom()
    yield stub
    stub.close()
    assert stub.errors == []


@pytest.fixture
def room(stub: StubRoom) -> Room:
    return stub.room


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context()
    context.set_default_timeout(TIMEOUT)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, stub: StubRoom) -> Iterator[Page]:
    problems: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if "Content Security" in message.text else None)
    open_test(page, stub)
    yield page
    assert problems == []


def open_test(page: Page, stub: StubRoom) -> None:
    page.goto(f"{stub.address}/sitting")
    expect(page.locator("html")).to_have_attribute("data-ready", "true")


def choose(page: Page, position: int, letter: str) -> None:
    page.evaluate("hash => { location.hash = hash }", f"#/{position}")
    page.locator(f"[data-item='{position}'] .option", has_text=f"Opcja {letter}").click()


def expect_state(page: Page, state: str, words: str) -> None:
    line = page.locator("#save-line")
    expect(line).to_have_attribute("data-state", state, timeout=9000)
    expect(line).to_contain_text(re.compile(words))


def test_saved_is_said_after_the_reply_with_the_value_and_the_time(page: Page, room: Room) -> None:
    choose(page, 1, "b")
    expect_state(page, "saved", r"B, \d\d:\d\d:\d\d")
    assert room.fold.responses == {1: 2}


def test_saved_is_not_said_while_a_newer_response_is_on_its_way(page: Page, room: Room) -> None:
    page.evaluate("""() => {
      window.said = [];
      const line = document.getElementById("save-line");
      new MutationObserver(() => said.push(`${line.dataset.state} ${line.textContent.trim()}`))
        .observe(line, { attributes: true, childList: true, subtree: true });
    }""")
    room.may_reply.clear()
    choose(page, 1, "a")
    expect(page.locator("#save-line")).to_have_attribute("data-state", "saving")
    choose(page, 1, "b")
    room.may_reply.set()
    expect_state(page, "saved", r"B, \d\d:\d\d:\d\d")
    assert not [each for each in page.evaluate("said") if each.startswith("saved") and " A, " in each]
    assert room.fold.responses == {1: 2}


def test_every_kind_sends_the_shape_that_core_takes(page: Page, room: Room) -> None:
    choose(page, 1, "a")
    choose(page, 2, "c")
    choose(page, 2, "a")
    page.goto(page.url.split("#")[0] + "#/3")
    page.locator("[data-item='3'] .option").last.click()
    page.get_by_role("link", name=re.compile("Nast")).locator("visible=true").click()
    page.locator("[data-item='4'] select").last.select_option("1")
    page.get_by_role("link", name=re.compile("Nast")).locator("visible=true").click()
    page.locator("[data-item='5'] textarea").fill("Zażółć")
    page.locator("[data-item='5'] textarea").blur()
    expect_state(page, "saved", "znaków 6")
    assert room.fold.responses == {1: 1, 2: [1, 3], 3: 2, 4: [None, 1], 5: "Zażółć"}


def test_typing_is_saved_in_a_pause_without_leaving_the_field(page: Page, room: Room) -> None:
    page.evaluate("location.hash = '#/5'")
    page.locator("[data-item='5'] textarea").press_sequentially("abc")
    expect_state(page, "saved", "znaków 3")
    assert room.fold.responses == {5: "abc"}


def test_of_changes_in_quick_succession_the_last_one_comes_last(page: Page) -> None:
    """A held arrow key changes a list while earlier changes are still getting their numbers."""
    responses = page.evaluate("""async () => {
      const { openQueue } = await import("/assets/js/candidate/queue.js");
      const queue = await openQueue("another");
      const first = queue.add(1, 4, "first", "1", 1);
      const second = queue.add(1, 4, "second", "2", 1);
      await first;
      await Promise.all([second, queue.add(1, 4, "third", "3", 1)]);
      return queue.take(10).map((entry) => entry.response);
    }""")
    assert responses[-1] == "third"


def test_a_cleared_response_is_saved_as_none(page: Page, room: Room) -> None:
    choose(page, 1, "b")
    page.locator("[data-item='1'] [data-clear]").click()
    expect_state(page, "saved", "brak")
    assert room.fold.responses == {1: None}


def test_a_network_cut_is_said_and_healed_by_itself(page: Page, context: BrowserContext, room: Room) -> None:
    choose(page, 1, "a")
    expect_state(page, "saved", " A, ")
    context.set_offline(True)
    choose(page, 1, "b")
    expect_state(page, "waiting", r": 1\b")
    choose(page, 2, "c")
    choose(page, 1, "d")
    expect_state(page, "waiting", r": [23]\b")
    assert room.fold.responses == {1: 1}
    context.set_offline(False)
    expect_state(page, "saved", " [DC], ")
    page.wait_for_function("document.querySelector('#save-line').dataset.state === 'saved'")
    assert room.fold.responses == {1: 4, 2: [3]}


def test_unsent_responses_survive_a_reload(page: Page, stub: StubRoom, room: Room) -> None:
    room.unavailable = True
    choose(page, 1, "c")
    expect_state(page, "waiting", r": 1\b")
    open_test(page, stub)
    page.evaluate("location.hash = '#/1'")
    expect(page.locator("[data-item='1'] input").nth(2)).to_be_checked()
    assert room.fold.responses == {}
    room.unavailable = False
    expect_state(page, "saved", " C, ")
    assert room.fold.responses == {1: 3}


def test_a_reload_restores_what_was_acknowledged_and_goes_on_with_new_sequences(
    page: Page, stub: StubRoom, room: Room
) -> None:
    choose(page, 1, "c")
    expect_state(page, "saved", " C, ")
    open_test(page, stub)
    expect(page.locator("[data-item='1'] input").nth(2)).to_be_checked()
    choose(page, 1, "a")
    expect_state(page, "saved", " A, ")
    assert [stored.save.sequence for stored in room.log] == [1, 2]


def test_a_save_whose_reply_was_lost_is_repeated_and_counted_once(page: Page, room: Room) -> None:
    room.swallow_replies = 2
    choose(page, 1, "b")
    expect_state(page, "waiting", r": 1\b")
    expect_state(page, "saved", " B, ")
    assert len(room.log) == 1


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
    expect(copy.locator("[data-brought]")).to_contain_text("5", timeout=9000)
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
    expect(copy.locator("[data-brought]")).to_contain_text("1", timeout=9000)
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


def test_without_indexeddb_the_page_says_so_and_still_saves(chromium: Browser, stub: StubRoom, room: Room) -> None:
    context = chromium.new_context()
    context.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    page = context.new_page()
    open_test(page, stub)
    expect(page.locator("[data-memory-only]")).to_be_visible()
    choose(page, 1, "b")
    expect_state(page, "saved", " B, ")
    assert room.fold.responses == {1: 2}
    context.close()


def test_a_form_that_changed_while_the_candidate_waited_is_the_one_that_is_saved(
    page: Page, stub: StubRoom, room: Room
) -> None:
    room.state = "admitted"
    page.goto(f"{stub.address}/sitting")
    expect(page.locator("[data-lobby-state=admitted]")).to_be_visible()
    room.form = "e" * 64
    room.state = "open"
    expect(page.locator("[data-lobby]")).to_have_count(0)
    choose(page, 1, "b")
    expect_state(page, "saved", "B")
    assert room.saved_under == {"e" * 64}


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
