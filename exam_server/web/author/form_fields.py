"""What a browser sends of an author's form: the item's fields, and beside them what the form itself needs."""

import re
from collections.abc import Iterable, Mapping
from uuid import UUID

from flask import request

from exam_server.core.problems import Problem
from exam_server.formats.item_form import Fields

FIELD = re.compile(r"[a-z_]{1,20}(?:\.[a-z0-9_]{1,20}){0,10}")
ALWAYS = frozenset({"criteria", "sources", "scoring", "scoring.mapping", "options", "pairs", "gaps", "guide", "stem"})
"""Places that the form has whatever was typed."""
LISTED = ("criteria", "sources")
"""Fields that a browser sends once for each of their ticks."""
ONE_LINE = re.compile(r"[\r\n]+")
OWN = frozenset({"csrf_token", "act", "based_on", "draft", "reason", "into", "caret", "description", "picture"})
BESIDE = re.compile(r"new_kind|preview_\w+")
"""What the form itself needs; no part of what is being written."""


def typed_fields() -> dict[str, str]:
    """The fields of the form that was sent, with plain line ends; `status` isn't one that a form may say."""
    found = {name: " ".join(values) for name, values in request.form.lists() if name in LISTED}
    found |= {name: value for name, value in request.form.items() if name not in LISTED}
    return clean_fields(found)


def clean_fields(found: Mapping[str, str]) -> dict[str, str]:
    """Those names that can be fields, with their values as the server reads them."""
    return {
        name: value.replace("\r\n", "\n").replace("\r", "\n")
        for name, value in found.items()
        if name not in OWN and name != "status" and FIELD.fullmatch(name) and not BESIDE.fullmatch(name)
    }


def typed_draft() -> UUID | None:
    """The draft that the form has been kept as while it was typed."""
    try:
        return UUID(request.form.get("draft", ""))
    except ValueError:
        return None


def place_problems(problems: Iterable[Problem], fields: Fields) -> dict[str, list[Problem]]:
    """Problems by the place where the form shows them: their field, else its row, else its list; "" is the top."""
    places = set(ALWAYS)
    for name in fields:
        steps = name.split(".")
        places |= {".".join(steps[:length]) for length in range(1, len(steps) + 1)}
    placed: dict[str, list[Problem]] = {}
    for problem in problems:
        steps = problem.place.split(".")
        within = (".".join(steps[:length]) for length in range(len(steps), 0, -1))
        placed.setdefault(next((place for place in within if place in places), ""), []).append(problem)
    return placed
