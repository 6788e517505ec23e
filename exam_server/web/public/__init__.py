"""Pages open to everybody: start, files, health, computers, our authority, draws, enrolment, how the body works."""

from exam_server.web.public import about, draws, enrolment, machine, trust
from exam_server.web.public.views import public

__all__ = ["about", "draws", "enrolment", "machine", "public", "trust"]
