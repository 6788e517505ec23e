"""Accommodations: what was agreed for one person before the day, as data without any grounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

LONGEST_PERCENT = 300
LONGEST_BREAKS_SECONDS = 2 * 3600

Marked = Literal["larger_type", "read_aloud", "without_seb"]
MARK_WORDS: Mapping[Marked, Text] = MappingProxyType(
    {
        "larger_type": text("larger type"),
        "read_aloud": text("reading aloud"),
        "without_seb": text("assistive technology, without the exam browser"),
    }
)


@dataclass(frozen=True)
class Accommodation:
    """Agreed changes of conditions; they change time and presentation, never the form (LESSONS R15).

    `factor_percent`: the time to work (150: half more). `break_seconds`: how long breaks may stop the clock in all.
    `read_aloud` and `without_seb` ask something of the room: a reader, and a supervised computer without SEB.
    """

    factor_percent: int = 100
    break_seconds: int = 0
    larger_type: bool = False
    read_aloud: bool = False
    without_seb: bool = False


NONE = Accommodation()


def check_accommodation(given: Accommodation) -> None:
    """Raises Refused for less than the usual time, or more of something than any room can hold."""
    if not 100 <= given.factor_percent <= LONGEST_PERCENT:
        raise _refused(text("The time must be between 100 % and {most} % of the usual.", most=LONGEST_PERCENT))
    if not 0 <= given.break_seconds <= LONGEST_BREAKS_SECONDS:
        raise _refused(text("Breaks may take up to {most} minutes in all.", most=LONGEST_BREAKS_SECONDS // 60))


def describe(given: Accommodation) -> tuple[Text, ...]:
    """The agreed changes in words, in a fixed order; empty for the usual conditions."""
    words = []
    if given.factor_percent != 100:
        words.append(text("time: {percent} %", percent=given.factor_percent))
    if given.break_seconds:
        words.append(text("breaks: up to {minutes} min", minutes=given.break_seconds // 60))
    return (*words, *(MARK_WORDS[mark] for mark in MARK_WORDS if getattr(given, mark)))


def _refused(why: Text) -> Refused:
    return Refused(text("The accommodation wasn't saved."), why, text("Correct the numbers."))
