"""The room of the author: form, plan, items, blueprints and scenarios, one step after the other."""

from exam_server.web.author import (
    blueprint_editing,
    blueprints,
    bulk,
    coverage,
    editing,
    exporting,
    findings,
    importing,
    item_page,
    items,
    plan,
    qualification,
    rekeying,
    revisions,
    scenarios,
    statistics,
    waiting,
)
from exam_server.web.author.room import author

__all__ = [
    "author",
    "blueprint_editing",
    "blueprints",
    "bulk",
    "coverage",
    "editing",
    "exporting",
    "findings",
    "importing",
    "item_page",
    "items",
    "plan",
    "qualification",
    "rekeying",
    "revisions",
    "scenarios",
    "statistics",
    "waiting",
]
