"""The room of the commission: cases, evidence grids, what each verdict rests on, the chair's part in draws."""

from exam_server.web.commission import draws
from exam_server.web.commission.views import commission

__all__ = ["commission", "draws"]
