"""The program of the process that plans a day: an errand on its standard input, the outcome on its output."""

import json
import os
import sys

from exam_server.formats.plain import from_plain, to_plain
from exam_server.services.planning_apart import Errand, run_errand

NICE = 10
"""Saves and taps come first, also where there's one processor."""


def main() -> int:
    """It sees nothing but the errand: no database, no name."""
    os.nice(NICE)
    json.dump(to_plain(run_errand(from_plain(Errand, json.load(sys.stdin)))), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
