"""Changing the criteria of many items at once: what a change makes of an item's, and when the item is left alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from exam_server.core.bank import Status
from exam_server.core.text import Text, text

Manner = Literal["add", "remove", "replace"]


@dataclass(frozen=True)
class Retagging:
    """`criterion` is added, removed, or replaced `by` another one."""

    manner: Manner
    criterion: str
    by: str = ""

    @property
    def brought(self) -> str:
        """The criterion that items have afterwards; empty where one is only removed."""
        return {"add": self.criterion, "remove": "", "replace": self.by}[self.manner]


def retag(criteria: Sequence[str], change: Retagging) -> tuple[str, ...]:
    """The criteria after the change, each once: a new one comes last, a replacing one to the other's place."""
    after = {
        "add": (*criteria, change.criterion),
        "remove": tuple(each for each in criteria if each != change.criterion),
        "replace": tuple(change.by if each == change.criterion else each for each in criteria),
    }
    return tuple(dict.fromkeys(after[change.manner]))


def refuse_retagging(change: Retagging, known: Collection[str]) -> Text | None:
    """Why a change can't be made of any item; `known` are the edition's criteria, unknown ones can only go."""
    if not change.criterion or (change.manner == "replace" and not change.by):
        return text("The criterion is missing.")
    if change.brought and change.brought not in known:
        return text("The qualification has no criterion {criterion}.", criterion=change.brought)
    return None


def against_retagging(criteria: Sequence[str], status: Status, change: Retagging) -> Text | None:
    """Why an item is left alone. Only a draft may be without criteria, since nothing of it counts yet."""
    if change.manner == "add":
        return text("It has this criterion already.") if change.criterion in criteria else None
    if change.criterion not in criteria:
        return text("It doesn't have this criterion.")
    if status != "draft" and not retag(criteria, change):
        return text("It would be left without a criterion.")
    return text("It would stay as it is.") if change.brought == change.criterion else None
