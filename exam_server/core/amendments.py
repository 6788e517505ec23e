"""Law with effective dates: what an amendment day does to the items that cite what it changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from exam_server.core.bank import Status

Act = Literal["retire", "switch", "keep"]
ACTS: tuple[Act, ...] = ("retire", "switch", "keep")
IN_USE: tuple[Status, ...] = ("draft", "review", "pilot", "active")


@dataclass(frozen=True)
class Citing:
    """An item that cites an amended source; `act` is what somebody chose, `prepared` whether its next text is there."""

    code: str
    status: Status
    act: Act
    prepared: bool


@dataclass(frozen=True)
class Due:
    """What happens to one item on the day."""

    code: str
    act: Act


def takes_place_after(planned_at: datetime, effective_on: date) -> bool:
    """Whether an exam is on the day or later, so that nobody may sit in it what the day retires or switches."""
    return planned_at.date() >= effective_on


def due_acts(citing: Iterable[Citing]) -> tuple[Due, ...]:
    """What the day does: who was to switch and has no text for it is retired, so that nobody sits law that is gone."""
    return tuple(
        Due(each.code, "retire" if each.act == "switch" and not each.prepared else each.act)
        for each in citing
        if each.status in IN_USE
    )
