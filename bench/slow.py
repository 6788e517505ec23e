"""The same room on a slower disk: 4 ms more for every flush of the server."""

import sys

from bench import herd
from bench.day import PACE_SECONDS, SEATS, keep_pace
from bench.figures import Figure, show
from bench.flushing import slow_flushes
from bench.ground import Ground, crowd_note, p50, p99
from bench.serving import served

MORE_US = 4_000


async def measure(ground: Ground) -> list[Figure]:
    """Skipped with its reason where nothing compiles the few lines of C that slow the flushes down."""
    slowed = slow_flushes(ground.folder, MORE_US)
    if slowed is None:
        sys.stderr.write("slow: not measured, there is no C compiler\n")
        return []
    paces = []
    for _ in range(ground.rounds):
        room = ground.fresh_room(SEATS)
        with served({**room.environment, **slowed}) as serving:
            bots = herd.seat_bots(room, serving.address)
            await herd.enter(bots, with_files=False)
            await herd.open_exam(room, serving.address)
            await herd.start(bots, with_files=False)
            paces.append(await keep_pace(serving, bots, PACE_SECONDS))
            herd.leave(bots)
    share = p50([each.share for each in paces])
    note = f"p50 {show(p50([p50(each.saves) for each in paces]) * 1000)} ms; {share:.0%} of a core"
    crowd = crowd_note([each.crowding for each in paces])
    return [Figure("slow", tuple(p99(each.saves) * 1000 for each in paces), f"{note}; {crowd}")]
