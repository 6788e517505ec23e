"""A sitting in a real Chromium with a cold cache: what comes over the network, as the browser counts it."""

import os
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, CDPSession, Page, async_playwright

from bench import herd
from bench.figures import Figure, show
from bench.ground import Ground
from bench.room import ITEMS, Room
from bench.serving import served

EXECUTABLE = Path(os.environ.get("EXAM_CHROMIUM", "/usr/bin/chromium"))
KILO = 1000
LATER = 60_000
READY = "html[data-ready=true]"
BEAT = "() => fetch('/sitting/state', { cache: 'no-store' }).then((answer) => answer.text())"


@dataclass
class Traffic:
    """Requests that reached the network, by path, and their bytes down, headers included."""

    paths: list[str] = field(default_factory=list)
    encodings: set[str] = field(default_factory=set)
    received: float = 0
    _cached: set[str] = field(default_factory=set)

    def count(self, since: int = 0, without: str = "") -> int:
        return sum(path != without for path in self.paths[since:])

    def listen(self, session: CDPSession) -> None:
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.responseReceived", self._answered)
        session.on("Network.requestServedFromCache", lambda event: self._cached.add(event["requestId"]))
        session.on("Network.loadingFinished", self._finished)

    def _sent(self, event: dict[str, Any]) -> None:
        if redirect := event.get("redirectResponse"):
            self._note(redirect)
            self.received += redirect["encodedDataLength"]

    def _answered(self, event: dict[str, Any]) -> None:
        response = event["response"]
        if response.get("fromDiskCache") or response["url"].startswith("data:"):
            self._cached.add(event["requestId"])
        elif event["requestId"] not in self._cached:
            self._note(response)

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] not in self._cached:
            self.received += event["encodedDataLength"]

    def _note(self, response: dict[str, Any]) -> None:
        self.paths.append(re.sub(r"^\w+://[^/]+", "", response["url"]))
        headers = {name.lower(): value for name, value in response["headers"].items()}
        self.encodings.add(headers.get("content-encoding", ""))


async def measure(ground: Ground) -> list[Figure]:
    if not EXECUTABLE.exists():
        raise FileNotFoundError(f"no Chromium at {EXECUTABLE}: name another one in EXAM_CHROMIUM")
    room = ground.fresh_room(2)
    with served(room.environment) as serving:
        async with _chromium() as browser:
            figures = await _sit(browser, room, serving.address)
    return figures


async def _sit(browser: Browser, room: Room, address: str) -> list[Figure]:
    page, traffic = await _visit(browser)
    await _enter(page, room, address)
    await herd.open_exam(room, address)
    before = traffic.count()
    await page.wait_for_selector(READY)
    from_lobby = [path for path in traffic.paths[before:] if path != "/sitting/state"]
    cold = await _open_cold(browser, page, address)
    requests = traffic.count()
    for position in range(1, ITEMS + 1):
        await _respond(page, position)
    per_answer = traffic.count(requests, without="/sitting/state") / ITEMS
    before_beats = traffic.received
    for _ in range(ITEMS):
        await page.evaluate(BEAT)
    beat = (traffic.received - before_beats) / ITEMS
    await _hand_in(page)
    note = f"a heartbeat per answer is in it ({show(beat)} B each); {traffic.count()} requests; {_words(traffic)}"
    return [
        Figure("sitting-bytes", (traffic.received / KILO,), note),
        Figure("first-item", (float(cold.count()),), f"cold cache; from the lobby {len(from_lobby)}; {_words(cold)}"),
        Figure("per-answer", (per_answer,)),
    ]


def _words(traffic: Traffic) -> str:
    return f"compressed by {', '.join(sorted(traffic.encodings - {''})) or 'nothing'}"


@asynccontextmanager
async def _chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(EXECUTABLE), args=["--no-sandbox"])
        yield browser
        await browser.close()


async def _visit(browser: Browser, cookies: Sequence[Any] = ()) -> tuple[Page, Traffic]:
    """A page of a browser that knows nothing, and what it receives from now on."""
    context = await browser.new_context(locale="pl-PL")
    context.set_default_timeout(LATER)
    await context.add_cookies(list(cookies))
    page, traffic = await context.new_page(), Traffic()
    session = await context.new_cdp_session(page)
    await session.send("Network.enable")
    traffic.listen(session)
    return page, traffic


async def _enter(page: Page, room: Room, address: str) -> None:
    await page.goto(f"{address}/ticket")
    await page.fill("input[name=ticket]", room.tickets[0])
    await page.locator("main form button[type=submit]").first.click()
    await page.wait_for_url("**/sitting/identity")
    await page.locator("main form button[type=submit]").first.click()
    await page.wait_for_url("**/sitting")


async def _open_cold(browser: Browser, page: Page, address: str) -> Traffic:
    """The same test in a browser that has only the seat's cookies: every request until the first item can be used."""
    other, traffic = await _visit(browser, await page.context.cookies())
    await other.goto(f"{address}/sitting")
    await other.wait_for_selector(READY)
    await other.context.close()
    return traffic


async def _respond(page: Page, position: int) -> None:
    """One response to an item, as far as the save line's word that it's saved."""
    await page.evaluate(f"location.hash = '#/{position}'")
    item = page.locator(f"[data-item='{position}']")
    await item.wait_for()
    async with page.expect_response("**/sitting/responses"):
        if await item.locator("input").count():
            await item.locator("input").first.check(force=True)
        elif await item.locator("select").count():
            await item.locator("select").first.select_option("1")
        else:
            await item.locator("textarea").fill("Odpowiedź próbna.")
            await item.locator("textarea").blur()
    await page.wait_for_selector("#save-line[data-state=saved]")


async def _hand_in(page: Page) -> None:
    await page.evaluate("location.hash = '#/hand-in'")
    await page.locator("[data-hand-in] button").first.click()
    await page.wait_for_url("**/sitting/receipt")
    await page.wait_for_load_state("networkidle")
