"""What the commission asks about after a simulation: what is planned, and what the run gave no chance for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from exam_server.core.plan import Plan
from exam_server.core.qualification import Method
from exam_server.core.simulation.opportunities import has_enough, opportunities
from exam_server.core.simulation.record import RunState
from exam_server.core.simulation.script import Question, Scenario
from exam_server.core.text import Text, text

METHOD: Method = "conversation_with_simulation"
Why = Literal["planned", "no_opportunity", "few_opportunities"]
WHY_WORDS: Mapping[Why, Text] = {
    "planned": text("planned for the conversation"),
    "no_opportunity": text("the simulation gave no opportunity"),
    "few_opportunities": text("the simulation gave too few opportunities"),
}


@dataclass(frozen=True)
class TalkPoint:
    """A criterion on the list and why; `questions`: the scripts' own, with allowed probes and expected elements."""

    criterion: str
    set_number: int
    why: Why
    questions: tuple[Question, ...]


Run = tuple[Scenario, RunState]


def list_talk(runs: Sequence[Run], plan: Plan) -> tuple[TalkPoint, ...]:
    """The conversation list of a case whose `runs` have ended, in the plan's order; by sets on its page.

    A criterion that a script asks about is planned; one that was observed comes on it by itself where no run gave as
    many chances as its script asks for. Only what the plan lets a conversation show is listed (S1).
    """
    found = []
    for line in plan.lines:
        why = _why(runs, line.criterion) if METHOD in line.methods else None
        if why is not None:
            found.append(_point(runs, line.criterion, why))
    return tuple(found)


def _why(runs: Sequence[Run], criterion: str) -> Why | None:
    observing = [(scenario, state) for scenario, state in runs if criterion in scenario.observed_criteria()]
    if observing and not any(has_enough(scenario, state, criterion) for scenario, state in observing):
        return "few_opportunities" if _offered(runs, criterion) else "no_opportunity"
    asked = any(each.criterion == criterion for scenario, _ in runs for each in scenario.conversation)
    return "planned" if asked and not observing else None


def _point(runs: Sequence[Run], criterion: str, why: Why) -> TalkPoint:
    sets = (
        scenario.about.set
        for scenario, _ in runs
        if criterion in {*scenario.observed_criteria(), *(each.criterion for each in scenario.conversation)}
    )
    return TalkPoint(criterion, next(sets), why, questions_on(runs, criterion))


def questions_on(runs: Sequence[Run], criterion: str) -> tuple[Question, ...]:
    """What the scripts of these runs ask about a criterion, each once."""
    found = (each for scenario, _ in runs for each in scenario.conversation if each.criterion == criterion)
    return tuple(dict.fromkeys(found))


def _offered(runs: Sequence[Run], criterion: str) -> int:
    counts = (opportunities(scenario, state).get(criterion) for scenario, state in runs)
    return sum(each.offered for each in counts if each is not None)
