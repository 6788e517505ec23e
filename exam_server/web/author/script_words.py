"""A script's conditions and triggers in words, for people who don't read its notation."""

from exam_server.core.simulation.conditions import (
    AllOf,
    AnyOf,
    Condition,
    EventSeen,
    FactGiven,
    InPhase,
    Not,
    PhaseTime,
    Silence,
    StateWithin,
)
from exam_server.core.simulation.script import AtPhaseTime, OnEvent, Scenario, Trigger
from exam_server.core.text import text
from exam_server.web.language import speak


def clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


def say_condition(condition: Condition, script: Scenario) -> str:
    """The condition as a phrase that goes after “when”."""
    if isinstance(condition, AllOf | AnyOf):
        joint = speak(text("and")) if isinstance(condition, AllOf) else speak(text("or"))
        return f" {joint} ".join(_inside(part, script) for part in condition.parts)
    if isinstance(condition, Not):
        return speak(text("not: {condition}", condition=_inside(condition.part, script)))
    if isinstance(condition, EventSeen):
        seen = _event(condition.kind, condition.topic, script)
        if condition.at_least == 1:
            return seen
        return speak(text("{event} (at least {count} times)", event=seen, count=condition.at_least))
    return _say_simple(condition, script)


def _inside(condition: Condition, script: Scenario) -> str:
    words = say_condition(condition, script)
    return f"({words})" if isinstance(condition, AllOf | AnyOf) else words


def _say_simple(condition: StateWithin | FactGiven | InPhase | PhaseTime | Silence, script: Scenario) -> str:
    if isinstance(condition, StateWithin):
        return _state(condition)
    if isinstance(condition, FactGiven):
        return speak(text("the fact {fact} was told", fact=condition.fact))
    if isinstance(condition, InPhase):
        return speak(text("the phase is “{phase}”", phase=_phase(condition.phase, script)))
    if isinstance(condition, PhaseTime):
        return speak(text("{time} of the phase have passed", time=clock(condition.seconds)))
    return speak(text("silence lasts {seconds} s", seconds=condition.seconds))


def _state(condition: StateWithin) -> str:
    name, low, high = condition.dimension, condition.at_least, condition.at_most
    if low is not None and high is not None:
        return speak(text("{state} from {low} to {high}", state=name, low=low, high=high))
    if low is not None:
        return speak(text("{state} at least {low}", state=name, low=low))
    return speak(text("{state} at most {high}", state=name, high="–" if high is None else high))


def say_trigger(trigger: Trigger, script: Scenario) -> str:
    """When a cue is due."""
    if isinstance(trigger, AtPhaseTime):
        return speak(text("{time} into the phase", time=clock(trigger.phase_time)))
    if isinstance(trigger, OnEvent):
        seen = _event(trigger.event, trigger.topic, script)
        if trigger.at_latest is None:
            return speak(text("after: {event}", event=seen))
        latest = clock(trigger.at_latest)
        return speak(text("after: {event}, at the latest {time} into the phase", event=seen, time=latest))
    seen = _event(trigger.no_event, trigger.topic, script)
    return speak(text("without “{event}” in the first {time} of the phase", event=seen, time=clock(trigger.after)))


def _event(kind: str, topic: str, script: Scenario) -> str:
    label = next((each.label for each in script.events if each.id == kind), kind)
    return f"{label} ({topic})" if topic else label


def _phase(phase: str, script: Scenario) -> str:
    return next((each.name for each in script.phases if each.id == phase), phase)
