"""`make bench [ONLY=saves,start] [ROUNDS=3] [WRITE=1]`: measures, prints the table, and writes docs/performance.md."""

import argparse
import asyncio
import contextlib
import io
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from bench import cases, chromium, circuit, day, draws, growth, items, kills, saves, sitting, slow, statistics, tablets
from bench.figures import BY_KEY, Figure, table
from bench.flushing import slow_flushes
from bench.ground import Ground
from bench.postgres import DISK
from bench.record import DOCUMENT, describe_machine, replace_part, write_figures
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
    (("list", "list-pg"), items.measure),
    (("statistics", "statistics-pg"), statistics.measure),
    (("tablets", "tablets-refused"), tablets.measure),
    (("circuit", "circuit-refused"), circuit.measure),
    (("lost", "lost-pg"), kills.measure),
)
PARTS = ("growth", "growth-draws", "cases")
# Long, and not a speed: `make drill` asks for them.
IN_THE_DRILL = frozenset({"lost", "lost-pg"})
ALL = frozenset(BY_KEY) | frozenset(PARTS)


def main() -> None:
    given = _arguments()
    folder = Path(tempfile.mkdtemp(prefix="exam-bench-", dir=given.disk))
    stay_on_the_clients_core()
    machine = describe_machine(folder)
    try:
        more = (slow_flushes(folder, given.flush_us) or {}) if given.flush_us else {}
        figures, parts = asyncio.run(measure(Ground(folder, given.rounds, given.only, more)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("\n\n".join([machine, table(figures), *parts.values()]))
    if given.write:
        write(machine, figures, parts)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help=f"some of: {', '.join(sorted(ALL))}")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--disk", type=Path, default=DISK, help="a folder on the disk to be measured")
    parser.add_argument("--flush-us", type=int, default=0, help="make up a disk: on one in memory, a flush takes this")
    parser.add_argument("--write", action="store_true", help="put what was measured into docs/performance.md")
    given = parser.parse_args()
    given.only = frozenset(given.only.replace(",", " ").split()) or ALL - IN_THE_DRILL
    if unknown := given.only - ALL:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    return given


async def measure(ground: Ground) -> tuple[list[Figure], dict[str, str]]:
    """The lines of the table, and the parts that are tables of their own."""
    figures, parts = [], {}
    for keys, take in MEASURES:
        if ground.wants(*keys):
            sys.stderr.write(f"measuring {', '.join(keys)}\n")
            figures += await take(ground)
    if ground.wants("growth"):
        parts["growth"] = await growth.measure(ground)
    if ground.wants("cases"):
        parts["cases"] = await cases.measure(ground)
    if ground.wants("growth-draws"):
        with contextlib.redirect_stdout(io.StringIO()) as said:
            draws.main()
        parts["growth-draws"] = f"```\n{said.getvalue().rstrip()}\n```"
    return figures, parts


def write(machine: str, figures: list[Figure], parts: dict[str, str]) -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    document = write_figures(replace_part(document, "machine", machine), figures, f"{datetime.now(UTC):%Y-%m-%d}")
    for name, content in parts.items():
        document = replace_part(document, name, content)
    DOCUMENT.write_text(document, encoding="utf-8")


if __name__ == "__main__":
    main()
