"""The desk's room: the board of seats, and what the desk does there."""

from exam_server.web.desk import acts, answer_files, conditions, papers, seat_acts, tablet_files, time_acts
from exam_server.web.desk.views import desk

__all__ = ["acts", "answer_files", "conditions", "desk", "papers", "seat_acts", "tablet_files", "time_acts"]
