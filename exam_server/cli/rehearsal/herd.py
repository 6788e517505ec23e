"""Bots of a room moving together."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from exam_server.cli.rehearsal.candidate import Candidate

AT_A_TIME = 32
Result = TypeVar("Result")
Do = Callable[[Candidate], Awaitable[Result]]


async def in_turn(bots: Sequence[Candidate], do: Do[Result]) -> list[Result]:
    """Everybody does it, a few at a time: for the parts of the way that nobody measures."""
    gate = asyncio.Semaphore(AT_A_TIME)

    async def pass_gate(bot: Candidate) -> Result:
        async with gate:
            return await do(bot)

    return list(await asyncio.gather(*map(pass_gate, bots)))


async def at_once(bots: Sequence[Candidate], do: Do[object]) -> tuple[list[float], int]:
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


async def start_together(
    bots: Sequence[Candidate], open_exam: Callable[[], Awaitable[object]]
) -> tuple[list[float], int]:
    """Everybody waits in the lobby, the desk opens the test, and all ask for their items at the announced instant.

    Gives the seconds of each from the earliest instant that anybody was told of until their items are there, and how
    many failed.
    """

    async def start(bot: Candidate) -> tuple[float, float]:
        begins = await bot.wait_for_start()
        await bot.open_test()
        return begins, time.perf_counter()

    waiting = [asyncio.create_task(start(bot)) for bot in bots]
    await open_exam()
    found = await asyncio.gather(*waiting, return_exceptions=True)
    for bot, each in zip(bots, found, strict=True):
        if isinstance(each, BaseException):
            bot.troubles.append(f"{type(each).__name__}: {each}")
    started = [each for each in found if not isinstance(each, BaseException)]
    first = min((begins for begins, _ in started), default=0.0)
    return [there - first for _, there in started], len(found) - len(started)
