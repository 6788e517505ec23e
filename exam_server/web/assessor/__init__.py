"""The assessors' room: sheets on tablets, seals, and the moderation that follows them."""

from exam_server.web.assessor import entries, moderation
from exam_server.web.assessor.openapi import PATHS
from exam_server.web.assessor.views import assessor

__all__ = ["PATHS", "assessor", "entries", "moderation"]
