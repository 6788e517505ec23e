"""A candidate answers an item of each kind with the keyboard alone or by touch, and finds everything after a reload."""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from accessible import violations
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from exam_server.core.delivery import to_authored
from exam_server.core.scoring import is_right, mark
from exam_server.services.presenting import FrozenItem, list_frozen_items
from exam_server.store import delivery as store
from exam_server.store.tables import SittingRow
from tests.chromium import PATIENCE
from tests.kinds import EVERY_KIND, in_positions
from tests.making import MadeExam, OwnWork, open_exam_of_every_kind, open_own_work
from tests.served import serve

pytestmark = pytest.mark.browser


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(work: OwnWork) -> MadeExam:
    return open_exam_of_every_kind(work)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serve(app) as opened:
        yield opened


@pytest.fixture
def page(chromium: Browser, address: str, made: MadeExam) -> Iterator[Page]:
    """A candidate's narrow screen at the running test."""
    with at_the_test(chromium, address, made, {"width": 320, "height": 640}) as page:
        yield page


@pytest.fixture
def tablet(chromium: Browser, address: str, made: MadeExam) -> Iterator[Page]:
    """A candidate's tablet at the running test."""
    with at_the_test(chromium, address, made, {"width": 768, "height": 1024}, touch=True) as page:
        yield page


@contextmanager
def at_the_test(
    chromium: Browser, address: str, made: MadeExam, viewport: ViewportSize, *, touch: bool = False
) -> Iterator[Page]:
    """Whatever the page's scripts complain about fails the test."""
    context = chromium.new_context(viewport=viewport, has_touch=touch, locale="pl-PL")
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if "Content Security" in said.text else None)
    page.goto(f"{address}/ticket")
    page.fill("input[name=ticket]", made.cards[0].ticket)
    page.locator("main form button[type=submit]").first.click()
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    yield page
    context.close()
    assert problems == []


def frozen_of(work: OwnWork, made: MadeExam) -> list[FrozenItem]:
    work.drop()
    return list_frozen_items(work, work.session.get_one(SittingRow, made.sittings[0]).test_form_id)


def press(control: Locator, *keys: str) -> None:
    control.focus()
    for key in keys:
        control.page.keyboard.press(key)


def choose(item: Locator, value: object) -> None:
    press(item.locator(f"input[value='{value}']"), "Space")


def pick(list_: Locator, position: int) -> None:
    """A list of choices with its first entry chosen: arrows go to the one at a position."""
    press(list_, *["ArrowDown"] * position)


def type_into(control: Locator, words: object) -> None:
    control.focus()
    control.page.keyboard.type(str(words))
    control.page.keyboard.press("Tab")


def put_in_order(item: Locator, wanted: list[int]) -> None:
    """From the top, each thing goes up until it stands in its place; the last button keeps the focus."""
    for place, position in enumerate(wanted):
        button = item.locator(f"[data-place='{position}'] [data-move='-1']")
        rows = item.locator("[data-order] > li")
        now = [int(str(row.get_attribute("data-place"))) for row in rows.all()].index(position)
        press(button, *["Enter"] * (now - place))
        if now > place:
            expect(button).to_be_focused()


def choose_all(item: Locator, positions: list[int]) -> None:
    for position in positions:
        choose(item, position)


def pick_all(item: Locator, positions: list[int]) -> None:
    for list_, position in zip(item.locator("select").all(), positions, strict=True):
        pick(list_, position)


def fill_in(item: Locator, texts: list[str]) -> None:
    for field, words in zip(item.locator("input").all(), texts, strict=True):
        type_into(field, words)


def type_once(item: Locator, words: str) -> None:
    type_into(item.locator("input, textarea"), words)


ANSWER: dict[str, Callable[[Locator, Any], None]] = {
    "single_choice": choose,
    "true_false": choose,
    "multiple_response": choose_all,
    "matching": pick_all,
    "inline_choice": pick_all,
    "ordering": put_in_order,
    "gap_text": fill_in,
}


def on_every_item(page: Page, frozen: list[FrozenItem], act: Callable[[Locator, FrozenItem], None]) -> None:
    """Go through the test by the links of its pages, from the first item to the last."""
    page.evaluate("location.hash = '#/1'")
    for each in frozen:
        item = page.locator(f"[data-item='{each.position}']")
        expect(item).to_be_visible()
        act(item, each)
        if each.position < len(frozen):
            press(item.locator(f"a[href='#/{each.position + 1}']"), "Enter")


def test_every_kind_is_answered_by_keyboard_and_found_again_after_a_reload(
    page: Page, work: OwnWork, made: MadeExam
) -> None:
    frozen = frozen_of(work, made)
    given = {each.position: in_positions(each.item, each.drawn, EVERY_KIND[each.item.kind].right) for each in frozen}
    line = page.locator("#save-line")
    said: dict[str, str] = {}

    def respond(item: Locator, each: FrozenItem) -> None:
        ANSWER.get(each.item.kind, type_once)(item, given[each.position])
        wait_until_held(page, work, made, each.position, given[each.position])
        expect(line).to_have_attribute("data-state", "saved")
        said[each.item.kind] = line.inner_text()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), each.item.kind

    on_every_item(page, frozen, respond)
    assert "1: 70 °C; 2: dwie minuty" in said["inline_choice"]
    assert re.search(r"1: +chin; 2: IMBRYKU", said["gap_text"])
    assert "12,3" in said["numeric"] and "Chanoyu" in said["short_text"]
    expect_on_server(work, made, frozen)

    page.reload()
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    on_every_item(page, frozen, lambda item, each: expect_shown(item, each.item.kind, given[each.position]))
    page.evaluate("location.hash = '#/review'")
    expect(page.locator("[data-review-complete]")).to_be_visible()


