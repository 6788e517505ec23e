"""Evidence per criterion, what a plan asks of it, and what a case still lacks."""

from dataclasses import dataclass
from typing import Literal

from exam_server.core.qualification import Method

Verdict = Literal["met", "not_met", "open"]
OpenReason = Literal[
    "not_yet_taken",
    "no_opportunity",
    "too_little_evidence",
    "held_by_flag",
    "awaits_reading",
    "awaits_agreement",
    "awaits_commission",
]
WAITING: tuple[OpenReason, ...] = ("awaits_agreement", "awaits_reading")
"""Members have still to say what a method showed: nothing is asked of the candidate meanwhile."""
SourceKind = Literal["sitting", "encounter", "product", "document", "recognition", "conversation", "appeal"]


@dataclass(frozen=True)
class Evidence:
    """The only thing decisions rest on: one method's verdict on one criterion, pointing at its source.

    `part` is the id of the criterion's part that the record is about; empty: the whole criterion.
    """

    id: str
    criterion: str
    method: Method
    source_kind: SourceKind
    source_id: str
    source_hash: str
    verdict: Verdict
    open_reason: OpenReason | None = None
    rule_version: str = "1"
    supersedes: str | None = None
    part: str = ""
