"""What the grammar has gathered of a set and its outcomes before it's checked and frozen."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from exam_server.core.problems import Problem
from exam_server.core.qualification import Criterion, Outcome, OutcomeSet
from exam_server.core.text import Text, text
from exam_server.formats.register_form.lines import Line
from exam_server.formats.register_form.marks import LETTERS, Mark, without_mark
from exam_server.formats.register_form.split import closed, split_items


@dataclass
class DraftOutcome:
    first: Line
    mark: Mark | None = None
    is_labelled: bool = False
    parts: list[str] = field(default_factory=list)
    criteria: list[Line] = field(default_factory=list)


@dataclass
class DraftSet:
    line: int
    mandatory: bool = True
    number: int | None = None
    name: str = ""
    level: int | None = None
    hours: int | None = None
    outcomes: list[DraftOutcome] = field(default_factory=list)


def freeze_sets(drafts: Sequence[DraftSet], place: str) -> tuple[tuple[OutcomeSet, ...], list[Problem]]:
    """The sets with their codes, and what is missing or contradictory in them (S12)."""
    problems: list[Problem] = []
    taken: set[int] = set()
    frozen = []
    for position, draft in enumerate(drafts, start=1):
        number = draft.number or position
        if number in taken:
            problems.append(_error(text("The set number {number} appears twice.", number=number), draft.line, place))
        taken.add(number)
        outcomes = _outcomes(draft, number, place, problems)
        frozen.append(OutcomeSet(number, draft.name, draft.level, draft.hours, draft.mandatory, outcomes))
        problems.extend(_missing(draft, number, place))
    return tuple(frozen), problems


def _missing(draft: DraftSet, number: int, place: str) -> list[Problem]:
    found = []
    if not draft.name:
        found.append(_error(text("Set {number} has no name.", number=number), draft.line, place))
    if not draft.outcomes:
        found.append(_error(text("Set {number} has no learning outcomes.", number=number), draft.line, place))
    return found


def _outcomes(draft: DraftSet, number: int, place: str, problems: list[Problem]) -> tuple[Outcome, ...]:
    if len(draft.outcomes) > len(LETTERS):
        message = text("Set {number} has more learning outcomes than there are letters.", number=number)
        problems.append(_error(message, draft.line, place))
    outcomes = []
    for position, outcome in enumerate(draft.outcomes[: len(LETTERS)]):
        letter = LETTERS[position].upper()
        if outcome.mark is not None and outcome.mark.rank != position + 1:
            message = text("This learning outcome should be number {rank} of its set.", rank=position + 1)
            problems.append(Problem(message, outcome.first.number, place, severity="warning"))
        outcomes.append(_outcome(outcome, f"{number}{letter}", place, problems))
    return tuple(outcomes)


def _outcome(draft: DraftOutcome, code: str, place: str, problems: list[Problem]) -> Outcome:
    pieces, found = split_items(draft.criteria, place)
    problems.extend(found)
    if not pieces:
        message = text("Learning outcome {code} has no verification criteria.", code=code)
        problems.append(_error(message, draft.first.number, place, "S12"))
    wording = closed(" ".join(draft.parts))
    if not wording:
        problems.append(_error(text("Learning outcome {code} has no text.", code=code), draft.first.number, place))
    criteria = (Criterion(f"{code}{place_}", piece.text) for place_, piece in enumerate(pieces, start=1))
    return Outcome(code, wording, tuple(criteria))


def _error(message: Text, line: int, place: str, rule: str = "") -> Problem:
    return Problem(message, line, place, rule)


def outcome_text(line: Line, mark: Mark | None) -> str:
    return without_mark(line.text) if mark else line.text
