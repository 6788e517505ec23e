"""What a candidate gives is saved whatever the network does, and the page says so only when it is true."""

import re

import pytest
from candidate_steps import choose, expect_state, open_test
from playwright.sync_api import Browser, BrowserContext, Page, expect
from stub_room import Room, StubRoom

pytestmark = pytest.mark.browser


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
