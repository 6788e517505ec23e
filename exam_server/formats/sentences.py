"""Sentences and problems as JSON data and back, from one process to another."""

from typing import Any

from exam_server.core.problems import Problem
from exam_server.core.text import Text


def dump_text(sentence: Text) -> dict[str, Any]:
    """Values in the sentence become words or numbers."""
    return {"template": sentence.template, "values": {name: _value(value) for name, value in sentence.values.items()}}


def load_text(data: Any) -> Text:
    """What `dump_text` gave. Raises KeyError, TypeError or AttributeError for other data."""
    values = {name: load_text(value) if isinstance(value, dict) else value for name, value in data["values"].items()}
    return Text(str(data["template"]), values)


def dump_problem(problem: Problem) -> dict[str, Any]:
    remedy = None if problem.remedy is None else dump_text(problem.remedy)
    return {**vars(problem), "message": dump_text(problem.message), "remedy": remedy}


def load_problem(data: Any) -> Problem:
    """What `dump_problem` gave. Raises as `load_text`."""
    remedy = None if data["remedy"] is None else load_text(data["remedy"])
    return Problem(**{**data, "message": load_text(data["message"]), "remedy": remedy})


def _value(value: object) -> object:
    if isinstance(value, Text):
        return dump_text(value)
    return value if isinstance(value, str | int | float) else str(value)
