"""Figures of agreement are reckoned by a process of its own: drawing encounters anew a thousand times takes seconds."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

from exam_server.core.agreement import FEWEST, Position, Rated, Report, make_position, make_report
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.formats.plain import from_plain, to_plain
from exam_server.services.own_process import run_apart

SEED = "agreement"
"""Whoever asks the same gets the same."""
SECONDS = 120
"""By the clock: what takes longer hangs."""
PROGRAM = "exam_server.services.agreement_process"
Answer = TypeVar("Answer", Report, Position)
_ONE = Lock()
"""One at a time: a second page waits, instead of taking another processor from the room."""


@dataclass(frozen=True)
class Errand:
    """What the process reckons: the report, or the position of one assessor."""

    rated: tuple[Rated, ...]
    rater: str = ""


def report_apart(rated: Sequence[Rated]) -> Report:
    """What `make_report` gives. Raises Refused where the process ended without it."""
    if len(rated) < FEWEST:
        return make_report(rated, SEED)
    return _ask(Report, Errand(tuple(rated)))


def position_apart(rated: Sequence[Rated], rater: str) -> Position:
    """What `make_position` gives. Raises Refused where the process ended without it."""
    if len(rated) < FEWEST:
        return make_position(rated, rater, SEED)
    return _ask(Position, Errand(tuple(rated), rater))


def _ask(kind: type[Answer], errand: Errand) -> Answer:
    try:
        with _ONE:
            answer = run_apart(PROGRAM, json.dumps(to_plain(errand)).encode(), SECONDS)
        return from_plain(kind, json.loads(answer))
    except (subprocess.SubprocessError, ValueError) as error:
        raise Refused(
            text("The figures weren't reckoned."),
            text("The process that reckons them ended before it was done."),
            text("Open the page again, or choose fewer days."),
        ) from error
