"""What all measurements of one run share: the folder on the measured disk, the rounds, rooms made once."""

import shutil
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil

from bench.room import Room, make_room
from bench.serving import SERVER_CORE


@dataclass
class Ground:
    """`wanted` are the keys to be measured; a measurement may leave out what nobody asked for.

    `more` are variables of every measured process, the bare driver's too: how a disk is made up.
    """

    folder: Path
    rounds: int
    wanted: frozenset[str]
    more: Mapping[str, str] = field(default_factory=dict)
    _rooms: dict[int, Room] = field(default_factory=dict)
    _copies: int = 0

    def wants(self, *keys: str) -> bool:
        return bool(self.wanted & set(keys))

    def fresh_room(self, seats: int) -> Room:
        """A room of its own: drawing 500 forms takes longer than copying the file that holds them."""
        if seats not in self._rooms:
            self._rooms[seats] = make_room(self.folder / f"room-{seats}", seats)
        made = self._rooms[seats]
        self._copies += 1
        copy = self.folder / f"copy-{self._copies}"
        shutil.copytree(made.instance, copy)
        return replace(made, instance=copy, more=self.more)


class Crowding:
    """How much of the server's core others took meanwhile: a measurement beside a busy neighbour says little."""

    def __init__(self, core: int = SERVER_CORE) -> None:
        self._core = core
        self._before = psutil.cpu_times(percpu=True)[core]

    def share(self, own_seconds: float) -> float:
        """0-1: the core's busy time without what was measured on it, over the whole time."""
        now = psutil.cpu_times(percpu=True)[self._core]
        spent = [after - before for before, after in zip(self._before, now, strict=True)]
        total = sum(spent)
        idle = (now.idle - self._before.idle) + (now.iowait - self._before.iowait)
        return max(0.0, (total - idle - own_seconds) / total) if total else 0.0


def p99(waits: Sequence[float]) -> float:
    return statistics.quantiles(waits, n=100, method="inclusive")[98]


def p95(waits: Sequence[float]) -> float:
    return statistics.quantiles(waits, n=20, method="inclusive")[18]


def p50(waits: Sequence[float]) -> float:
    return statistics.median(waits)


def crowd_note(shares: Sequence[float]) -> str:
    return f"others took {min(shares):.0%}–{max(shares):.0%} of the core"
