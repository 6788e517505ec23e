"""What a run can reach at all: an over-estimate, so that what is called unreachable really is."""

from exam_server.core.simulation.conditions import (
    AllOf,
    AnyOf,
    Condition,
    EventSeen,
    FactGiven,
    InPhase,
    PhaseTime,
    StateWithin,
)
from exam_server.core.simulation.script import AtPhaseTime, Cue, Dimension, OnEvent, Scenario


class Reach:
    """The events, emotion values, phases and facts that some run of the scenario can reach."""

    def __init__(self, scenario: Scenario) -> None:
        self._topics = {kind.id: set(kind.topics) for kind in scenario.events}
        self._longest = {phase.id: phase.time.max for phase in scenario.phases}
        self._ranges = {each.name: self._range(scenario, each) for each in scenario.emotions.dimensions}
        self.facts: set[str] = set()
        self._grow_facts(scenario)

    def event(self, kind: str, topic: str = "") -> bool:
        """Whether the prompter can tap this behaviour, with this topic where one is asked for."""
        return kind in self._topics and (not topic or topic in self._topics[kind])

    def cue(self, cue: Cue) -> bool:
        """Whether the cue can become due while its phase lasts."""
        longest = self._longest.get(cue.phase)
        if longest is None:
            return False
        if isinstance(cue.trigger, AtPhaseTime):
            return cue.trigger.phase_time < longest
        if isinstance(cue.trigger, OnEvent):
            late = cue.trigger.at_latest is not None and cue.trigger.at_latest < longest
            return late or self.event(cue.trigger.event, cue.trigger.topic)
        return cue.trigger.after < longest

    def condition(self, condition: Condition | None) -> bool:
        """Whether the condition can hold in some run; a negation is taken to be possible."""
        if isinstance(condition, AllOf):
            return all(self.condition(part) for part in condition.parts)
        if isinstance(condition, AnyOf):
            return any(self.condition(part) for part in condition.parts)
        if isinstance(condition, EventSeen):
            return self.event(condition.kind, condition.topic)
        if isinstance(condition, StateWithin):
            return self._state(condition)
        return self._simple(condition)

    def _simple(self, condition: Condition | None) -> bool:
        if isinstance(condition, FactGiven):
            return condition.fact in self.facts
        if isinstance(condition, InPhase):
            return condition.phase in self._longest
        if isinstance(condition, PhaseTime):
            return any(condition.seconds < longest for longest in self._longest.values())
        return True

    def _state(self, condition: StateWithin) -> bool:
        if condition.dimension not in self._ranges:
            return False
        low, high = self._ranges[condition.dimension]
        asked_low = low if condition.at_least is None else condition.at_least
        asked_high = high if condition.at_most is None else condition.at_most
        return max(low, asked_low) <= min(high, asked_high)

    def _range(self, scenario: Scenario, dimension: Dimension) -> tuple[int, int]:
        changes = [
            transition.change.get(dimension.name, 0)
            for transition in scenario.emotions.transitions
            if self.event(transition.when.event, transition.when.topic)
        ]
        low = dimension.min if any(change < 0 for change in changes) else dimension.start
        high = dimension.max if any(change > 0 for change in changes) else dimension.start
        return low, high

    def _grow_facts(self, scenario: Scenario) -> None:
        for _ in scenario.facts:
            self.facts |= {
                fact.id for fact in scenario.facts if fact.layer != "never" and self.condition(fact.condition)
            }
