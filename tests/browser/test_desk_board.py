"""The board in a real Chromium: current by itself, and never taking away what somebody is at."""

import re
import time
from collections.abc import Iterator

import pytest
from accessible import violations
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from exam_server.services import delivery, endings, members, paper_use, pausing
from exam_server.web.access import SESSION_COOKIE
from tests.making import MadeExam, OwnWork, make_player, open_exam, open_own_work
from tests.served import serve
from tests.visiting import Visitors

pytestmark = pytest.mark.browser


@pytest.fixture
def work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(work: OwnWork, visitors: Visitors) -> MadeExam:
    made = open_exam(work)
    visitors.accounts["daria"] = make_player(work, "daria")
    members.change_members(work, made.id, {"desk": [visitors.accounts["daria"]]})
    work.commit()
    return made


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serve(app) as opened:
        yield opened


@pytest.fixture
def board(chromium: Browser, visitors: Visitors, made: MadeExam, address: str) -> Iterator[Page]:
    """Daria's board; whatever its script complains about fails the test."""
    cookie = visitors.as_player("daria").get_cookie(SESSION_COOKIE)
    assert cookie is not None
    context = chromium.new_context(viewport={"width": 1024, "height": 768}, locale="pl")
    context.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "url": address}])
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{address}/desk/exams/{made.id}")
    yield page
    context.close()
    assert problems == []


def tile(board: Page, made: MadeExam, seat: int) -> str:
    return f"#seat-{made.sittings[seat - 1]}"


def test_the_board_follows_the_room_and_leaves_focus_and_dialogs_where_they_are(
    board: Page, made: MadeExam, work: OwnWork
) -> None:
    link = board.locator(f"{tile(board, made, 2)} a")
    link.focus()
    delivery.touch(work, made.sittings[1], unsent=3, position=4)
    work.commit()
    told = time.monotonic()
    expect(board.locator(tile(board, made, 2))).to_contain_text("niewysłane: 3")
    assert time.monotonic() - told < 6
    assert board.evaluate("document.activeElement.getAttribute('href')") == link.get_attribute("href")
    board.locator("button:has(+ dialog#pause-all)").click()
    board.locator("dialog#pause-all textarea").fill("Alarm przeciwpożarowy")
    pausing.pause(work, made.sittings[:1], "wyjście")
    work.commit()
    expect(board.locator(tile(board, made, 1))).to_contain_text("wstrzymane")
    board.locator("dialog#pause-all button[type=submit]").click()
    expect(board.locator("main")).to_contain_text("Wstrzymane testy: 2.")


def test_a_filtered_board_takes_in_and_lets_go_and_an_old_one_says_so(
    board: Page, made: MadeExam, work: OwnWork
) -> None:
    board.locator("#board-filters a", has_text="pisze").click()
    seats = board.locator("[id^=seat-]")
    expect(seats).to_have_count(3)
    board.locator(f"{tile(board, made, 1)} a").focus()
    endings.close_seat(work, made.sittings[0], "withdrawn", "own_wish", "rezygnuje")
    work.commit()
    expect(seats).to_have_count(2)
    assert board.evaluate("document.activeElement.id") == "board"
    endings.take_back(work, made.sittings[0], "pomyłka")
    work.commit()
    expect(seats).to_have_count(3)
    numbers = [re.sub(r"\D", "", each) for each in board.locator(".seat-number").all_inner_texts()]
    assert numbers == ["1", "2", "3"]
    board.route("**/seats?show=open", lambda route: route.abort())
    expect(board.locator("#board-stale")).to_be_visible()
    board.unroute("**/seats?show=open")
    expect(board.locator("#board-stale")).to_be_hidden()


def test_axe_finds_nothing_wrong_on_the_desks_pages(
    board: Page, made: MadeExam, work: OwnWork, visitors: Visitors, address: str
) -> None:
    visitors.with_ticket(made.cards[0].ticket)
    paper_use.declare_papers(work, made.id, made.sittings[1:2], "przerwa w zasilaniu")
    work.commit()
    exam = f"{address}/desk/exams/{made.id}"
    wrong = {}
    for path in ("", "?size=large", f"/seats/{made.sittings[0]}", "/papers", "/answer-file", "/conditions"):
        board.goto(exam + path)
        wrong[path] = violations(board)
    assert {path: found for path, found in wrong.items() if found} == {}
