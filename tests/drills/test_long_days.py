"""A server on a long day: a backup is made while everybody saves, memory stays flat, the system's clock jumps.

Short forms here; `make drill` lets it run for longer (DRILL_SOAK_SECONDS).
"""

import asyncio
import json
import os
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import pytest

from bench import herd
from bench.room import Room, make_room
from bench.serving import COMMAND, Serving, served
from bench.toll import take_toll
from exam_server.cli.rehearsal.candidate import Candidate
from tests.begun import Begun
from tests.drills.looping import run_by_itself
from tests.drills.preloaded import JumpingClock, compile_library

pytestmark = [pytest.mark.xdist_group("serve"), pytest.mark.timeout(7200)]
SOAK_SECONDS = float(os.environ.get("DRILL_SOAK_SECONDS", "8"))
JUMPS = (-3600, 3600, 86_400 * 200) if "DRILL_SOAK_SECONDS" in os.environ else (-3600,)
SEATS = 16
FLAT = 6.0
"""MB between a warm server and the end: fewer than an hour of a leak of one answer's size would make."""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, set_up: Begun) -> Room:
    return make_room(set_up.copy_to(tmp_path_factory.mktemp("long") / "room"), SEATS)


@pytest.fixture
def copy(room: Room, tmp_path: Path) -> Room:
    return replace(room, instance=Path(shutil.copytree(room.instance, tmp_path / "instance")))


@asynccontextmanager
async def _saving(room: Room, serving: Serving) -> AsyncIterator[Sequence[Candidate]]:
    """Everybody sits and saves, one response after another."""
    bots = herd.seat_bots(room, serving.address)
    await herd.enter(bots, with_files=False)
    await herd.open_exam(room, serving.address)
    await herd.start(bots, with_files=False)
    over = asyncio.Event()

    async def keep_saving(bot: Candidate) -> None:
        while not over.is_set():
            item = bot.items[bot.luck.randrange(len(bot.items))]
            await bot.save(item.position, bot.respond_to(item))
            await bot.try_to_beat(item.position)

    tasks = [asyncio.create_task(keep_saving(bot)) for bot in bots]
    yield bots
    over.set()
    await asyncio.gather(*tasks)
    herd.leave(bots)


def _on_a_server(room: Room, do: Callable[[Serving, Sequence[Candidate]], Awaitable[None]]) -> list[Candidate]:
    async def run() -> list[Candidate]:
        with served(room.environment) as serving:
            async with _saving(room, serving) as bots:
                await do(serving, bots)
            return list(bots)

    return run_by_itself(run())


def _command(room: Room, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *arguments], env={**os.environ, **room.environment}, capture_output=True, text=True, check=False
    )


def test_a_backup_made_while_everybody_saves_holds_all_that_was_acknowledged_before_it(
    copy: Room, tmp_path: Path
) -> None:
    file = tmp_path / "backup"
    before: dict[int, int] = {}

    async def back_up(_: Serving, bots: Sequence[Candidate]) -> None:
        while min(len(bot.acknowledged) for bot in bots) < 3:
            await asyncio.sleep(0.05)
        before.update({number: len(bot.acknowledged) for number, bot in enumerate(bots)})
        done = await asyncio.to_thread(_command, copy, "backup", str(file))
        assert done.returncode == 0, done.stderr
        assert all(len(bot.acknowledged) > before[number] for number, bot in enumerate(bots)), "saving went on"

    bots = _on_a_server(copy, back_up)
    restored = replace(copy, instance=tmp_path / "restored")
    assert (done := _command(restored, "restore", str(file))).returncode == 0, done.stderr
    for number, bot in enumerate(bots):
        del bot.acknowledged[before[number] :]
    assert take_toll(restored, bots, 0).lost == ()


def test_memory_stays_flat_while_a_room_works(copy: Room) -> None:
    measured: list[float] = []

    async def soak(serving: Serving, _: Sequence[Candidate]) -> None:
        await asyncio.sleep(SOAK_SECONDS / 3)
        until = time.monotonic() + SOAK_SECONDS
        while time.monotonic() < until:
            measured.append(serving.memory().resident / 1e6)
            await asyncio.sleep(SOAK_SECONDS / 12)

    bots = _on_a_server(copy, soak)
    toll = take_toll(copy, bots, 0)
    assert (toll.lost, toll.troubles) == ((), ())
    assert measured[-1] - min(measured) < FLAT, measured


@pytest.mark.parametrize("jump", JUMPS)
def test_a_jump_of_the_machines_clock_changes_nobodys_time(copy: Room, tmp_path: Path, jump: int) -> None:
    clock = JumpingClock(compile_library("jumping_clock", tmp_path), tmp_path / "offset")
    clock.set_off(0)
    left, offsets = list[float](), list[float]()

    async def set_the_clock(serving: Serving, bots: Sequence[Candidate]) -> None:
        for seconds in (0, jump, 0):
            clock.set_off(seconds)
            await asyncio.sleep(0.3)
            left.append((await bots[0].beat())["remaining_seconds"])
            with urlopen(f"{serving.address}/readyz", timeout=20) as answer:
                offsets.append(json.load(answer)["clock_offset_seconds"])

    bots = _on_a_server(replace(copy, more=clock.environment), set_the_clock)
    assert offsets == pytest.approx([0, jump, 0], abs=2), "the server saw the jump"
    assert max(left) - min(left) < 30, left
    toll = take_toll(copy, bots, 0)
    assert (toll.lost, toll.troubles) == ((), ())
