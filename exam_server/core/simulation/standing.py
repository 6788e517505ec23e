"""Where a scenario's revision stands: written, reviewed by somebody else, or used and frozen."""

from collections.abc import Collection, Iterator, Sequence
from typing import Literal
from uuid import UUID

from exam_server.core.problems import Problem
from exam_server.core.text import Text, text

ScriptStanding = Literal["draft", "reviewed", "used"]
Verdict = Literal["accept", "change"]


def standing_of(verdicts: Sequence[str], uses: int) -> ScriptStanding:
    """By the verdicts on this very revision, oldest first: the last one counts. What is used stays used."""
    if uses:
        return "used"
    return "reviewed" if verdicts and verdicts[-1] == "accept" else "draft"


def against_review(
    reviewer: UUID | None, makers: Collection[UUID], verdict: Verdict, problems: Sequence[Problem], note: str
) -> Iterator[Text]:
    """What stands against a verdict: own work, errors of the check, and a change that is wanted without words."""
    if reviewer is None or reviewer in makers:
        yield text("Who wrote a revision of a scenario doesn't review it.")
    if verdict == "accept" and any(each.severity == "error" for each in problems):
        yield text("The check finds errors in it.")
    if verdict == "change" and not note.strip():
        yield text("Say what shall change.")


def may_be_planned(made_in_room: bool, standing: ScriptStanding) -> bool:
    """Whether an exam may take the revision: one that was written in the room needs a review by somebody else.

    For what is loaded from files whoever runs the server answers, as for items.
    """
    return not made_in_room or standing != "draft"
