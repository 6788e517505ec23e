"""The room of the role-player and the prompter: cards, taps, and what candidates wrote."""

from exam_server.web.roleplay import log, products, worker
from exam_server.web.roleplay.openapi import PATHS
from exam_server.web.roleplay.views import roleplay

__all__ = ["PATHS", "log", "products", "roleplay", "worker"]
