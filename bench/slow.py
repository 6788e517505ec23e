"""The same room on a slower disk: 4 ms more for every flush of the server."""

import shutil
import subprocess
import sys
from pathlib import Path

from bench import herd
from bench.day import PACE_SECONDS, SEATS, keep_pace
from bench.figures import Figure, show
from bench.ground import Ground, crowd_note, p50, p99
from bench.serving import served

MORE_MS = 4
SOURCE = Path(__file__).with_name("slow_flush.c")


async def measure(ground: Ground) -> list[Figure]:
    """Skipped with its reason where nothing compiles the few lines of C that slow the flushes down."""
    shim = _compile(ground.folder)
    if shim is None:
        return []
    paces = []
    for _ in range(ground.rounds):
        room = ground.fresh_room(SEATS)
        slowed = {"LD_PRELOAD": str(shim), "SLOW_FLUSH_MS": str(MORE_MS)}
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


def _compile(folder: Path) -> Path | None:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        sys.stderr.write("slow: not measured, there is no C compiler\n")
        return None
    shim = folder / "slow_flush.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(shim), str(SOURCE), "-ldl"], check=True)
    return shim
