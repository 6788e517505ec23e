"""Pages open to everybody: start, files, health, computers, our authority, draws, enrolment, certificates, the body."""

from exam_server.web.public import about, certification, draws, enrolment, machine, trust
from exam_server.web.public.views import public

__all__ = ["about", "certification", "draws", "enrolment", "machine", "public", "trust"]
