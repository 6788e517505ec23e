"""The candidate's room: ticket, lobby, test, receipt, and the briefing of the simulation."""

from exam_server.web.candidate import simulation
from exam_server.web.candidate.views import candidate

__all__ = ["candidate", "simulation"]
