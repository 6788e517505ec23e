"""`make bench [ONLY=saves,start]`: measures, prints the table, and writes it into docs/performance.md."""

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench import chromium, day, draws, kills, saves, sitting, slow
from bench.figures import BY_KEY, Figure, table
from bench.ground import Ground
from bench.postgres import DISK
from bench.serving import stay_on_the_clients_core

Measure = Callable[[Ground], Awaitable[list[Figure]]]
MEASURES: tuple[tuple[tuple[str, ...], Measure], ...] = (
    (("saves", "spread"), saves.measure_sqlite),
    (("saves-pg",), saves.measure_postgresql),
    (("start", "start-errors", "log-in", "memory", "pace", "pace-cpu", "hand-in"), day.measure_days),
    (("draws", "draws-whole"), draws.measure_draws),
    (("slow",), slow.measure),
    (("sitting-cpu",), sitting.measure),
    (("sitting-bytes", "first-item", "per-answer"), chromium.measure),
    (("lost", "lost-pg"), kills.measure),
)

# Long, and not a speed: `make drill` asks for them.
IN_THE_DRILL = frozenset({"lost", "lost-pg"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help=f"some of: {', '.join(BY_KEY)}")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    wanted = frozenset(given.only.replace(",", " ").split()) or frozenset(BY_KEY) - IN_THE_DRILL
    if unknown := wanted - BY_KEY.keys():
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    folder = Path(tempfile.mkdtemp(prefix="exam-bench-", dir=DISK))
    stay_on_the_clients_core()
    try:
        figures = asyncio.run(measure(Ground(folder, given.rounds, wanted)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.stdout.write(table(figures) + "\n")


async def measure(ground: Ground) -> list[Figure]:
    figures = []
    for keys, take in MEASURES:
        if ground.wants(*keys):
            sys.stderr.write(f"measuring {', '.join(keys)}\n")
            figures += await take(ground)
    return figures


if __name__ == "__main__":
    main()
