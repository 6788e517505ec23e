"""Bots of a room moving together: everybody enters, waits, starts, saves or hands in."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bench.room import LOGIN, Room
from exam_server.cli.rehearsal.browser import Browser, Server
from exam_server.cli.rehearsal.candidate import Candidate
from exam_server.cli.rehearsal.staff import Staff

SEED = 20_261_123
AT_ONCE = 32
Result = TypeVar("Result")


def seat_bots(room: Room, *addresses: str, count: int | None = None) -> list[Candidate]:
    """A candidate per ticket, nobody connected yet."""
    doors = tuple(Server.at(each) for each in addresses)
    return [
        Candidate(Browser(doors), ticket, random.Random(f"{SEED} {ticket}"))
        for ticket in room.tickets[: count or len(room.tickets)]
    ]


async def in_turn(bots: Sequence[Candidate], do: Callable[[Candidate], Awaitable[Result]]) -> list[Result]:
    """Everybody does it, a few at a time: the ways that aren't measured shouldn't cost an afternoon."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def pass_gate(bot: Candidate) -> Result:
        async with gate:
            return await do(bot)

    return list(await asyncio.gather(*map(pass_gate, bots)))


async def at_once(bots: Sequence[Candidate], do: Callable[[Candidate], Awaitable[object]]) -> tuple[list[float], int]:
    """Everybody does it in the same instant: the seconds of each from that instant on, and how many failed."""
    began = time.perf_counter()

    async def time_it(bot: Candidate) -> float | None:
        try:
            await do(bot)
        except Exception as error:
            bot.troubles.append(f"{type(error).__name__}: {error}")
            return None
        return time.perf_counter() - began

    found = await asyncio.gather(*map(time_it, bots))
    return [each for each in found if each is not None], found.count(None)


async def enter(bots: Sequence[Candidate], with_files: bool = True) -> None:
    """From the ticket to the lobby, a few at a time."""

    async def do(bot: Candidate) -> None:
        await bot.enter(with_files)
        await bot.declare(with_files)

    await in_turn(bots, do)


async def open_exam(room: Room, address: str) -> float:
    """The desk opens the test; the seconds that it took."""
    staff = Staff(Browser((Server.at(address),)))
    await staff.log_in(LOGIN, room.password)
    board = f"/desk/exams/{room.exam_id}"
    await staff.read(board)
    began = time.perf_counter()
    await staff.act(board, f"{board}/open")
    staff.browser.close()
    return time.perf_counter() - began


async def start(bots: Sequence[Candidate], with_files: bool = True) -> None:
    """Everybody opens the running test, a few at a time."""

    async def do(bot: Candidate) -> None:
        await bot.open_test(with_files)
        bot.read_test()

    await in_turn(bots, do)


def leave(bots: Sequence[Candidate]) -> None:
    for bot in bots:
        bot.browser.close()
