"""What a rule of item writing is: a function that points at places, with an id, a severity and a remedy."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from exam_server.core.bank import Item
from exam_server.core.problems import Problem, Severity
from exam_server.core.text import Text


@dataclass(frozen=True)
class Known:
    """What an item may point at; None: not known here, so not checked. `parts`: by criterion, as the plan has them."""

    codes: Collection[str] | None = None
    sources: Collection[str] | None = None
    stimuli: Collection[str] | None = None
    items: Collection[str] | None = None
    parts: Mapping[str, Collection[str]] | None = None


class Hit(NamedTuple):
    """One place where a rule is broken: the dotted path of the part in the item's file, such as `options.1.text`."""

    place: str
    message: Text


Check = Callable[[Item, Known], Iterator[Hit]]


@dataclass(frozen=True)
class Rule:
    """`in_draft` is the severity while the item is a draft, where that differs."""

    id: str
    severity: Severity
    check: Check
    remedy: Text
    in_draft: Severity | None = None

    def run(self, item: Item, known: Known) -> Iterator[Problem]:
        severity = self.in_draft if self.in_draft and item.status == "draft" else self.severity
        for place, message in self.check(item, known):
            yield Problem(message, place=place, rule=self.id, severity=severity)
