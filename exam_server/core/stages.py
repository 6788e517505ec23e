"""The kinds of stages of a case: any of them, in any order, on any days and in any places (L8)."""

from collections.abc import Mapping
from typing import Literal, get_args

from exam_server.core.text import Text, text

StageKind = Literal["identification", "documentation", "evidence_analysis", "theory_test", "simulation"]
STAGE_KINDS: tuple[StageKind, ...] = get_args(StageKind)
OPENED_BY_OFFICE: tuple[StageKind, ...] = ("identification", "documentation", "evidence_analysis")
"""Stages that need no exam; an exam makes the others."""
STAGE_WORDS: Mapping[StageKind, Text] = {
    "identification": text("identification with an advisor"),
    "documentation": text("documentation with an advisor"),
    "evidence_analysis": text("analysis of evidence and declarations"),
    "theory_test": text("theory test"),
    "simulation": text("conversation with simulation"),
}
