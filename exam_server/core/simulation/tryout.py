"""A made-up moment of a run, so that authors see each view as it would be then."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from exam_server.core.simulation.record import RunEvent, RunState
from exam_server.core.simulation.script import Scenario
from exam_server.core.simulation.timeline import PlannedPhase, lay_out
from exam_server.core.simulation.walk import fold

NOBODY = "tryout"
MOST_TIMES = 9


@dataclass(frozen=True)
class Moment:
    """`at_seconds` of the run by plan, below zero: before it starts.

    `shown`: how often each behaviour (kind, topic) was tapped in the phase so far. `told`: the facts given before.
    Cues of earlier phases are taken as played.
    """

    at_seconds: int = 0
    shown: Mapping[tuple[str, str], int] = field(default_factory=dict)
    told: tuple[str, ...] = ()


def moment_state(scenario: Scenario, moment: Moment) -> RunState:
    """The run at that moment: phases begin by their plan, and what was shown came at the start of the present one."""
    if moment.at_seconds < 0:
        return fold(scenario, ())
    at = min(moment.at_seconds, scenario.about.total_time)
    phases = [each for each in lay_out(scenario) if each.from_seconds <= at]
    events = [RunEvent(0, "start"), *_happened(scenario, phases, moment)]
    numbered = (
        RunEvent(each.at_seconds, each.kind, each.reference, each.topic, NOBODY, NOBODY, number)
        for number, each in enumerate(events)
    )
    return fold(scenario, numbered, at)


def _happened(scenario: Scenario, phases: list[PlannedPhase], moment: Moment) -> Iterator[RunEvent]:
    known = {kind.id for kind in scenario.events}
    for before, phase in zip(phases, phases[1:], strict=False):
        yield from (RunEvent(phase.from_seconds, "cue", each.cue.id) for each in before.cues)
        if before.phase.clock == "soft" or before.phase.time.max > before.phase.time.plan:
            yield RunEvent(phase.from_seconds, "phase", phase.phase.id)
    since = phases[-1].from_seconds if phases else 0
    for fact in scenario.facts:
        if fact.id in moment.told:
            yield RunEvent(since, "fact", fact.id)
    for (kind, topic), times in moment.shown.items():
        if kind in known:
            yield from [RunEvent(since, "behaviour", kind, topic)] * min(times, MOST_TIMES)
