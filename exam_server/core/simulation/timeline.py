"""A script on one line of time: its phases by plan, and the cues that a clock brings, where they're planned."""

from collections.abc import Iterable
from dataclasses import dataclass

from exam_server.core.simulation.opportunities import references
from exam_server.core.simulation.script import Cue, Named, Phase, Scenario
from exam_server.core.simulation.walk import due_at


@dataclass(frozen=True)
class PlannedCue:
    """`at_seconds` of the whole run by plan; None where only a behaviour brings it."""

    cue: Cue
    at_seconds: int | None


@dataclass(frozen=True)
class PlannedPhase:
    """A phase from when to when by plan, in seconds of the run, with its cues in the order they come."""

    phase: Phase
    from_seconds: int
    to_seconds: int
    cues: tuple[PlannedCue, ...]


@dataclass(frozen=True)
class Covered:
    """A criterion of the set: the parts that are opportunities for it, by kind, and where it's seen and asked about."""

    criterion: str
    facts: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    behaviours: int = 0
    threshold: int | None = None
    questions: int = 0

    @property
    def opportunities(self) -> int:
        return len(self.facts) + len(self.cues) + len(self.phases) + len(self.products)


def lay_out(scenario: Scenario) -> tuple[PlannedPhase, ...]:
    """The phases one after another by their planned lengths."""
    laid, start = [], 0
    for phase in scenario.phases:
        cues = [PlannedCue(cue, _at(cue, start)) for cue in scenario.cues if cue.phase == phase.id]
        cues.sort(key=lambda each: (each.at_seconds is None, each.at_seconds or 0, each.cue.id))
        laid.append(PlannedPhase(phase, start, start + phase.time.plan, tuple(cues)))
        start += phase.time.plan
    return tuple(laid)


def _at(cue: Cue, start: int) -> int | None:
    due = due_at(cue)
    return None if due is None else start + due


def cover(scenario: Scenario, codes: tuple[str, ...]) -> tuple[Covered, ...]:
    """How the script covers each of `codes` (the set's criteria), and after them what else it serves."""
    served = references(scenario)
    return tuple(_covered(scenario, code, served.get(code, ())) for code in dict.fromkeys((*codes, *served)))


def _covered(scenario: Scenario, code: str, ids: tuple[str, ...]) -> Covered:
    def of(parts: Iterable[Named]) -> tuple[str, ...]:
        known = {part.id for part in parts}
        return tuple(each for each in ids if each in known)

    return Covered(
        code,
        facts=of(scenario.facts),
        cues=of(scenario.cues),
        phases=of(scenario.phases),
        products=of(each for each in scenario.materials if each.product),
        points=tuple(point.id for point in scenario.observation_points if point.criterion == code),
        behaviours=sum(code in kind.criteria for kind in scenario.events),
        threshold=scenario.threshold(code),
        questions=sum(question.criterion == code for question in scenario.conversation),
    )
