"""A bot candidate: ticket, identity, lobby, test, hand-in, receipt; it remembers every acknowledged save."""

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from exam_server.cli.rehearsal.browser import Browser, Refused
from exam_server.cli.rehearsal.pages import SeenItem, check_of, csrf_of, data_of, has_data, items_of
from exam_server.cli.rehearsal.wire import Answer, Broken

SAVE_PATIENCE = 4.0
FIRST_WAIT, LONGEST_WAIT = 0.5, 8.0
FORM_PATIENCE, FORM_FIRST_WAIT, FORM_LONGEST_WAIT, MOST_FAILURES = 8.0, 0.15, 4.0, 20
BEFORE_START = ("waiting", "admitted")
CLOSED = ("handed_in", "time_up", "ended_by_desk")
JSON = "application/json"
NEVER = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class Given:
    """A response that the server acknowledged."""

    epoch: int
    sequence: int
    position: int
    response: Any


@dataclass
class Candidate:
    """One candidate at one seat. `acknowledged` grows only by what the server said is saved."""

    browser: Browser
    ticket: str
    luck: random.Random
    acknowledged: list[Given] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    retries: int = 0
    longest_wait: float = LONGEST_WAIT
    data: dict[str, Any] = field(default_factory=dict)
    items: list[SeenItem] = field(default_factory=list)
    page: str = ""
    saved_at: datetime = NEVER
    form: str = ""
    position: int = 0
    _csrf: str = ""
    _sequence: int = 0

    async def enter(self, with_files: bool = True) -> None:
        """The ticket's page, and the ticket; ends on the identity page."""
        await self.open_door(with_files)
        await self.show_ticket()
        if with_files:
            await self.browser.fetch_files(self.page)

    async def open_door(self, with_files: bool = True) -> None:
        await self._visit("/ticket", with_files)

    async def show_ticket(self) -> None:
        self._read(await self.browser.post_form("/ticket", {"csrf_token": self._csrf, "ticket": self.ticket}))

    async def answer_check(self) -> None:
        """Send the page of the browser's check on; ends on the identity page. Raises Refused for another browser."""
        self._read(await self.browser.post_form(check_of(self.page), {"csrf_token": self._csrf}))

    async def declare(self, with_files: bool = True) -> None:
        """Say that the shown data are one's own; ends in the lobby."""
        self._read(await self.browser.post_form("/sitting/identity", {"csrf_token": self._csrf}))
        self.data = data_of(self.page, "sitting-data")
        if with_files:
            await self.browser.fetch_files(self.page)

    async def beat(self, position: int = 0) -> dict[str, Any]:
        """One heartbeat: what the server says of this sitting. Raises Refused, Broken."""
        target = self.data["urls"]["state"]
        request = self._unsafe("PUT", target, {"unsent": 0, "position": position})
        answer = await self.browser.exchange(request, SAVE_PATIENCE)
        if answer.status != 200:
            raise Refused("PUT", target, answer)
        said: dict[str, Any] = json.loads(answer.content)
        return said

    async def wait_for_start(self) -> float:
        """Heartbeats, spread as the page spreads them, until the desk has opened the test, and on until it begins.

        Gives that instant by `time.perf_counter`.
        """
        await asyncio.sleep(self.rhythm("lobby_seconds"))
        while (said := await self.try_to_beat()).get("state") in (*BEFORE_START, None):
            await asyncio.sleep(self.rhythm("lobby_seconds"))
        wait = float(said.get("starts_in_seconds", 0))
        begins = time.perf_counter() + wait
        await asyncio.sleep(wait)
        return begins

    def rhythm(self, place: str = "heartbeat_seconds") -> float:
        """Seconds to the next heartbeat."""
        return float(self.data[place]) * self.luck.uniform(0.8, 1.2)

    async def try_to_beat(self, position: int = 0) -> dict[str, Any]:
        """A heartbeat that may stay without an answer: the page shows that it waits, and tries again."""
        try:
            return await self.beat(position)
        except Broken:
            return {}

    async def open_test(self, with_files: bool = True) -> None:
        """The items of the form, asked for until they come; and the page first, where it isn't open yet."""
        if not has_data(self.page, "sitting-data"):
            await self.reload(with_files)
        failures = 0
        while not self.form:
            try:
                answer = await self.browser.get(self.data["urls"]["items"], "*/*", FORM_PATIENCE)
                self.form = answer.content.decode()
            except (Broken, Refused):
                failures += 1
                if failures >= MOST_FAILURES:
                    raise
                self.retries += 1
                longest = min(FORM_LONGEST_WAIT, FORM_FIRST_WAIT * 2**failures)
                await asyncio.sleep(longest * self.luck.uniform(0.5, 1.0))

    async def reload(self, with_files: bool = False) -> None:
        """The test's page anew, with what the server knows of this seat."""
        await self._visit("/sitting", with_files)
        if not has_data(self.page, "sitting-data"):
            raise Broken("the test isn't open")
        self.data = data_of(self.page, "sitting-data")

    def read_test(self) -> None:
        """Understand the opened test; apart, so that a herd's start isn't measured with the bots' own reading."""
        self.items = items_of(self.form)
        self._sequence = int(self.data["next_sequence"]) - 1

    async def save(self, position: int, response: Any) -> float:
        """Save one response, and again until it's acknowledged; the seconds from the change to the acknowledgement."""
        self._sequence += 1
        self.position = position
        sequence, began, failures = self._sequence, time.perf_counter(), 0
        request = self.save_request(sequence, position, response)
        while True:
            try:
                answer = await self.browser.exchange(request, SAVE_PATIENCE)
                if answer.status < 500:
                    break
            except Broken:
                pass
            failures += 1
            self.retries += 1
            longest = min(self.longest_wait, FIRST_WAIT * 2 ** (failures - 1))
            await asyncio.sleep(longest * self.luck.uniform(0.5, 1.0))
        self.hear(answer, sequence, position)
        return time.perf_counter() - began

    def save_request(self, sequence: int, position: int, response: Any) -> bytes:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        save = {"sequence": sequence, "position": position, "response": response, "at": at}
        body = {"epoch": self.data["epoch"], "form": self.data["form"], "saves": [save]}
        return self._unsafe("PUT", self.data["urls"]["responses"], body)

    def next_sequence(self) -> int:
        self._sequence += 1
        return self._sequence

    def hear(self, answer: Answer, sequence: int, position: int) -> bool:
        """Note what became of a save; whether it's acknowledged."""
        if answer.status == 200:
            said = json.loads(answer.content)
            self.saved_at = datetime.fromisoformat(said["saved_at"])
            for result in said["results"]:
                if result["sequence"] == sequence and result["status"] in ("saved", "duplicate"):
                    self.acknowledged.append(Given(self.data["epoch"], sequence, position, result["response"]))
                    return True
        self.troubles.append(f"save {sequence}: {answer.status} {answer.content[:200].decode(errors='replace')}")
        return False

    async def flag(self, position: int, flagged: bool = True) -> None:
        request = self._unsafe("PUT", self.data["urls"]["flags"], {"position": position, "flagged": flagged})
        answer = await self.browser.exchange(request, SAVE_PATIENCE)
        if answer.status != 200:
            self.troubles.append(f"flag {position}: {answer.status}")

    async def hand_in(self) -> None:
        """The second step of handing in; it leads to the receipt."""
        self._read(await self.browser.post_form("/sitting/hand-in", {"csrf_token": self._csrf, "confirm": "yes"}))

    def responses(self, count: int) -> list[tuple[int, Any]]:
        """`count` changes as a candidate makes them: each item in turn, then some again."""
        return [(each.position, self.respond_to(each)) for each in (self.items * count)[:count]]

    def respond_to(self, item: SeenItem) -> Any:
        """Some response that fits the item."""
        if item.kind in ("multiple_response", "single_choice", "true_false"):
            pick = [self.luck.randint(1, item.choices) for _ in range(2)]
            return sorted(set(pick)) if item.kind == "multiple_response" else pick[0]
        if item.kind == "ordering":
            return self.luck.sample(range(1, item.choices + 1), item.choices)
        if item.kind in ("matching", "inline_choice"):
            return [1] + [None] * (item.choices - 1)
        if item.kind == "gap_text":
            return ["próba"] * item.choices
        if item.kind == "numeric":
            return str(self.luck.randint(1, 999))
        return "Odpowiedź próbna. " * self.luck.randint(1, 10)

    async def _visit(self, target: str, with_files: bool) -> None:
        self._read(await self.browser.get(target))
        if with_files:
            await self.browser.fetch_files(self.page)

    def _read(self, answer: Answer) -> None:
        self.page = answer.content.decode()
        self._csrf = csrf_of(self.page)

    def _unsafe(self, method: str, target: str, body: dict[str, Any]) -> bytes:
        headers = {
            "Accept": JSON,
            "Content-Type": JSON,
            "Origin": self.browser.doors[0].origin,
            "X-CSRF-Token": self._csrf,
        }
        return self.browser.request(method, target, headers, json.dumps(body, ensure_ascii=False).encode())
