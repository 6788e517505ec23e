"""The door of an exam in Safe Exam Browser: bots show its key, another key and none, and see who gets a seat."""

import random
import re
from dataclasses import dataclass

from exam_server.cli.rehearsal.browser import Browser, Refused, Server
from exam_server.cli.rehearsal.candidate import JSON, Candidate
from exam_server.cli.rehearsal.making import Made
from exam_server.cli.rehearsal.pages import Unreadable, has_check
from exam_server.cli.rehearsal.staff import Staff
from exam_server.cli.rehearsal.wire import Broken
from exam_server.core.readiness import SebOutcome
from exam_server.core.seb import CONFIG_HEADER, KEY_LENGTH, browsers_address, request_hash
from exam_server.core.seb_watch import MOST_MISSES

SEATS = 2
KEY = re.compile(rf"<dd>([0-9a-f]{{{KEY_LENGTH}}})</dd>")
MADE_FOR = re.compile(r"<dd>(https?://[^<]+)</dd>")
OTHER_KEY, NO_KEY = "0" * KEY_LENGTH, ""
REFUSED = 422


@dataclass
class SebBrowser(Browser):
    """Asks as the client for Windows does: each request carries the hash of its address and the settings' key."""

    address: str = ""
    key: str = NO_KEY

    def request(self, method: str, target: str, headers: dict[str, str], body: bytes) -> bytes:
        shown = {CONFIG_HEADER: request_hash(self.address + target, self.key)} if self.key else {}
        return super().request(method, target, headers | shown, body)


async def try_door(staff: Staff, server: Server, made: Made) -> SebOutcome:
    """Take `made`, with `SEATS` seats, in Safe Exam Browser, and try its door. What breaks on the way is unclear."""
    stranger, own = SebBrowser((server,)), SebBrowser((server,))
    try:
        key, stranger.address = await _require_seb(staff, made.exam)
        own.address = stranger.address
        outcome = await _try(made, stranger, own, key)
    except (Broken, Refused, Unreadable):
        return "unclear"
    finally:
        stranger.close()
        own.close()
    is_elsewhere = own.address != browsers_address(server.origin, "")
    return "elsewhere" if outcome == "good" and is_elsewhere else outcome


async def _try(made: Made, stranger: SebBrowser, own: SebBrowser, key: str) -> SebOutcome:
    for shown in (OTHER_KEY, NO_KEY):
        stranger.key = shown
        if await _gets_seat(_bot(stranger, made.tickets[0])):
            return "open"
    own.key = key
    bot = _bot(own, made.tickets[1])
    return await _watch(bot, own) if await _gets_seat(bot) else "shut"


async def _require_seb(staff: Staff, exam: str) -> tuple[str, str]:
    """The key of the exam's settings, and the address that they're made for, as the office reads them on its page."""
    room = f"/office/exams/{exam}/room"
    page = await staff.act(room, f"{room}/seb")
    key, address = KEY.search(page), MADE_FOR.search(page)
    if key is None or address is None:
        raise Unreadable("the page of the closed room shows no key")
    return key[1], browsers_address(address[1], "")


async def _gets_seat(bot: Candidate) -> bool:
    """Whether the ticket leads through the check to a seat: the seat's own end point says so."""
    await bot.open_door(with_files=False)
    await bot.show_ticket()
    if has_check(bot.page):
        try:
            await bot.answer_check()
        except Refused as refused:
            if refused.answer.status != REFUSED:
                raise
    return (await bot.browser.send("GET", "/sitting/state", {"Accept": JSON}, b"")).status == 200


async def _watch(bot: Candidate, browser: SebBrowser) -> SebOutcome:
    """Heartbeats that show the key go on; a browser that shows it no more is held."""
    await bot.declare(with_files=False)
    if any([await _is_held(bot) for _ in range(MOST_MISSES + 1)]):
        return "shut"
    browser.key = NO_KEY
    held = [await _is_held(bot) for _ in range(MOST_MISSES)]
    return "good" if held[-1] else "unwatched"


async def _is_held(bot: Candidate) -> bool:
    return bool((await bot.beat())["state"] == "held")


def _bot(browser: Browser, ticket: str) -> Candidate:
    return Candidate(browser, ticket, random.Random(ticket))  # noqa: S311
