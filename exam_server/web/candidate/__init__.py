"""The candidate's room: ticket, lobby, test, receipt, the briefing of the simulation, and the result."""

from exam_server.web.candidate import inspection, results, seb, simulation, worker
from exam_server.web.candidate.views import candidate

__all__ = ["candidate", "inspection", "results", "seb", "simulation", "worker"]
