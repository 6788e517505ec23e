"""Many forms are drawn by a process of its own: it takes seconds, which the room's saves would feel."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from exam_server.core.assembly import Blueprint, Draw, PoolItem, draw_forms
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.formats.plain import from_plain, to_plain
from exam_server.services.own_process import run_apart

FEW = 40
"""So many forms are drawn here: a process takes as long to start."""
SECONDS = 600
"""By the clock: what takes longer hangs."""
PROGRAM = "exam_server.services.drawing_process"


@dataclass(frozen=True)
class Errand:
    """What `draw_forms` takes."""

    blueprint: Blueprint
    pool: tuple[PoolItem, ...]
    seed: str
    count: int


def draw_apart(blueprint: Blueprint, pool: Sequence[PoolItem], seed: str, count: int) -> Draw:
    """What `draw_forms` gives, and raises; Refused, too, where the process ended without a draw.

    Whether the blueprint can be filled is settled here, by the draw of no form: that's quick, and names the cells.
    """
    if count <= FEW:
        return draw_forms(blueprint, pool, seed, count)
    draw_forms(blueprint, pool, seed, 0)
    given = json.dumps(to_plain(Errand(blueprint, tuple(pool), seed, count))).encode()
    try:
        return from_plain(Draw, json.loads(run_apart(PROGRAM, given, SECONDS)))
    except (subprocess.SubprocessError, ValueError) as error:
        raise Refused(
            text("The forms weren't drawn."),
            text("The process that draws them ended before they were done."),
            text("Draw them again."),
        ) from error
