"""Saturation: 64 connections that each save again as soon as the last save is acknowledged."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bench import herd, limit
from bench.figures import Figure, show
from bench.ground import Crowding, Ground, crowd_note, p50, p99
from bench.postgres import running_postgresql
from bench.room import Room, make_room
from bench.serving import Serving, served
from exam_server.cli.rehearsal.candidate import Candidate

CONNECTIONS = 64
WORKERS = 2
WARMING, SECONDS = 1.0, 4.0


@dataclass(frozen=True)
class Saturation:
    """One round: saves and bare commits a second, the seconds of a save, and how crowded the core was."""

    rate: float
    limit: float
    median: float
    p99: float
    crowding: float
    bots_share: float


async def measure_sqlite(ground: Ground) -> list[Figure]:
    room = ground.fresh_room(CONNECTIONS)
    with served(room.environment) as serving:
        bare = lambda: asyncio.to_thread(limit.sqlite_limit, room.instance, ground.more)  # noqa: E731
        rounds = await _rounds(ground, room, serving, bare, serving.cpu_seconds)
    spread = Figure(
        "spread",
        tuple(each.p99 / each.median for each in rounds),
        f"p50 {show(p50([each.median for each in rounds]) * 1000)} ms",
    )
    return [_ratio("saves", rounds), spread]


async def measure_postgresql(ground: Ground) -> list[Figure]:
    with running_postgresql() as postgres:
        room = make_room(ground.folder / "room-pg", CONNECTIONS, postgres.url)
        with served(room.environment, "--workers", str(WORKERS)) as serving:
            bare = lambda: asyncio.to_thread(limit.postgresql_limit, postgres.url)  # noqa: E731
            rounds = await _rounds(ground, room, serving, bare, lambda: serving.cpu_seconds() + postgres.cpu_seconds())
    figure = _ratio("saves-pg", rounds)
    return [Figure(figure.key, figure.values, f"{WORKERS} workers; {figure.note}; database on the server's core")]


def _ratio(key: str, rounds: Sequence[Saturation]) -> Figure:
    rates = f"{show(min(each.rate for each in rounds))}–{show(max(each.rate for each in rounds))} saves/s"
    limits = f"bare {show(min(each.limit for each in rounds))}–{show(max(each.limit for each in rounds))}"
    bots = f"the bots used {max(each.bots_share for each in rounds):.0%} of theirs at most"
    note = f"{rates}, {limits}; {crowd_note([each.crowding for each in rounds])}; {bots}"
    return Figure(key, tuple(each.rate / each.limit for each in rounds), note)


async def _rounds(
    ground: Ground,
    room: Room,
    serving: Serving,
    measure_limit: Callable[[], Awaitable[float]],
    cpu_seconds: Callable[[], float],
) -> list[Saturation]:
    """The limit before and after each round, so that a disk that changes its mind changes both."""
    bots = herd.seat_bots(room, serving.address)
    await herd.enter(bots)
    await herd.open_exam(room, serving.address)
    await herd.start(bots)
    rounds, before = [], await measure_limit()
    for _ in range(ground.rounds):
        crowding, used, own = Crowding(), cpu_seconds(), time.process_time()
        waits = await saturate(bots)
        share, own = crowding.share(cpu_seconds() - used), time.process_time() - own
        after = await measure_limit()
        bare = (before + after) / 2
        rounds.append(Saturation(len(waits) / SECONDS, bare, p50(waits), p99(waits), share, own / (WARMING + SECONDS)))
        before = after
    herd.leave(bots)
    return rounds


async def saturate(bots: Sequence[Candidate]) -> list[float]:
    """Each bot changes one item after another: the seconds of each save that was sent and acknowledged in time."""
    began = time.perf_counter() + WARMING
    end = began + SECONDS
    waits: list[float] = []

    async def keep_saving(bot: Candidate) -> None:
        while (sent := time.perf_counter()) < end:
            item = bot.items[bot.luck.randrange(len(bot.items))]
            known = len(bot.acknowledged)
            wait = await bot.save(item.position, bot.respond_to(item))
            if len(bot.acknowledged) > known and sent >= began and sent + wait <= end:
                waits.append(wait)

    await asyncio.gather(*map(keep_saving, bots))
    return waits
