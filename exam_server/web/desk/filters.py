"""Filters of the board: which seats are shown, as the address says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from exam_server.core.delivery import STATE_WORDS, STATES
from exam_server.core.text import Text, text
from exam_server.web.desk.tiles import Tile

Keep = Callable[[Tile], bool]
ALL = "all"
# Who has an accommodation is nobody's business who only sees the wall.
NOT_ON_A_WALL = frozenset({"agreed"})


@dataclass(frozen=True)
class Filter:
    """A choice of the board with the number of seats that it shows."""

    name: str
    word: Text
    count: int


def _is_to_decide(tile: Tile) -> bool:
    seat = tile.seat
    is_stopped = seat.security.is_held or seat.security.failure is not None
    return bool(seat.proposals or tile.silences or seat.breaks.asked or is_stopped)


def _in_state(state: str) -> Keep:
    return lambda tile: tile.seat.state == state


KEEPS: dict[str, tuple[Text, Keep]] = {
    ALL: (text("all seats"), lambda tile: True),
    "decide": (text("to decide"), _is_to_decide),
    "silent": (text("without contact"), lambda tile: tile.is_silent),
    "unsent": (text("unsent"), lambda tile: tile.seat.unsent > 0),
    "incidents": (text("incidents"), lambda tile: tile.seat.incidents > 0),
    "agreed": (text("accommodations"), lambda tile: bool(tile.agreed)),
    **{state: (STATE_WORDS[state], _in_state(state)) for state in STATES},
}


def choose_filter(name: str, on_wall: bool) -> str:
    """The name of a filter; whatever isn't one here shows all seats."""
    return name if name in _known(on_wall) else ALL


def keep_tiles(tiles: Sequence[Tile], name: str) -> list[Tile]:
    return [tile for tile in tiles if KEEPS[name][1](tile)]


def list_filters(tiles: Sequence[Tile], chosen: str, on_wall: bool) -> list[Filter]:
    """All filters that show something, and the chosen one even if it doesn't."""
    found = [Filter(name, KEEPS[name][0], sum(map(KEEPS[name][1], tiles))) for name in _known(on_wall)]
    return [each for each in found if each.count or each.name in (ALL, chosen)]


def _known(on_wall: bool) -> list[str]:
    return [name for name in KEEPS if not (on_wall and name in NOT_ON_A_WALL)]
