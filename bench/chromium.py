"""A sitting in a real Chromium with a cold cache: what comes over the network for its pages and its worker."""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Locator, Page, async_playwright

from bench import herd
from bench.figures import Figure, show
from bench.ground import Ground
from bench.room import ITEMS, Room
from bench.serving import served
from bench.wire import Wire, wired

EXECUTABLE = Path(os.environ.get("EXAM_CHROMIUM", "/usr/bin/chromium"))
KILO = 1000
LATER = 60_000
LAST_WORDS_MS = 1000
READY = "html[data-ready=true]"
STATE = "/sitting/state"
# As the page itself beats, which would take it ten seconds each.
BEAT = """() => fetch("/sitting/state", {
  method: "PUT",
  headers: {
    "Content-Type": "application/json",
    "X-CSRF-Token": document.querySelector("meta[name=csrf-token]").content,
    Accept: "application/json",
  },
  body: JSON.stringify({ unsent: 0, position: 1 }),
}).then((answer) => answer.ok ? answer.text() : Promise.reject(answer.status))"""


async def measure(ground: Ground) -> list[Figure]:
    if not EXECUTABLE.exists():
        raise FileNotFoundError(f"no Chromium at {EXECUTABLE}: name another one in EXAM_CHROMIUM")
    room = ground.fresh_room(2)
    with served(room.environment) as serving:
        async with _chromium() as browser, wired(serving.port) as wire, wired(serving.port) as cold:
            figures = await _sit(browser, room, serving.address, wire, cold)
    return figures


async def _sit(browser: Browser, room: Room, address: str, wire: Wire, cold: Wire) -> list[Figure]:
    page = await _visit(browser)
    await _enter(page, room, wire.address)
    await herd.open_exam(room, address)
    before = wire.count()
    await page.wait_for_selector(READY)
    from_lobby = wire.count(before, without=STATE)
    to_first_item = await _open_cold(browser, page, cold)
    requests = wire.count()
    for position in range(1, ITEMS + 1):
        await _respond(page, position)
    per_answer = wire.count(requests, without=STATE) / ITEMS
    before_beats = wire.received[STATE]
    for _ in range(ITEMS):
        await page.evaluate(BEAT)
    beat = (wire.received[STATE] - before_beats) / ITEMS
    await _hand_in(page)
    pictures = sum(size for path, size in wire.received.items() if path.startswith("/media/"))
    note = (
        f"a heartbeat per answer is in it ({show(beat)} B each), the form's pictures too ({show(pictures / KILO)} kB); "
        f"{wire.count()} requests; {_words(wire)}"
    )
    return [
        Figure("sitting-bytes", (wire.total / KILO,), note),
        Figure("first-item", (float(to_first_item),), f"cold cache; from the lobby {from_lobby}; {_words(cold)}"),
        Figure("per-answer", (per_answer,)),
    ]


def _words(wire: Wire) -> str:
    return f"compressed by {', '.join(sorted(wire.encodings)) or 'nothing'}"


@asynccontextmanager
async def _chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(EXECUTABLE), args=["--no-sandbox"])
        yield browser
        await browser.close()


async def _visit(browser: Browser, cookies: Sequence[Any] = ()) -> Page:
    """A page of a browser that knows nothing."""
    context = await browser.new_context(locale="pl-PL")
    context.set_default_timeout(LATER)
    await context.add_cookies(list(cookies))
    return await context.new_page()


async def _enter(page: Page, room: Room, address: str) -> None:
    await page.goto(f"{address}/ticket")
    await page.fill("input[name=ticket]", room.tickets[0])
    await page.locator("main form button[type=submit]").first.click()
    await page.wait_for_url("**/sitting/identity")
    await page.locator("main form button[type=submit]").first.click()
    await page.wait_for_url("**/sitting")


async def _open_cold(browser: Browser, page: Page, wire: Wire) -> int:
    """The same test in a browser that has only the seat's cookies: every request until the first item can be used."""
    other = await _visit(browser, await page.context.cookies())
    await other.goto(f"{wire.address}/sitting")
    await other.wait_for_selector(READY)
    requests = wire.count()
    await other.context.close()
    return requests


async def _respond(page: Page, position: int) -> None:
    """One response to an item, as far as the save line's word that it's saved."""
    await page.evaluate(f"location.hash = '#/{position}'")
    item = page.locator(f"[data-item='{position}']")
    await item.wait_for()
    async with page.expect_response("**/sitting/responses"):
        await _change(item)
    await page.wait_for_selector("#save-line[data-state=saved]")


async def _change(item: Locator) -> None:
    """What fits the item's kind: forms are drawn, so that each may have every kind."""
    if await (choices := item.locator("input[type=radio], input[type=checkbox]")).count():
        await choices.first.check(force=True)
    elif await (lists := item.locator("select")).count():
        await lists.first.select_option("1")
    elif await (moves := item.locator("[data-move='1']")).count():
        await moves.first.click()
    else:
        written = item.locator("input, textarea").first
        await written.fill("7")
        await written.blur()


async def _hand_in(page: Page) -> None:
    await page.evaluate("location.hash = '#/hand-in'")
    await page.locator("[data-hand-in] button").first.click()
    await page.wait_for_url("**/sitting/receipt")
    await page.wait_for_load_state("networkidle")
    # The worker's own requests don't hold the page up.
    await page.wait_for_timeout(LAST_WORDS_MS)
