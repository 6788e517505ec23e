"""An exam that bots sit by a script, each step again until it's done: whatever dies meanwhile, it comes to its end."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bench import herd
from bench.room import LOGIN, Room
from exam_server.cli.rehearsal.browser import Browser, Refused, Server
from exam_server.cli.rehearsal.candidate import BEFORE_START, Candidate
from exam_server.cli.rehearsal.staff import NotLoggedIn, Staff
from exam_server.cli.rehearsal.wire import Broken

TRIES, BETWEEN_SECONDS = 240, 0.25
SAVES = 3


async def sit(room: Room, address: str, on_open: Callable[[], None]) -> list[Candidate]:
    """Everybody enters; then, from `on_open`: the desk opens the test, all start, save, hand in. Each save that was
    acknowledged stands in its bot."""
    bots = herd.seat_bots(room, address)
    await herd.enter(bots, with_files=False)
    on_open()
    await _again(lambda: _open(room, address, bots[0]))
    for bot in bots:
        bot.longest_wait = BETWEEN_SECONDS
        await _again(lambda bot=bot: bot.open_test(with_files=False))  # type: ignore[misc]
        bot.read_test()
    for number in range(SAVES):
        await asyncio.gather(*(_save(bot, number) for bot in bots))
    await _again(lambda: _note(room, address))
    for bot in bots:
        await _again(bot.hand_in)
    herd.leave(bots)
    return bots


async def _save(bot: Candidate, number: int) -> None:
    item = bot.items[number % len(bot.items)]
    await bot.save(item.position, bot.respond_to(item))


async def _open(room: Room, address: str, bot: Candidate) -> None:
    """Raises Broken for a test that isn't open: an answer that was lost may have opened it, and a second act is refused."""
    with suppress(Refused):
        await herd.open_exam(room, address)
    if (await bot.beat()).get("state") in BEFORE_START:
        raise Broken("the test isn't open")


async def _note(room: Room, address: str) -> None:
    staff = Staff(Browser((Server.at(address),)))
    await staff.log_in(LOGIN, room.password)
    await staff.read(f"/desk/exams/{room.exam_id}")
    staff.browser.close()


async def _again(step: Callable[[], Awaitable[object]]) -> None:
    """Raises what the last try raised."""
    for _ in range(TRIES):
        try:
            await step()
        except (Broken, Refused, NotLoggedIn):
            await asyncio.sleep(BETWEEN_SECONDS * random.uniform(0.5, 1.0))
        else:
            return
    await step()
