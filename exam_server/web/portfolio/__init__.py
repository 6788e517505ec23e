"""The candidate's own rooms with an account: what is next, the portfolio, results."""

from exam_server.web.portfolio import assessing, pieces
from exam_server.web.portfolio.views import portfolio

__all__ = ["assessing", "pieces", "portfolio"]
