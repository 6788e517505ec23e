"""A whole rehearsal: made on the server, walked by bots, measured, and taken away again."""

import asyncio
import random
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from exam_server.cli.rehearsal.browser import Browser, Server
from exam_server.cli.rehearsal.candidate import Candidate
from exam_server.cli.rehearsal.herd import at_once, in_turn, start_together
from exam_server.cli.rehearsal.making import made_exam
from exam_server.cli.rehearsal.pages import data_of
from exam_server.cli.rehearsal.seb import SEATS, try_door
from exam_server.cli.rehearsal.staff import Staff
from exam_server.core.network import is_loopback
from exam_server.core.readiness import Measured, SebOutcome

ANSWERS = 8
EVERY_SECONDS = 4.0


@dataclass(frozen=True)
class Wish:
    """What is rehearsed: how many seats, where, by whom, and like which exam (empty: the server chooses).

    `ask_code` gives a code of the second factor, where the account has one.
    """

    server: Server
    login: str
    password: str
    seats: int
    like: str = ""
    ask_code: Callable[[], str] = str


@dataclass(frozen=True, order=True)
class Save:
    """Seconds from a change to its acknowledgement, and how far the server's clock was ahead by then."""

    wait: float
    offset: float


async def rehearse(wish: Wish) -> Measured:
    """Raises NotLoggedIn, Refused (with the server's own words) and Broken."""
    staff = Staff(Browser((wish.server,)))
    async with AsyncExitStack() as stack:
        # Connections end in the loop's next round.
        stack.push_async_callback(asyncio.sleep, 0)
        stack.callback(staff.browser.close)
        await staff.log_in(wish.login, wish.password, wish.ask_code)
        made = await stack.enter_async_context(made_exam(staff, wish.seats, wish.like))
        bots = [Candidate(Browser((wish.server,)), ticket, random.Random(ticket)) for ticket in made.tickets]  # noqa: S311
        for bot in bots:
            stack.callback(bot.browser.close)
        measured = await _walk(staff, made.exam, bots, wish.server)
        return replace(measured, seb=await _try_seb(staff, wish))


async def _try_seb(staff: Staff, wish: Wish) -> SebOutcome:
    """An exam of its own, after the herd: its checks would be in the measured times."""
    async with made_exam(staff, SEATS, wish.like) as made:
        return await try_door(staff, wish.server, made)


async def _walk(staff: Staff, exam: str, bots: Sequence[Candidate], server: Server) -> Measured:
    """From the tickets to the receipts; a bot that can't go on is a failure, and the others do."""
    await in_turn(bots, Candidate.open_door)
    log_in, _ = await at_once(bots, Candidate.show_ticket)
    entered = [bot for bot in bots if not bot.troubles]
    await at_once(entered, Candidate.declare)
    board = f"/desk/exams/{exam}"
    waiting = [bot for bot in entered if not bot.troubles]
    start, _ = await start_together(waiting, lambda: staff.act(board, f"{board}/open"))
    sitting = [bot for bot in entered if not bot.troubles]
    for bot in sitting:
        bot.read_test()
    saves = [save for given in await asyncio.gather(*map(_answer, sitting)) for save in given]
    lost = sum(await in_turn(sitting, _count_lost))
    hand_in, _ = await at_once(sitting, Candidate.hand_in)
    return Measured(
        secure=server.tls is not None,
        local=is_loopback(server.host),
        clock_offset=min(saves, default=Save(0, 0)).offset,
        log_in=log_in,
        start=start,
        save=[each.wait for each in saves],
        hand_in=hand_in,
        acknowledged=sum(len(bot.acknowledged) for bot in bots),
        lost=lost,
        failures=sum(len(bot.troubles) for bot in bots),
    )


async def _answer(bot: Candidate) -> list[Save]:
    """Some responses, a few seconds apart, beside the page's heartbeats."""
    saves = []
    for position, response in bot.responses(ANSWERS):
        await asyncio.sleep(bot.luck.uniform(0.5, 1.5) * EVERY_SECONDS)
        wait = await bot.save(position, response)
        middle = datetime.now(UTC).timestamp() - wait / 2
        saves.append(Save(wait, bot.saved_at.timestamp() - middle))
        await bot.try_to_beat(position)
    return saves


async def _count_lost(bot: Candidate) -> int:
    """How many acknowledged responses a reloaded page doesn't bring back."""
    await bot.reload()
    known = {given.position: given.response for given in bot.acknowledged}
    there = data_of(bot.page, "sitting-data")["responses"]
    return sum(there.get(str(position)) != response for position, response in known.items())
