"""A room's day with 500 candidates: everybody logs in, starts, saves every 10 seconds, and 200 hand in."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench import herd
from bench.figures import Figure, show
from bench.ground import Crowding, Ground, crowd_note, p50, p99
from bench.room import Room
from bench.serving import Serving, served
from exam_server.cli.rehearsal.candidate import Candidate
from exam_server.cli.rehearsal.herd import at_once, in_turn, start_together
from exam_server.settings import Settings

SEATS = 500
EVERY_SECONDS = 10.0
PACE_SECONDS = 30.0
LOBBY_SECONDS = 60.0
HANDING_IN, WITHIN_SECONDS = 200, 5.0
MEGA = 1024 * 1024


@dataclass
class Pace:
    """The waits of saves and heartbeats at 10-second intervals, and the share of a core that the server used."""

    saves: list[float] = field(default_factory=list)
    beats: list[float] = field(default_factory=list)
    share: float = 0.0
    crowding: float = 0.0


@dataclass
class Day:
    """What one round measured; an empty list where it wasn't asked for."""

    log_in: list[float] = field(default_factory=list)
    log_in_errors: int = 0
    opening: float = 0.0
    start: list[float] = field(default_factory=list)
    start_errors: int = 0
    trouble: str = ""
    resident: int = 0
    proportional: int = 0
    pace: Pace = field(default_factory=Pace)
    hand_in: list[float] = field(default_factory=list)
    hand_in_errors: int = 0


async def measure_days(ground: Ground) -> list[Figure]:
    days = [await measure_day(ground, ground.fresh_room(SEATS)) for _ in range(ground.rounds)]
    return [*_herd_figures(days), *_pace_figures(days, ground), *_end_figures(days, ground)]


def _herd_figures(days: Sequence[Day]) -> list[Figure]:
    starts = [p99(each.start) for each in days]
    opening = f"the desk's opening took {show(max(each.opening for each in days))} s at most"
    median = f"p50 {show(p50([p50(each.start) for each in days]))} s"
    ratios = tuple(p99(each.log_in) / start for each, start in zip(days, starts, strict=True))
    log_in = (
        f"p99 {show(p50([p99(each.log_in) for each in days]))} s; errors {sum(each.log_in_errors for each in days)}"
    )
    return [
        Figure("start", tuple(starts), f"{median}; {opening}"),
        Figure("start-errors", tuple(float(each.start_errors) for each in days), _first_trouble(days)),
        Figure("log-in", ratios, log_in),
        Figure(
            "memory",
            tuple(each.resident / MEGA for each in days),
            f"shared pages counted once: {show(p50([each.proportional / MEGA for each in days]))} MB",
        ),
    ]


def _first_trouble(days: Sequence[Day]) -> str:
    return next((each.trouble for each in days if each.trouble), "")


def _pace_figures(days: Sequence[Day], ground: Ground) -> list[Figure]:
    if not ground.wants("pace", "pace-cpu"):
        return []
    paces = [each.pace for each in days]
    note = f"{_pace_note(paces)}; {crowd_note([each.crowding for each in paces])}"
    return [
        Figure("pace", tuple(p99(each.saves) * 1000 for each in paces), note),
        Figure("pace-cpu", tuple(each.share * 100 for each in paces), "heartbeats included"),
    ]


def _pace_note(paces: Sequence[Pace]) -> str:
    saves, beats = p50([p50(each.saves) for each in paces]), p50([p99(each.beats) for each in paces])
    return f"p50 {show(saves * 1000)} ms; heartbeats' p99 {show(beats * 1000)} ms"


def _end_figures(days: Sequence[Day], ground: Ground) -> list[Figure]:
    if not ground.wants("hand-in"):
        return []
    errors = sum(each.hand_in_errors for each in days)
    median = p50([p50(each.hand_in) for each in days])
    note = f"p50 {show(median)} s; errors {errors}"
    return [Figure("hand-in", tuple(p99(each.hand_in) for each in days), note)]


async def measure_day(ground: Ground, room: Room) -> Day:
    day = Day()
    announced = {"EXAM_START_LEAD_SECONDS": str(Settings().start_lead_seconds)}
    with served({**room.environment, **announced}) as serving:
        serving.wait_until_prepared()
        bots = herd.seat_bots(room, serving.address)
        await _log_in(day, bots)
        await _start(day, room, serving, bots)
        memory = serving.memory()
        day.resident, day.proportional = memory.resident, memory.proportional
        if ground.wants("pace", "pace-cpu", "growth"):
            day.pace = await keep_pace(serving, bots, PACE_SECONDS)
        if ground.wants("hand-in"):
            day.hand_in, day.hand_in_errors = await _hand_in(bots)
        herd.leave(bots)
    return day


async def _log_in(day: Day, bots: Sequence[Candidate]) -> None:
    """The ticket's page stands on every screen; then 500 tickets in the same instant, and the identity pages."""
    await in_turn(bots, Candidate.open_door)
    day.log_in, day.log_in_errors = await at_once(bots, Candidate.show_ticket)
    await in_turn(bots, Candidate.declare)


async def _start(day: Day, room: Room, serving: Serving, bots: Sequence[Candidate]) -> None:
    """A minute in the lobby with its heartbeats; then the desk opens, and at the announced instant everybody starts."""

    async def open_later() -> None:
        await asyncio.sleep(LOBBY_SECONDS)
        day.opening = await herd.announce_start(room, serving.address)

    day.start, day.start_errors = await start_together(bots, open_later)
    day.trouble = next((bot.troubles[0] for bot in bots if bot.troubles), "")
    await in_turn([bot for bot in bots if not bot.form], Candidate.open_test)
    for bot in bots:
        bot.read_test()


async def keep_pace(serving: Serving, bots: Sequence[Candidate], seconds: float) -> Pace:
    """Everybody saves every 10 seconds at a moment of their own, beside the heartbeats of their page."""
    pace, began = Pace(), time.perf_counter()

    async def save_on(bot: Candidate) -> None:
        await asyncio.sleep(bot.luck.uniform(0, EVERY_SECONDS))
        while time.perf_counter() - began < seconds:
            item = bot.items[bot.luck.randrange(len(bot.items))]
            wait = await bot.save(item.position, bot.respond_to(item))
            pace.saves.append(wait)
            await asyncio.sleep(EVERY_SECONDS - wait)

    async def beat_on(bot: Candidate) -> None:
        while True:
            await asyncio.sleep(bot.rhythm())
            sent = time.perf_counter()
            await bot.try_to_beat(bot.position)
            pace.beats.append(time.perf_counter() - sent)

    crowding, used = Crowding(), serving.cpu_seconds()
    beating = [asyncio.create_task(beat_on(bot)) for bot in bots]
    await asyncio.gather(*map(save_on, bots))
    spent = serving.cpu_seconds() - used
    pace.share, pace.crowding = spent / (time.perf_counter() - began), crowding.share(spent)
    for task in beating:
        task.cancel()
    await asyncio.gather(*beating, return_exceptions=True)
    return pace


async def _hand_in(bots: Sequence[Candidate]) -> tuple[list[float], int]:
    """200 of them, spread evenly over 5 seconds; the receipt is on the screen."""
    waits: list[float] = []

    async def hand_in(bot: Candidate) -> None:
        await asyncio.sleep(bot.luck.uniform(0, WITHIN_SECONDS))
        sent = time.perf_counter()
        await bot.hand_in()
        waits.append(time.perf_counter() - sent)

    _, errors = await at_once(bots[:HANDING_IN], hand_in)
    return waits, errors
