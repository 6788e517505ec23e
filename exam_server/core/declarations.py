"""Members' declarations to apply the rules of validation: from their day until they are withdrawn (S6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from exam_server.core.problems import Refused
from exam_server.core.text import text

LONGEST_REASON = 500


@dataclass(frozen=True)
class Declared:
    """A declaration signed on a day; `withdrawn_on`: the first day on which it doesn't hold, if it was withdrawn."""

    signed_on: date
    withdrawn_on: date | None = None

    def holds(self, on: date) -> bool:
        return self.signed_on <= on and (self.withdrawn_on is None or on < self.withdrawn_on)


def in_force(declarations: Iterable[Declared], on: date) -> Declared | None:
    """The declaration that holds on a day (S6): of several the one that holds longest, then the earliest one."""
    holding = [each for each in declarations if each.holds(on)]
    return min(holding, key=_by_end, default=None)


def _by_end(each: Declared) -> tuple[int, date]:
    return -(each.withdrawn_on or date.max).toordinal(), each.signed_on


def require_withdrawable(declared: Declared, withdrawn_on: date, reason: str) -> None:
    """Whether a declaration may be withdrawn so. Raises Refused for one withdrawn before, for a day before it was
    signed, and without a reason (S6).
    """
    if declared.withdrawn_on is not None:
        why, remedy = text("It was withdrawn before, from {day}.", day=declared.withdrawn_on), text("Nothing to do.")
    elif withdrawn_on < declared.signed_on:
        why, remedy = text("It was signed only on {day}.", day=declared.signed_on), text("Correct the day.")
    elif not 1 <= len(reason) <= LONGEST_REASON:
        why = text("The reason is missing or longer than {limit} characters.", limit=LONGEST_REASON)
        remedy = text("Write why the declaration doesn't hold any more.")
    else:
        return
    raise Refused(text("The declaration wasn't withdrawn."), why, remedy, rule="S6")
