"""What a candidate has to do next: in words, in the order in which it's due."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from exam_server.core.stages import StageKind
from exam_server.core.text import Text, text

Room = Literal["portfolio", "assessment", "result", ""]
PRECEDING = text(
    "Show the office the document of the full qualification that the form names as preceding: without it no further "
    "stage is opened."
)


@dataclass(frozen=True)
class StageNow:
    """A stage as the candidate meets it; `on` is its local day."""

    kind: StageKind
    on: date | None
    place: str
    is_open: bool
    handed_in: bool
    released: bool


@dataclass(frozen=True)
class NextStep:
    """One thing to do or to wait for; `room`: where it's done."""

    words: Text
    room: Room = ""
    waits: bool = False


def list_next_steps(stages: Sequence[StageNow], today: date, *, lacks_preceding: bool = False) -> tuple[NextStep, ...]:
    """The open things of a case: what the candidate does at home, then days to come, then what's waited for.

    `lacks_preceding`: the body made the preceding qualification a condition, and nobody has seen its document (S13).
    """
    before = [NextStep(PRECEDING)] if lacks_preceding else []
    at_home = [step for stage in stages if not stage.released for step in _at_home(stage)]
    days = sorted((stage for stage in stages if _is_to_come(stage, today)), key=lambda each: each.on or today)
    waiting = [step for stage in stages for step in _waiting(stage, today)]
    found = [*before, *at_home, *(NextStep(_coming(stage), waits=True) for stage in days), *waiting]
    return tuple(step for number, step in enumerate(found) if step not in found[:number])


def _at_home(stage: StageNow) -> Iterator[NextStep]:
    if stage.kind == "identification" and stage.is_open:
        yield NextStep(text("Say for each criterion what you can do already."), "assessment")
    if stage.kind == "documentation" and stage.is_open:
        yield NextStep(text("Choose with your advisor what could show each criterion; note it there."), "assessment")
    if stage.kind == "evidence_analysis" and stage.is_open and not stage.handed_in:
        yield NextStep(text("Gather documents and declarations, and hand in your portfolio."), "portfolio")


def _is_to_come(stage: StageNow, today: date) -> bool:
    return stage.on is not None and stage.on >= today and not stage.released


def _coming(stage: StageNow) -> Text:
    if stage.kind == "theory_test":
        return text("Come to the test on {day} to {place}.", day=stage.on, place=stage.place)
    if stage.kind == "simulation":
        return text("Come to the conversation with simulation on {day} to {place}.", day=stage.on, place=stage.place)
    return text("A meeting is planned on {day}: {place}.", day=stage.on, place=stage.place or "–")


def _waiting(stage: StageNow, today: date) -> Iterator[NextStep]:
    if stage.released:
        yield NextStep(text("Read your result; it says how to appeal."), "result")
    elif stage.handed_in:
        yield NextStep(text("The commission judges what you handed in."), waits=True)
    elif stage.on is not None and stage.on < today and stage.is_open:
        yield NextStep(text("The office hasn't released the result yet."), waits=True)
