"""Pages open to everybody: the start, language and theme, static files, health."""

from exam_server.web.public.views import public

__all__ = ["public"]
