"""The office's room: planning exams, candidates, forms and tickets, marking and release."""

from exam_server.web.office import (
    accommodations,
    acts,
    candidates,
    closed_room,
    draw,
    papers,
    readings,
    rehearsals,
    reviewers,
    statistics,
    tickets,
)
from exam_server.web.office.views import office

__all__ = [
    "accommodations",
    "acts",
    "candidates",
    "closed_room",
    "draw",
    "office",
    "papers",
    "readings",
    "rehearsals",
    "reviewers",
    "statistics",
    "tickets",
]
