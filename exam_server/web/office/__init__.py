"""The office's room: planning exams, candidates, forms and tickets, marking and release."""

from exam_server.web.office import (
    accommodations,
    acts,
    advisors,
    candidate_cases,
    candidates,
    closed_room,
    commission,
    draw,
    papers,
    readings,
    register,
    rehearsals,
    reviewers,
    statistics,
    tickets,
    trainings,
)
from exam_server.web.office.views import office

__all__ = [
    "accommodations",
    "acts",
    "advisors",
    "candidate_cases",
    "candidates",
    "closed_room",
    "commission",
    "draw",
    "office",
    "papers",
    "readings",
    "register",
    "rehearsals",
    "reviewers",
    "statistics",
    "tickets",
    "trainings",
]
