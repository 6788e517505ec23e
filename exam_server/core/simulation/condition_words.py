"""What a condition waits for, in the script's own words, for people who judge it without the server."""

from collections.abc import Iterator

from exam_server.core.simulation.conditions import (
    AllOf,
    AnyOf,
    Condition,
    EventSeen,
    FactGiven,
    InPhase,
    Not,
    StateWithin,
)
from exam_server.core.simulation.script import Scenario
from exam_server.core.text import Text, text


def needs_of(scenario: Scenario, condition: Condition | None) -> Iterator[Text]:
    """Part by part; clocks and silences are left out, for the card says them elsewhere or people hear them."""
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from needs_of(scenario, part)
    elif isinstance(condition, Not):
        yield from (text("without: {what}", what=each) for each in needs_of(scenario, condition.part))
    elif isinstance(condition, StateWithin):
        yield _range(condition)
    elif isinstance(condition, EventSeen | FactGiven | InPhase):
        yield text("{words}", words=_named(scenario, condition))


def _range(condition: StateWithin) -> Text:
    low, high = condition.at_least, condition.at_most
    if low is None:
        return text("{name}: at most {value}", name=condition.dimension, value=high)
    if high is None:
        return text("{name}: at least {value}", name=condition.dimension, value=low)
    return text("{name}: from {low} to {high}", name=condition.dimension, low=low, high=high)


def _named(scenario: Scenario, condition: EventSeen | FactGiven | InPhase) -> str:
    if isinstance(condition, FactGiven):
        return next((each.text for each in scenario.facts if each.id == condition.fact), condition.fact)
    if isinstance(condition, InPhase):
        return next((each.name for each in scenario.phases if each.id == condition.phase), condition.phase)
    label = next((each.label for each in scenario.events if each.id == condition.kind), condition.kind)
    return f"{label}: {condition.topic}" if condition.topic else label
