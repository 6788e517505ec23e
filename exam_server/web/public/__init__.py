"""Pages open to everybody: the start, preferences, static files, health, computers, our authority, draws, enrolment."""

from exam_server.web.public import draws, enrolment, machine, trust
from exam_server.web.public.views import public

__all__ = ["draws", "enrolment", "machine", "public", "trust"]
