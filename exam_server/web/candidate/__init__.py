"""The candidate's room: ticket, lobby, test, receipt."""

from exam_server.web.candidate.views import candidate

__all__ = ["candidate"]
