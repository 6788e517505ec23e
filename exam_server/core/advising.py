"""Identification and documentation with an advisor: what the candidate says, what the advisor says (S8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar, get_args

from exam_server.core.problems import Refused
from exam_server.core.qualification import AdvisorRule
from exam_server.core.text import Text, text

Level = Literal["can", "partly", "not_yet"]
LEVELS: tuple[Level, ...] = get_args(Level)
LEVEL_WORDS: dict[Level, Text] = {
    "can": text("I can do that"),
    "partly": text("partly"),
    "not_yet": text("not yet"),
}
VIEW_WORDS: Mapping[Level, Text] = LEVEL_WORDS | {"can": text("can do that")}
"""The same about somebody else."""
LONGEST = 2_000


@dataclass(frozen=True)
class Statement:
    """What somebody says of one criterion; the newest of each criterion counts."""

    criterion: str
    level: Level
    words: str
    made_at: datetime


Said = TypeVar("Said", bound=Statement)


def latest(statements: Iterable[Said]) -> dict[str, Said]:
    """The newest statement of each criterion; of two at the same moment, the one that comes later."""
    found: dict[str, Said] = {}
    for each in statements:
        if each.criterion not in found or each.made_at >= found[each.criterion].made_at:
            found[each.criterion] = each
    return found


def require_knowledge(rule: AdvisorRule, knows: bool) -> None:
    """Whether the office has checked what the form asks of an advisor beside years (S8). Raises Refused otherwise."""
    if rule.requirements and not knows:
        raise Refused(
            text("The advisor wasn't named."),
            text("Nobody has confirmed that they know what the qualification asks of an advisor."),
            text("Check it, and tick that you did."),
            rule="S8",
        )


def require_statement(codes: Iterable[str], criterion: str, level: str, words: str) -> None:
    """Whether a statement is about a criterion that there is, at a level that there is, and short enough."""
    if criterion not in set(codes) or level not in LEVELS or len(words) > LONGEST:
        raise Refused(
            text("Nothing was saved."),
            text(
                "A criterion or a level isn't of the list, or a text is longer than {limit} characters.", limit=LONGEST
            ),
            text("Reload the page and choose again."),
        )
