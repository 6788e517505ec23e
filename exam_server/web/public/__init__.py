"""Pages open to everybody: the start, preferences, static files, health, a computer's test, our authority, draws."""

from exam_server.web.public import draws, machine, trust
from exam_server.web.public.views import public

__all__ = ["draws", "machine", "public", "trust"]
