"""What one sitting of 30 items costs the server: CPU time, counted in requests of a Flask app that says hello."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

from bench import herd
from bench.figures import Figure, show
from bench.ground import Ground, p50
from bench.room import ITEMS, Room
from bench.serving import Serving, free_port, launch, served
from exam_server.cli.rehearsal.browser import Browser, Server
from exam_server.cli.rehearsal.candidate import Candidate
from exam_server.cli.rehearsal.herd import in_turn

WARMING, SITTINGS, AHEAD = 2, 48, 150
HELLOS = 4000
HEARTBEATS = "heartbeats"
Costs = dict[str, float]


async def measure(ground: Ground) -> list[Figure]:
    """Sittings and hellos in turn; the files of a cold cache and the form that is rendered ahead are part of a sitting.

    Heartbeats come by the minute and not by the item, so they stand beside it: one per answer, and each.
    """
    rounds = []
    for _ in range(ground.rounds):
        room = ground.fresh_room(WARMING + SITTINGS + AHEAD)
        with served(room.environment) as serving:
            costs = {"the form": _prepare(serving) * SITTINGS}
            bots = herd.seat_bots(room, serving.address, count=WARMING + SITTINGS)
            costs |= await _sit(bots, serving, room)
            herd.leave(bots)
        hello = await _hello()
        rounds.append({step: cost / SITTINGS / hello for step, cost in costs.items()})
    totals = tuple(sum(each.values()) - each[HEARTBEATS] for each in rounds)
    parts = ", ".join(
        f"{step} {show(p50([each[step] for each in rounds]))}" for step in rounds[0] if step != HEARTBEATS
    )
    beats = p50([each[HEARTBEATS] for each in rounds])
    beside = f"{ITEMS} heartbeats beside it {show(beats)}, {show(beats / ITEMS)} each"
    return [Figure("sitting-cpu", totals, f"{parts}; {beside}; a hello is {show(hello * 1e6)} µs")]


def _prepare(serving: Serving) -> float:
    """The CPU seconds of a form that is rendered and packed before anybody asks, with the upkeep beside it."""
    missing, before = serving.forms_to_prepare(), serving.cpu_seconds()
    serving.wait_until_prepared()
    return (serving.cpu_seconds() - before) / missing


async def _sit(bots: Sequence[Candidate], serving: Serving, room: Room) -> Costs:
    """The CPU seconds of each step, of all the sittings together; the first ones go ahead and warm the server."""
    costs: Costs = {}

    async def step(name: str, do: Callable[[Candidate], Awaitable[object]]) -> None:
        await in_turn(bots[:WARMING], do)
        before = serving.cpu_seconds()
        await in_turn(bots[WARMING:], do)
        costs[name] = costs.get(name, 0.0) + serving.cpu_seconds() - before

    async def fetch(bot: Candidate) -> None:
        await bot.browser.fetch_files(bot.page)

    await step("log-in", lambda bot: bot.enter(with_files=False))
    await step("files", fetch)
    await step("log-in", lambda bot: bot.declare(with_files=False))
    await step("files", fetch)
    await herd.open_exam(room, serving.address)
    await step("start", lambda bot: bot.open_test(with_files=False))
    await step("files", fetch)
    for bot in bots:
        bot.read_test()
    await step("saves", _save_all)
    await step(HEARTBEATS, _beat_all)
    await step("hand-in", Candidate.hand_in)
    await step("files", fetch)
    return costs


async def _save_all(bot: Candidate) -> None:
    for position, response in bot.responses(ITEMS):
        await bot.save(position, response)


async def _beat_all(bot: Candidate) -> None:
    for _ in range(ITEMS):
        await bot.beat()


async def _hello() -> float:
    """CPU seconds of one hello, with as many connections as sittings."""
    with _serving_hello() as serving:
        browsers = [Browser((Server.at(serving.address),)) for _ in range(SITTINGS)]
        await asyncio.gather(*(_say(each, 20) for each in browsers))
        before = serving.cpu_seconds()
        await asyncio.gather(*(_say(each, HELLOS // SITTINGS) for each in browsers))
        spent = serving.cpu_seconds() - before
        for browser in browsers:
            browser.close()
    return spent / HELLOS


async def _say(browser: Browser, times: int) -> None:
    for _ in range(times):
        await browser.get("/")


@contextmanager
def _serving_hello() -> Iterator[Serving]:
    port = free_port()
    serving = launch([sys.executable, "-m", "bench.hello", str(port)], {}, port)
    try:
        yield serving
    finally:
        serving.stop()
