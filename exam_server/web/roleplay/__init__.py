"""The room of the role-player and the prompter."""

from exam_server.web.roleplay.openapi import PATHS
from exam_server.web.roleplay.views import roleplay

__all__ = ["PATHS", "roleplay"]
