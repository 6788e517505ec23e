"""The pure fold of a sitting's saves, which the response journal must equal (DESIGN "Saving a response")."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from exam_server.core.delivery.responses import Response
from exam_server.core.delivery.sitting import SittingState

SaveStatus = Literal["saved", "late", "refused"]
Version = tuple[int, int]


@dataclass(frozen=True)
class Save:
    """One response as a page sent it. `epoch` counts admissions of the seat, `sequence` the page's saves from 1.

    `position` is the item's place in the test form, from 1; `at` is the page's own clock and only informs.
    """

    epoch: int
    sequence: int
    position: int
    response: Response
    at: datetime | None = None

    @property
    def version(self) -> Version:
        """What saves are ordered by."""
        return (self.epoch, self.sequence)


@dataclass(frozen=True)
class StoredSave:
    """A save with what the server made of it; the first arrival of a version is the one that's kept."""

    save: Save
    received_at: datetime
    status: SaveStatus


@dataclass(frozen=True)
class SittingResponses:
    """A sitting's saves as a state.

    `current`: the counting save per position. `acknowledged`: per epoch the highest sequence below which nothing is
    missing. `late`: versions that are kept without counting.
    """

    current: Mapping[int, StoredSave]
    acknowledged: Mapping[int, int]
    late: frozenset[Version]

    @property
    def responses(self) -> dict[int, Response]:
        """What counts, by position."""
        return {position: stored.save.response for position, stored in sorted(self.current.items())}

    def acknowledged_in(self, epoch: int) -> int:
        """The epoch's acknowledged sequence; 0 before its first save."""
        return self.acknowledged.get(epoch, 0)


def fold_saves(saves: Iterable[StoredSave]) -> SittingResponses:
    """The state that these saves give, in whatever order and however often they came."""
    known = {stored.save.version: stored for stored in sorted(saves, key=_arrival, reverse=True)}
    current = {stored.save.position: stored for _, stored in sorted(known.items()) if stored.status == "saved"}
    late = frozenset(version for version, stored in known.items() if stored.status == "late")
    return SittingResponses(current, _acknowledged(known), late)


def judge_save(state: SittingState, now: datetime, deadline: datetime | None) -> SaveStatus:
    """What becomes of a new save that is received now. One whose version is known is a duplicate instead if it says the
    same, and else it isn't kept: who sent it is told to send it again under a newer number.

    Without a deadline no time runs: a save that comes in a pause was made before it. After time what was under way is
    kept as late, and counts again once a confirmed compensation has moved the deadline. Nothing is added to a test
    that was handed in (its receipt stands) or that the desk ended.
    """
    if state not in ("open", "paused", "time_up"):
        return "refused"
    return "late" if deadline is not None and now > deadline else "saved"


def _arrival(stored: StoredSave) -> tuple[datetime, str]:
    return (stored.received_at, repr(stored))


def _acknowledged(versions: Iterable[Version]) -> dict[int, int]:
    reached: dict[int, int] = {}
    for epoch, sequence in sorted(versions):
        if sequence == reached.setdefault(epoch, 0) + 1:
            reached[epoch] = sequence
    return reached
