"""Pages open to everybody: the start, language and theme, static files, health, the server's own authority, draws."""

from exam_server.web.public import draws, trust
from exam_server.web.public.views import public

__all__ = ["draws", "public", "trust"]
