"""The room of the author: form, plan, items, blueprints and scenarios, one step after the other."""

from exam_server.web.author import blueprints, editing, findings, items, plan, qualification, scenarios
from exam_server.web.author.room import author

__all__ = ["author", "blueprints", "editing", "findings", "items", "plan", "qualification", "scenarios"]
