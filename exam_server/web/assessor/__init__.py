"""The assessors' room: sheets on tablets, seals, the moderation that follows, and the reading of what was written."""

from exam_server.web.assessor import calibration, log, moderation, position, worker, written
from exam_server.web.assessor.openapi import PATHS
from exam_server.web.assessor.views import assessor

__all__ = ["PATHS", "assessor", "calibration", "log", "moderation", "position", "worker", "written"]
