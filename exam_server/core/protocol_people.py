"""The people whom a protocol names: the commission with its proofs, who ruled on appeals, and who left and why."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class MemberPart:
    """A member, the credentials that they satisfied at their appointment, and the date of their declaration (S6).

    `proof`: how they proved them, in the sentences that were kept with the appointment (S4, S5).
    """

    name: str
    role: str
    credentials: tuple[str, ...]
    declared_on: date | None
    proof: str


@dataclass(frozen=True)
class PanelPart:
    """Who ruled on an appeal: the members whose decisions on these criteria the protocol states (S9)."""

    appeal: str
    criteria: tuple[str, ...]
    members: tuple[MemberPart, ...]


@dataclass(frozen=True)
class RecusalPart:
    """A member who takes no part in the case since then, and who sits in their place (empty: nobody yet)."""

    member: str
    kind: str
    at: datetime
    replaced_by: str
