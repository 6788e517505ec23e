"""Strict reading: a YAML file against a pydantic model, every deviation a problem with its line."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from exam_server.core.problems import Problem
from exam_server.core.text import Text, text
from exam_server.formats.yaml_lines import LocatedYaml, Path

Model = TypeVar("Model", bound=BaseModel)


class Strict(BaseModel):
    """Base of all content files: unknown fields are errors and nothing is converted."""

    # Built when a file is read: a server of an exam reads none, and would keep 2 MB of it.
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False, defer_build=True)


def read_strict(model: type[Model], located: LocatedYaml) -> tuple[Model | None, tuple[Problem, ...]]:
    """The file's data as `model`, or None with every deviation."""
    try:
        return model.model_validate(located.data), ()
    except ValidationError as error:
        return None, tuple(_problem(dict(detail), located) for detail in error.errors(include_url=False))


def dotted(path: Path) -> str:
    """A path in a file as people read it: `options.1.text`."""
    return ".".join(str(step) for step in path)


def _problem(detail: Mapping[str, Any], located: LocatedYaml) -> Problem:
    path: Path = tuple(step for step in detail["loc"] if step != "[key]")
    kind = str(detail["type"])
    message = MESSAGES.get(kind, _other)(dotted(path) or "/", detail)
    return Problem(message, located.line_of(path), located.place, rule=RULES.get(kind, "value"))


def _other(field: str, detail: Mapping[str, Any]) -> Text:
    return text("“{field}” can't be taken: {reason}.", field=field, reason=detail["msg"])


def _literal(field: str, detail: Mapping[str, Any]) -> Text:
    expected = str(detail["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
    return text("“{field}” has to be one of: {expected}.", field=field, expected=expected)


def _pattern(field: str, detail: Mapping[str, Any]) -> Text:
    return text("“{field}” isn't of the form {pattern}.", field=field, pattern=detail["ctx"]["pattern"])


def _list(field: str, detail: Mapping[str, Any]) -> Text:
    return text("“{field}” has to be a list.", field=field)


def _mapping(field: str, detail: Mapping[str, Any]) -> Text:
    return text("“{field}” has to be a mapping of fields to values.", field=field)


def _text(field: str, detail: Mapping[str, Any]) -> Text:
    return text("“{field}” has to be a text; write it in quotes.", field=field)


MESSAGES: Mapping[str, Callable[[str, Mapping[str, Any]], Text]] = {
    "missing": lambda field, _: text("The field “{field}” is missing.", field=field),
    "extra_forbidden": lambda field, _: text("The field “{field}” isn't known.", field=field),
    "literal_error": _literal,
    "string_pattern_mismatch": _pattern,
    "string_type": _text,
    "string_too_short": lambda field, _: text("“{field}” is empty.", field=field),
    "list_type": _list,
    "too_short": lambda field, _: text("“{field}” is empty.", field=field),
    "dict_type": _mapping,
    "model_type": _mapping,
    "model_attributes_type": _mapping,
    "int_type": lambda field, _: text("“{field}” has to be a whole number.", field=field),
    "float_type": lambda field, _: text("“{field}” has to be a number.", field=field),
    "bool_type": lambda field, _: text("“{field}” has to be true or false.", field=field),
    "greater_than_equal": lambda field, detail: text(
        "“{field}” has to be at least {limit}.", field=field, limit=detail["ctx"]["ge"]
    ),
    "less_than_equal": lambda field, detail: text(
        "“{field}” may be at most {limit}.", field=field, limit=detail["ctx"]["le"]
    ),
}
RULES = {"missing": "field-missing", "extra_forbidden": "field-unknown"}
