"""The program of the process that reckons agreement: first ratings on its standard input, the figures on its output."""

import json
import os
import sys

from exam_server.core.agreement import make_position, make_report
from exam_server.formats.plain import from_plain, to_plain
from exam_server.services.agreement_apart import SEED, Errand

NICE = 10
"""Saves come first, also where there's one processor."""


def main() -> int:
    """It sees nothing but the errand: no database, no name."""
    os.nice(NICE)
    errand = from_plain(Errand, json.load(sys.stdin))
    made = make_position(errand.rated, errand.rater, SEED) if errand.rater else make_report(errand.rated, SEED)
    json.dump(to_plain(made), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
