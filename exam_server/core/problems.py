"""What is wrong with an input: where, how badly, by which rule, and what to do."""

from dataclasses import dataclass
from typing import Literal

from exam_server.core.text import Text

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """One located finding. `line` counts from 1, 0 where none is known; `place` is a file name or a path in it.

    `remedy`: what to do about it, where the message doesn't say.
    """

    message: Text
    line: int = 0
    place: str = ""
    rule: str = ""
    severity: Severity = "error"
    remedy: Text | None = None


class Refused(Exception):
    """A use case says no: what failed, why (with the id of the rule, if one says so), and what to do."""

    def __init__(self, what: Text, why: Text, remedy: Text, rule: str = "") -> None:
        super().__init__(f"{what} {why}")
        self.what, self.why, self.remedy, self.rule = what, why, remedy, rule


class NotFound(LookupError):
    """A `get_` found nothing that the actor may see."""
