"""What one sitting of 30 items costs the server: CPU time, counted in requests of a Flask app that says hello."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from bench import herd
from bench.figures import Figure, show
from bench.ground import Ground, p50
from bench.room import ITEMS, Room
from bench.serving import Serving, free_port, launch, served
from exam_server.cli.rehearsal.browser import Browser, Server
from exam_server.cli.rehearsal.candidate import Candidate
from exam_server.cli.rehearsal.herd import in_turn

WARMING, SITTINGS, AHEAD = 2, 48, 150
HELLOS = 960
HEARTBEATS = "heartbeats"
Costs = dict[str, float]
Step = Callable[[], Awaitable[object]]


async def measure(ground: Ground) -> list[Figure]:
    """A sitting's steps, each weighed in the hellos around it; the heartbeats, which come by the minute and not by the
    item, stand beside it: one per answer, and each. Files of a cold cache and the form, rendered ahead, belong to it.
    """
    rounds: list[Costs] = []
    for _ in range(ground.rounds):
        room = ground.fresh_room(WARMING + SITTINGS + AHEAD)
        with _serving_hello() as other, served(room.environment) as serving:
            scale = Scale(serving, other)
            missing = serving.forms_to_prepare()
            form = await scale.weigh(partial(asyncio.to_thread, serving.wait_until_prepared))
            bots = herd.seat_bots(room, serving.address, count=WARMING + SITTINGS)
            rounds.append({"the form": form / missing, **await _sit(bots, scale, room)})
            herd.leave(bots)
            scale.put_away()
    totals = tuple(sum(each.values()) - each[HEARTBEATS] for each in rounds)
    parts = ", ".join(
        f"{step} {show(p50([each[step] for each in rounds]))}" for step in rounds[0] if step != HEARTBEATS
    )
    beats = p50([each[HEARTBEATS] for each in rounds])
    beside = f"{ITEMS} heartbeats beside it {show(beats)}, {show(beats / ITEMS)} each"
    return [Figure("sitting-cpu", totals, f"{parts}; {beside}; a hello is {show(scale.hello * 1e6)} µs")]


class Scale:
    """Weighs what a server does in hellos, said just before and just after: a busy host's second isn't its next one."""

    def __init__(self, serving: Serving, other: Serving) -> None:
        self._serving, self._other = serving, other
        self._browsers = [Browser((Server.at(other.address),)) for _ in range(SITTINGS)]
        self.hello = 0.0

    async def weigh(self, do: Step) -> float:
        """The server's CPU time for a step, its upkeep beside it included, in hellos."""
        before = self.hello or await self._say_hello()
        began = self._serving.cpu_seconds()
        await do()
        spent = self._serving.cpu_seconds() - began
        self.hello = await self._say_hello()
        return spent / ((before + self.hello) / 2)

    async def _say_hello(self) -> float:
        """CPU seconds of one, over as many connections as there are sittings."""
        began = self._other.cpu_seconds()
        await asyncio.gather(*(_say(each, HELLOS // SITTINGS) for each in self._browsers))
        return (self._other.cpu_seconds() - began) / HELLOS

    def put_away(self) -> None:
        for browser in self._browsers:
            browser.close()


async def _sit(bots: Sequence[Candidate], scale: Scale, room: Room) -> Costs:
    """The hellos of each step of one sitting; the first ones go ahead and warm the server."""
    costs: Costs = {}

    async def step(name: str, do: Callable[[Candidate], Awaitable[object]]) -> None:
        await in_turn(bots[:WARMING], do)
        hellos = await scale.weigh(lambda: in_turn(bots[WARMING:], do))
        costs[name] = costs.get(name, 0.0) + hellos / SITTINGS

    async def fetch(bot: Candidate) -> None:
        await bot.browser.fetch_files(bot.page)

    await step("log-in", lambda bot: bot.enter(with_files=False))
    await step("files", fetch)
    await step("log-in", lambda bot: bot.declare(with_files=False))
    await step("files", fetch)
    await herd.open_exam(room, bots[0].browser.doors[0].origin)
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
