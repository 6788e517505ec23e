"""The room of the commission: cases, grids, agenda, decisions, what each rests on, and the chair's part in draws."""

from exam_server.web.commission import (
    agenda,
    agreement,
    appeals,
    deciding,
    draws,
    inspections,
    judging,
    portfolio,
    protocols,
    recognising,
    runs,
)
from exam_server.web.commission.views import commission

__all__ = [
    "agenda",
    "agreement",
    "appeals",
    "commission",
    "deciding",
    "draws",
    "inspections",
    "judging",
    "portfolio",
    "protocols",
    "recognising",
    "runs",
]
