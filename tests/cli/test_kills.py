"""Servers that die while everybody saves, in short; `make drill` does it a hundred times."""

import asyncio
from pathlib import Path

import pytest

from bench.kills import kill_one_of_two, kill_the_only_one
from bench.room import make_room
from tests.begun import Begun

pytestmark = pytest.mark.xdist_group("serve")
SEATS = 8


def test_a_killed_server_has_lost_nothing_that_it_acknowledged(set_up: Begun, tmp_path: Path) -> None:
    toll = asyncio.run(kill_the_only_one(make_room(set_up.copy_to(tmp_path), SEATS), kills=1))
    assert (toll.lost, toll.troubles) == ((), ())
    assert toll.acknowledged > SEATS


@pytest.mark.postgresql
def test_one_of_two_processes_dies_and_candidates_only_wait(postgresql_url: str, tmp_path: Path) -> None:
    toll = asyncio.run(kill_one_of_two(make_room(tmp_path, SEATS, postgresql_url), kills=1))
    assert (toll.lost, toll.troubles) == ((), ())
    assert toll.acknowledged > SEATS
