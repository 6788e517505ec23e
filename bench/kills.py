"""Servers that die by SIGKILL while everybody saves: nothing that was acknowledged may be lost."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager

from bench import herd
from bench.figures import Figure
from bench.ground import Ground
from bench.postgres import running_postgresql
from bench.room import Room, make_room
from bench.serving import Serving, served, start
from bench.toll import Toll, take_toll
from exam_server.cli.rehearsal.candidate import Candidate

SEATS = 32
KILLS, LEAST, KILLS_OF_TWO = 100, 10_000, 25
LIFE_SECONDS = (0.2, 1.0)
IMPATIENCE = 0.2


async def measure(ground: Ground) -> list[Figure]:
    """Long: a part of `make drill`."""
    alone = await kill_the_only_one(ground.fresh_room(SEATS), KILLS, LEAST)
    with running_postgresql() as postgres:
        pair = await kill_one_of_two(make_room(ground.folder / "room-two", SEATS, postgres.url), KILLS_OF_TWO)
    return [_figure("lost", alone), _figure("lost-pg", pair)]


def _figure(key: str, toll: Toll) -> Figure:
    note = f"{toll.kills} kills, {toll.acknowledged} acknowledged; other troubles: {len(toll.troubles)}"
    return Figure(key, (float(len(toll.lost)),), f"{note} {toll.troubles[0] if toll.troubles else ''}".rstrip())


async def kill_the_only_one(room: Room, kills: int, least: int = 0) -> Toll:
    """The one serving process dies again and again, and is started again on what is really on the disk."""
    serving = start(room.environment)
    try:
        async with _saving(room, serving.address) as bots:
            done = 0
            while done < kills or _acknowledged(bots) < least:
                await _let_live(bots, done)
                serving.kill()
                serving = await asyncio.to_thread(start, room.environment, port=serving.port)
                done += 1
            await _let_live(bots, done)
    finally:
        serving.stop()
    return take_toll(room, bots, done)


async def kill_one_of_two(room: Room, kills: int) -> Toll:
    """Two processes on PostgreSQL; the bots alternate between them at each request, and one after the other dies."""
    with ExitStack() as stack:
        pair = [stack.enter_context(served(room.environment)) for _ in range(2)]
        async with _saving(room, *(each.address for each in pair)) as bots:
            for done in range(kills):
                await _let_live(bots, done)
                await _kill_and_start(pair, done % 2, room)
            await _let_live(bots, kills)
    return take_toll(room, bots, kills)


async def _kill_and_start(pair: list[Serving], which: int, room: Room) -> None:
    pair[which].kill()
    pair[which].process = (await asyncio.to_thread(start, room.environment, port=pair[which].port)).process


@asynccontextmanager
async def _saving(room: Room, *addresses: str) -> AsyncIterator[list[Candidate]]:
    """Bots of a running test that save without a break, and finish what they have begun at the end."""
    bots = herd.seat_bots(room, *addresses)
    await herd.enter(bots, with_files=False)
    await herd.open_exam(room, addresses[0])
    await herd.start(bots, with_files=False)
    over = asyncio.Event()
    tasks = [asyncio.create_task(_keep_saving(bot, over)) for bot in bots]
    try:
        yield bots
        over.set()
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        herd.leave(bots)


async def _keep_saving(bot: Candidate, over: asyncio.Event) -> None:
    bot.longest_wait = IMPATIENCE
    while not over.is_set():
        item = bot.items[bot.luck.randrange(len(bot.items))]
        await bot.save(item.position, bot.respond_to(item))


async def _let_live(bots: Sequence[Candidate], number: int) -> None:
    """Until saves are acknowledged again, and a little longer: nobody can know at which step of a save it ends."""
    before = _acknowledged(bots)
    while _acknowledged(bots) == before:
        await asyncio.sleep(0.005)
    await asyncio.sleep(random.Random(number).uniform(*LIFE_SECONDS))


def _acknowledged(bots: Sequence[Candidate]) -> int:
    return sum(len(bot.acknowledged) for bot in bots)
