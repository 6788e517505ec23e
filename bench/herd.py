"""Bots of a room moving together: everybody enters, waits, starts, saves or hands in."""

import asyncio
import random
import time
from collections.abc import Sequence

from bench.room import LOGIN, Room
from bench.serving import LEAD_SECONDS
from exam_server.cli.rehearsal.browser import Browser, Server
from exam_server.cli.rehearsal.candidate import Candidate
from exam_server.cli.rehearsal.herd import in_turn
from exam_server.cli.rehearsal.staff import Staff

SEED = 20_261_123


def seat_bots(room: Room, *addresses: str, count: int | None = None) -> list[Candidate]:
    """A candidate per ticket, nobody connected yet."""
    doors = tuple(Server.at(each) for each in addresses)
    return [
        Candidate(Browser(doors), ticket, random.Random(f"{SEED} {ticket}"))
        for ticket in room.tickets[: count or len(room.tickets)]
    ]


async def enter(bots: Sequence[Candidate], with_files: bool = True) -> None:
    """From the ticket to the lobby, a few at a time."""

    async def do(bot: Candidate) -> None:
        await bot.enter(with_files)
        await bot.declare(with_files)

    await in_turn(bots, do)


async def open_exam(room: Room, address: str) -> float:
    """The desk opens the test, and the announced instant has come; the seconds that the opening took."""
    took = await announce_start(room, address)
    await asyncio.sleep(LEAD_SECONDS)
    return took


async def announce_start(room: Room, address: str) -> float:
    """The desk opens the test for an instant that comes soon; the seconds that it took."""
    staff = Staff(Browser((Server.at(address),)))
    await staff.log_in(LOGIN, room.password)
    board = f"/desk/exams/{room.exam_id}"
    await staff.read(board)
    began = time.perf_counter()
    await staff.act(board, f"{board}/open")
    took = time.perf_counter() - began
    staff.browser.close()
    return took


async def start(bots: Sequence[Candidate], with_files: bool = True) -> None:
    """Everybody opens the running test, a few at a time."""

    async def do(bot: Candidate) -> None:
        await bot.open_test(with_files)
        bot.read_test()

    await in_turn(bots, do)


def leave(bots: Sequence[Candidate]) -> None:
    for bot in bots:
        bot.browser.close()
