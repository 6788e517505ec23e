"""The candidate's own rooms with an account: what is next, the portfolio, results."""

from exam_server.web.portfolio import appeals, assessing, certificates, consents, inspecting, pieces
from exam_server.web.portfolio.views import portfolio

__all__ = ["appeals", "assessing", "certificates", "consents", "inspecting", "pieces", "portfolio"]
