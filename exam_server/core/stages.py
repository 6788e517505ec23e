"""The kinds of stages of a case: any of them, in any order, on any days and in any places (L8)."""

from collections.abc import Mapping
from typing import Literal, get_args

from exam_server.core.problems import Refused
from exam_server.core.qualification import Method, Qualification
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
STAGE_METHODS: Mapping[StageKind, Method] = {
    "evidence_analysis": "evidence_analysis",
    "theory_test": "theory_test",
    "simulation": "conversation_with_simulation",
}
"""What a stage verifies by; identification and documentation come before the verification."""


def require_method(qualification: Qualification, kind: StageKind, what: Text) -> None:
    """Whether the form allows a stage's method. Raises Refused for one outside of its closed set (S1).

    A form that names no methods leaves it to the plan. `what`: what fails then.
    """
    method = STAGE_METHODS.get(kind)
    if method is not None and qualification.methods and method not in qualification.methods:
        raise Refused(
            what,
            text("The register form doesn't allow this method: {method}.", method=STAGE_WORDS[kind]),
            text("Use one of its methods."),
            rule="S1",
        )
