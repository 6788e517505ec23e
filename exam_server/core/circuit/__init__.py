"""The circuit of a day: who meets whom where and when, so that no rule is broken; or what stands in the way."""

from exam_server.core.circuit.check import Clash, find_clashes
from exam_server.core.circuit.day import (
    CircuitCandidate,
    CircuitDay,
    CircuitPlayer,
    CircuitStation,
    Obstacle,
    Outcome,
    Slot,
    Span,
)
from exam_server.core.circuit.plan import plan_circuit
from exam_server.core.circuit.replan import Change, compare_plans, replan_circuit

__all__ = [
    "Change",
    "CircuitCandidate",
    "CircuitDay",
    "CircuitPlayer",
    "CircuitStation",
    "Clash",
    "Obstacle",
    "Outcome",
    "Slot",
    "Span",
    "compare_plans",
    "find_clashes",
    "plan_circuit",
    "replan_circuit",
]
