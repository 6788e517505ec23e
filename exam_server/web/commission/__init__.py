"""The room of the commission: cases, their evidence grids, and what each verdict rests on."""

from exam_server.web.commission.views import commission

__all__ = ["commission"]
