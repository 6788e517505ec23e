"""When an agreement stops holding, since one of those who made it may not verify the candidate, and holds again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from exam_server.core.commission import Barred

Step = Literal["reopen", "restore"]


@dataclass(frozen=True)
class Seat:
    """One who rates or rated. `left_at`: since when they don't count; `excluded`: they may not verify the candidate."""

    member: str
    left_at: datetime | None
    excluded: bool

    @property
    def leaves(self) -> bool:
        return self.excluded and self.left_at is None

    @property
    def returns(self) -> bool:
        return not self.excluded and self.left_at is not None


def leaves_with(barred: Barred, member: UUID, *, sealed: bool) -> bool:
    """Whether what somebody rates stops counting: they were never to verify the candidate (S2, S8, S10), or were
    replaced before they had sealed anything. What a replaced member sealed is kept, marked, and counts (S2).
    """
    return member in barred.discounted or (member in barred.kept and not sealed)


def comes_back(seat: Seat, agreed_at: datetime | None, *, holds: bool) -> bool:
    """Whether somebody counts again, by the agreement as it stands after `next_step`.

    Who had left before it was made didn't make it: while it holds they stay apart, or it would be opened because of
    them as soon as they leave again.
    """
    apart = holds and agreed_at is not None and seat.left_at is not None and seat.left_at < agreed_at
    return seat.returns and not apart


def next_step(seats: Collection[Seat], agreed_at: datetime | None, *, holds: bool) -> Step | None:
    """What becomes of the newest agreement, made at `agreed_at` (None: there was none), now that these are excluded.

    It counted everybody who hadn't left by then. One that holds is opened again as soon as one of them leaves (S2, S8,
    S10); one that was opened holds again once all of them may verify the candidate, unless another was made meanwhile.
    """
    if agreed_at is None:
        return None
    if holds:
        return "reopen" if any(each.leaves for each in seats) else None
    missing = (each for each in seats if each.excluded and (each.left_at is None or each.left_at >= agreed_at))
    returns = any(each.returns for each in seats)
    return "restore" if returns and not any(missing) else None
