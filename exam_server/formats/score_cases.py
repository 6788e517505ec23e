"""Cases for checking the scorer from outside: given responses and the outcomes expected of them, as JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from exam_server.core.problems import Problem
from exam_server.core.text import text

RESPONSE = "RESPONSE"


@dataclass(frozen=True)
class Case:
    """`responses` by the names of their variables, as the file writes them; `expected` by outcomes."""

    name: str
    responses: Mapping[str, object]
    expected: Mapping[str, object]

    @property
    def response(self) -> object:
        """The only one of an item that has one."""
        return self.responses.get(RESPONSE)


class _Expectation(BaseModel):
    outcomes: dict[str, Any] = Field(default_factory=dict)


class _CaseFile(BaseModel):
    """Samples carry more fields than we need, so unknown ones are passed over."""

    model_config = ConfigDict(strict=True)

    name: str
    responses: dict[str, Any] = Field(default_factory=dict)
    expect: _Expectation = Field(default_factory=_Expectation)


class _CasesFile(BaseModel):
    cases: list[_CaseFile]


def read_cases(source: str, place: str = "") -> tuple[tuple[Case, ...], tuple[Problem, ...]]:
    """All cases of a file, or none and why."""
    try:
        file = _CasesFile.model_validate(json.loads(source))
    except json.JSONDecodeError as error:
        return (), (Problem(text("The cases aren't valid JSON."), error.lineno, place, "cases"),)
    except (ValidationError, RecursionError):
        message = text("The cases aren't of the shape {shape}.", shape='{"cases": [{"name", "responses", "expect"}]}')
        return (), (Problem(message, 1, place, "cases"),)
    return tuple(Case(each.name, each.responses, each.expect.outcomes) for each in file.cases), ()
