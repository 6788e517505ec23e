"""Enrolment of candidates by themselves: when a window takes people, how many, and what each has to confirm (P3)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Literal, get_args

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

Need = Literal["more_time", "breaks", "larger_type", "read_aloud", "without_seb", "other"]
Verdict = Literal["confirmed", "declined", "withdrawn", "replaced"]
State = Literal["not_yet", "open", "full", "closed", "ended"]

NEEDS: tuple[Need, ...] = get_args(Need)
NEED_WORDS: Mapping[Need, Text] = MappingProxyType(
    {
        "more_time": text("more time"),
        "breaks": text("breaks"),
        "larger_type": text("larger type"),
        "read_aloud": text("reading aloud"),
        "without_seb": text("assistive technology, without the exam browser"),
        "other": text("something else, which I tell the office apart"),
    }
)
MOST_PLACES = 10_000
MOST_CONDITIONS, LONGEST_CONDITION, LONGEST_REASON = 12, 300, 1_000
LONGEST_PERIOD = timedelta(days=366)
OLDEST = date(1900, 1, 1)
NOT_ENROLLED = text("You weren't enrolled.")
_SHOWN = "%Y-%m-%d %H:%M"


@dataclass(frozen=True)
class Window:
    """When enrolment is open, for how many, and what whoever enrols confirms; times are aware and local."""

    opens_at: datetime
    closes_at: datetime
    places: int
    conditions: tuple[str, ...] = ()
    ended: bool = False

    def state(self, taken: int, now: datetime) -> State:
        """Where it stands while `taken` places are taken; the last moment belongs to nobody any more (P3)."""
        if self.ended:
            return "ended"
        if now < self.opens_at:
            return "not_yet"
        if now >= self.closes_at:
            return "closed"
        return "open" if taken < self.places else "full"


def require_taking(window: Window, taken: int, now: datetime) -> None:
    """Whether one more person is taken now. Raises Refused before, after, and without a free place (P3)."""
    state = window.state(taken, now)
    if state != "open":
        why, remedy = explain(state, window)
        raise Refused(NOT_ENROLLED, why, remedy, rule="P3")


def explain(state: State, window: Window) -> tuple[Text, Text]:
    """Why a window in this state takes nobody, and what is to be done."""
    if state == "not_yet":
        opens_at = f"{window.opens_at:{_SHOWN}}"
        return text("Enrolment hasn't begun."), text("Come back from {when} on.", when=opens_at)
    if state == "full":
        why = text("All places are taken.")
        return why, text("Choose another enrolment, or ask the office whether a place becomes free.")
    if state == "closed":
        why = text("Enrolment ended at {when}.", when=f"{window.closes_at:{_SHOWN}}")
        return why, text("Choose another enrolment, or ask the office for the next one.")
    return text("The office ended this enrolment."), text("Choose another enrolment, or ask the office.")


def require_terms(window: Window, taken: int = 0) -> None:
    """Whether a window can be opened or changed so. Raises Refused for an impossible time, places or conditions."""
    if not window.opens_at < window.closes_at <= window.opens_at + LONGEST_PERIOD:
        why = text("It must end after it begins, and within {days} days.", days=LONGEST_PERIOD.days)
        remedy = text("Correct the days and hours.")
    elif not 1 <= window.places <= MOST_PLACES:
        why, remedy = text("It needs between 1 and {most} places.", most=MOST_PLACES), text("Correct the number.")
    elif window.places < taken:
        why, remedy = text("{taken} places are taken already.", taken=taken), text("Decline somebody first.")
    elif len(window.conditions) > MOST_CONDITIONS or any(
        not each or len(each) > LONGEST_CONDITION for each in window.conditions
    ):
        why = text("There may be {most} conditions of {long} characters.", most=MOST_CONDITIONS, long=LONGEST_CONDITION)
        remedy = text("Write fewer or shorter ones, one on each line.")
    else:
        return
    raise Refused(text("The enrolment wasn't saved."), why, remedy, rule="P3")


def require_confirmed(conditions: Sequence[str], confirmed: Collection[int]) -> None:
    """Whether everything that must be fulfilled was confirmed; numbers count from 0. Raises Refused otherwise (P3)."""
    for number, condition in enumerate(conditions):
        if number not in confirmed:
            raise Refused(
                NOT_ENROLLED,
                text("You didn't confirm: {condition}", condition=condition),
                text("Confirm it if it's so; otherwise ask the office."),
                rule="P3",
            )


def require_birth(born_on: date, today: date) -> None:
    """Whether somebody can be born on that day and enrol. Raises Refused otherwise."""
    if not OLDEST <= born_on < today:
        raise Refused(NOT_ENROLLED, text("The date of birth can't be right."), text("Correct it."))
