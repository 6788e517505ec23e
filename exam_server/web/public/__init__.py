"""Pages open to everybody: the start, language and theme, static files, health, the server's own authority."""

from exam_server.web.public import trust
from exam_server.web.public.views import public

__all__ = ["public", "trust"]
