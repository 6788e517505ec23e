"""Other bodies that the awarding body authorises to validate, each for a qualification and a time (L10)."""

from dataclasses import dataclass
from datetime import date

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

LONGEST = 200


@dataclass(frozen=True)
class Authorisation:
    """By which agreement a body may validate, from a day until a day; None: without end.

    `ended_on`: the first day on which it doesn't hold any more, where it was ended before its time.
    """

    name: str
    seat: str
    agreement: str
    valid_from: date
    valid_until: date | None = None
    ended_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the body may validate on a day (L10)."""
        begun = self.valid_from <= day
        running = self.valid_until is None or day <= self.valid_until
        return begun and running and (self.ended_on is None or day < self.ended_on)


def require_authorisation(given: Authorisation) -> None:
    """Whether an authorisation can be recorded. Raises Refused for missing words and an end before its begin."""
    if not all(0 < len(each) <= LONGEST for each in (given.name, given.seat, given.agreement)):
        why = text("Name, seat and agreement are needed, of {limit} characters at most.", limit=LONGEST)
        raise _refused(why, text("Fill in what is missing."))
    if given.valid_until is not None and given.valid_until < given.valid_from:
        raise _refused(text("It would end before it begins."), text("Correct the days."))


def require_authorised(given: Authorisation, day: date) -> None:
    """Whether a body may carry out an exam on its day. Raises Refused otherwise (L10)."""
    if not given.holds_on(day):
        raise Refused(
            text("The validating body wasn't changed."),
            text("{name} isn't authorised on {day}.", name=given.name, day=day),
            text("Record a newer authorisation, or let the awarding body itself validate."),
            rule="L10",
        )


def _refused(why: Text, remedy: Text) -> Refused:
    return Refused(text("The authorisation wasn't recorded."), why, remedy, rule="L10")
