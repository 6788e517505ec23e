"""The program of the process that draws many forms: an errand on its standard input, the draw on its output."""

import json
import os
import sys

from exam_server.core.assembly import draw_forms
from exam_server.formats.plain import from_plain, to_plain
from exam_server.services.drawing_apart import Errand

NICE = 10
"""Saves come first, also where there's one processor."""


def main() -> int:
    """It sees nothing but the errand: no database, no secret but the seed of this draw."""
    os.nice(NICE)
    errand = from_plain(Errand, json.load(sys.stdin))
    json.dump(to_plain(draw_forms(errand.blueprint, errand.pool, errand.seed, errand.count)), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
