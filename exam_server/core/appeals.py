"""Until when a candidate may appeal against the result of a stage (S9, P3)."""

from dataclasses import dataclass
from datetime import date, timedelta

from exam_server.core.stages import StageKind

APPEAL_DAYS = 14
"""Unless the installation or the body says otherwise (P3)."""


@dataclass(frozen=True)
class AppealTerm:
    """The result of a stage, told on a day, with the last day to appeal against it."""

    kind: StageKind
    told_on: date
    days: int
    until: date

    def is_over(self, today: date) -> bool:
        return today > self.until


def appeal_until(told_on: date, days: int) -> date:
    """The last day to appeal: the one on which somebody was told the result doesn't count (S9)."""
    return told_on + timedelta(days=days)
