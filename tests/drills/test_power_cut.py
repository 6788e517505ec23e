"""The power goes, or a flush fails, at each boundary of a scripted exam: what was acknowledged is there afterwards.

Some boundaries here; `make drill` takes them all (DRILL_POWER_CUTS=all).
"""

import asyncio
import os
import random
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from bench.room import Room, make_room
from bench.serving import Serving, start
from bench.toll import Toll, take_toll
from tests.begun import Begun
from tests.drills.looping import run_by_itself
from tests.drills.preloaded import ForgetfulDisk, compile_library
from tests.drills.scripted_exam import SAVES, sit

pytestmark = [pytest.mark.xdist_group("serve"), pytest.mark.timeout(7200)]
CHOSEN = os.environ.get("DRILL_POWER_CUTS", "1")
SEATS = 2
WAYS = ("forgotten", "torn", "refused")
"""What the disk does at the boundary: keeps only what was flushed; some of the rest too; says that the flush failed."""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, set_up: Begun) -> Room:
    return make_room(set_up.copy_to(tmp_path_factory.mktemp("power") / "room"), SEATS)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compile_library("forgetful_disk", tmp_path_factory.mktemp("disk"))


def test_nothing_acknowledged_is_lost_at_any_boundary_of_an_exam(room: Room, library: Path, tmp_path: Path) -> None:
    whole, boundaries = _sit_on(room, library, tmp_path / "whole")
    assert (whole.acknowledged, whole.lost, whole.troubles) == (SEATS * SAVES, (), ())
    assert boundaries > SEATS * SAVES
    for number, way in _choose(boundaries):
        toll, _ = _sit_on(room, library, tmp_path / f"{number}-{way}", number, way)
        assert (toll.acknowledged, toll.lost, toll.troubles) == (SEATS * SAVES, (), ()), (number, way)
        assert toll.kills == 1, f"nothing broke at boundary {number}"


def _choose(boundaries: int) -> list[tuple[int, str]]:
    if CHOSEN == "all":
        return [(number, way) for number in range(1, boundaries + 1) for way in WAYS]
    numbers = random.Random("short").sample(range(1, boundaries + 1), int(CHOSEN))
    return list(zip(numbers, WAYS, strict=False))


def _sit_on(room: Room, library: Path, folder: Path, number: int = 0, way: str = "") -> tuple[Toll, int]:
    """The scripted exam on a disk that breaks at one boundary; what is there afterwards, and how often it flushed."""
    instance = Path(shutil.copytree(room.instance, folder))
    disk = ForgetfulDisk(library, instance)
    disk.begin()
    copy = replace(room, instance=instance, more=disk.environment)
    return run_by_itself(_sit(copy, disk, number, way))


async def _sit(room: Room, disk: ForgetfulDisk, number: int, way: str) -> tuple[Toll, int]:
    begun = 0

    def arm() -> None:
        nonlocal begun
        begun = disk.count()
        disk.arm(**{"fail" if way == "refused" else "power": number})

    dice = random.Random(number) if way == "torn" else None
    async with _kept_running(room, lambda: disk.lose_power(dice)) as (serving, deaths):
        bots = await sit(room, serving.address, arm)
        flushes = disk.count() - begun
    return take_toll(room, bots, len(deaths)), flushes


@asynccontextmanager
async def _kept_running(room: Room, after_death: Callable[[], None]) -> AsyncIterator[tuple[Serving, list[int]]]:
    """A server that is started again whenever it has died, as its unit file says; with the list of its deaths."""
    serving = await asyncio.to_thread(start, room.environment)
    deaths: list[int] = []

    async def supervise() -> None:
        while True:
            await asyncio.sleep(0.05)
            if (code := serving.process.poll()) is not None:
                deaths.append(code)
                with suppress(ProcessLookupError):
                    serving.kill()
                after_death()
                serving.process = (await asyncio.to_thread(start, room.environment, port=serving.port)).process

    watch = asyncio.create_task(supervise())
    try:
        yield serving, deaths
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch
        serving.stop()