def held_by(work: OwnWork, made: MadeExam) -> dict[int, Any]:
    work.drop()
    return {each.position: json.loads(each.response) for each in store.list_responses(work.session, made.sittings[0])}


def wait_until_held(page: Page, work: OwnWork, made: MadeExam, position: int, response: object) -> None:
    until = time.monotonic() + PATIENCE / 1000
    while held_by(work, made).get(position) != response and time.monotonic() < until:
        page.wait_for_timeout(50)
    assert held_by(work, made).get(position) == response


def expect_on_server(work: OwnWork, made: MadeExam, frozen: list[FrozenItem]) -> None:
    held = held_by(work, made)
    assert set(held) == {each.position for each in frozen}
    for each in frozen:
        made_of_it = mark(each.item, to_authored(each.item, each.drawn, held[each.position]))
        assert is_right(each.item, made_of_it) or each.item.kind == "extended_text", each.item.kind


def expect_shown(item: Locator, kind: str, response: object) -> None:
    if kind == "ordering":
        rows = [int(str(row.get_attribute("data-place"))) for row in item.locator("[data-order] > li").all()]
        assert rows == response
    elif kind in ("matching", "inline_choice", "gap_text") and isinstance(response, list):
        for control, value in zip(item.locator("select, input").all(), response, strict=True):
            expect(control).to_have_value(str(value))
    elif isinstance(response, str):
        expect(item.locator("input, textarea")).to_have_value(response)
    else:
        for position in response if isinstance(response, list) else [response]:
            expect(item.locator(f"input[value='{position}']")).to_be_checked()


def tap_on(item: Locator, value: object) -> None:
    item.locator(f"label:has(input[value='{value}'])").tap()


def tap_on_all(item: Locator, positions: list[int]) -> None:
    for position in positions:
        tap_on(item, position)


def tap_into_order(item: Locator, wanted: list[int]) -> None:
    rows = item.locator("[data-order] > li")
    for place, position in enumerate(wanted):
        now = [int(str(row.get_attribute("data-place"))) for row in rows.all()].index(position)
        for _ in range(now - place):
            item.locator(f"[data-place='{position}'] [data-move='-1']").tap()


def tap_and_pick(item: Locator, positions: list[int]) -> None:
    for list_, position in zip(item.locator("select").all(), positions, strict=True):
        list_.select_option(index=position)


def tap_and_write(item: Locator, texts: list[str]) -> None:
    for field, words in zip(item.locator("input, textarea").all(), texts, strict=True):
        field.tap()
        field.fill(str(words))


TOUCH: dict[str, Callable[[Locator, Any], None]] = {
    "single_choice": tap_on,
    "true_false": tap_on,
    "multiple_response": tap_on_all,
    "matching": tap_and_pick,
    "inline_choice": tap_and_pick,
    "ordering": tap_into_order,
    "gap_text": tap_and_write,
}


def test_every_kind_is_answered_by_touch_without_dragging(tablet: Page, work: OwnWork, made: MadeExam) -> None:
    frozen = frozen_of(work, made)
    for each in frozen:
        tablet.evaluate(f"location.hash = '#/{each.position}'")
        item, right = tablet.locator(f"[data-item='{each.position}']"), EVERY_KIND[each.item.kind].right
        expect(item).to_be_visible()
        given = in_positions(each.item, each.drawn, right)
        TOUCH.get(each.item.kind, lambda item, words: tap_and_write(item, [words]))(item, given)
        tablet.locator("#save-line").tap()
        wait_until_held(tablet, work, made, each.position, given)
    expect_on_server(work, made, frozen)


def test_an_order_counts_once_something_was_moved_and_can_be_taken_back(
    page: Page, work: OwnWork, made: MadeExam
) -> None:
    frozen = frozen_of(work, made)
    place = next(each.position for each in frozen if each.item.kind == "ordering")
    number = next(each.position for each in frozen if each.item.kind == "numeric")
    page.evaluate(f"location.hash = '#/{place}'")
    item = page.locator(f"[data-item='{place}']")
    expect(item.locator("[data-order-standing]")).to_contain_text("brak odpowiedzi")
    first = item.locator("[data-order] > li").first
    expect(first.locator("[data-move='-1']")).to_have_attribute("aria-disabled", "true")
    item.locator("[data-place='1'] select").select_option("4")
    expect(item.locator("[data-order-said]")).to_have_text("A: miejsce 4 z 4")
    expect(page.locator("#save-line")).to_contain_text("B, C, D, A")
    item.locator("[data-clear]").click()
    expect(page.locator("#save-line")).to_contain_text("brak")
    assert [row.get_attribute("data-place") for row in item.locator("[data-order] > li").all()] == ["1", "2", "3", "4"]
    page.evaluate(f"location.hash = '#/{number}'")
    type_into(page.locator(f"[data-item='{number}'] input"), "12 zł")
    expect(page.locator(f"[data-item='{number}'] [data-number-doubt]")).to_be_visible()
