"""The advisor's room: the cases that they support in identification and documentation."""

from exam_server.web.advisor.views import advisor

__all__ = ["advisor"]
