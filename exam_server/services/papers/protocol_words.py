"""The words of a session's protocol: how seats ended, what the desk did, and the conditions that are signed (S7)."""

from collections.abc import Mapping
from types import MappingProxyType

from exam_server.core.text import Text, text

# Reasons that the server itself gives; everything else is in somebody's own words.
OWN_REASONS: Mapping[str, Text | None] = MappingProxyType(
    {"handed_in": None, "time_up": None, "exam_closed": text("with the exam")}
)
ACT_WORDS: Mapping[str, Text] = MappingProxyType(
    {
        "identity_refused": text("identity not confirmed"),
        "moved": text("moved from seat {code}"),
        "readmission_allowed": text("another computer allowed"),
        "reopened": text("test goes on"),
        "break_asked": text("break asked for"),
        "break_declined": text("break declined"),
        "silence_left": text("silence left without time"),
        "held": text("browser held"),
        "unlocked": text("browser let go on"),
        "seb_exempted": text("exempted from the exam browser"),
        "answer_file_imported": text("answer file taken in"),
        "paper_declared": text("wrote on paper"),
        "paper_withdrawn": text("declaration of paper taken back"),
        "compensation_declined": text("time not given"),
    }
)
# What has a table of its own.
ELSEWHERE = frozenset(
    {"identity_declared", "admitted", "started", "ended", "paused", "resumed", "compensated", "paper_filed"}
)
CHECK_COLUMNS = (text("Condition"), text("Yes"), text("No"), text("Remarks"))
ROLE_WORDS: Mapping[str, Text] = MappingProxyType({"office": text("the office"), "chair": text("the chair")})
