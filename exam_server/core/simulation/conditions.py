"""The closed grammar of a script's conditions: every one is a value, and every one can always be answered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol


class Situation(Protocol):
    """What a condition may ask about a run."""

    @property
    def phase(self) -> str: ...
    @property
    def phase_seconds(self) -> int: ...
    @property
    def silence_seconds(self) -> int: ...
    @property
    def emotions(self) -> Mapping[str, int]: ...
    @property
    def facts_given(self) -> Mapping[str, int]: ...
    @property
    def seen(self) -> Mapping[tuple[str, str], int]: ...


@dataclass(frozen=True)
class AllOf:
    parts: tuple["Condition", ...]

    def holds_in(self, situation: Situation) -> bool:
        return all(part.holds_in(situation) for part in self.parts)


@dataclass(frozen=True)
class AnyOf:
    parts: tuple["Condition", ...]

    def holds_in(self, situation: Situation) -> bool:
        return any(part.holds_in(situation) for part in self.parts)


@dataclass(frozen=True)
class Not:
    part: "Condition"

    def holds_in(self, situation: Situation) -> bool:
        return not self.part.holds_in(situation)


@dataclass(frozen=True)
class EventSeen:
    """The behaviour `kind` was tapped at least `at_least` times; an empty `topic` takes any topic."""

    kind: str
    topic: str = ""
    at_least: int = 1

    def holds_in(self, situation: Situation) -> bool:
        return situation.seen.get((self.kind, self.topic), 0) >= self.at_least


@dataclass(frozen=True)
class StateWithin:
    """An emotion's value lies within the bounds; a dimension that the script doesn't know is within none."""

    dimension: str
    at_least: int | None = None
    at_most: int | None = None

    def holds_in(self, situation: Situation) -> bool:
        value = situation.emotions.get(self.dimension)
        if value is None:
            return False
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)


@dataclass(frozen=True)
class FactGiven:
    fact: str

    def holds_in(self, situation: Situation) -> bool:
        return self.fact in situation.facts_given


@dataclass(frozen=True)
class InPhase:
    phase: str

    def holds_in(self, situation: Situation) -> bool:
        return situation.phase == self.phase


@dataclass(frozen=True)
class PhaseTime:
    """At least `seconds` of the current phase have passed."""

    seconds: int

    def holds_in(self, situation: Situation) -> bool:
        return situation.phase_seconds >= self.seconds


@dataclass(frozen=True)
class Silence:
    """The prompter tapped a silence that has lasted at least `seconds`."""

    seconds: int

    def holds_in(self, situation: Situation) -> bool:
        return situation.silence_seconds >= self.seconds


Condition = AllOf | AnyOf | Not | EventSeen | StateWithin | FactGiven | InPhase | PhaseTime | Silence


def holds(condition: Condition | None, situation: Situation) -> bool:
    """Whether the condition holds; total: any condition has an answer in any situation. None is always true."""
    return condition is None or condition.holds_in(situation)


def parts_of(condition: Condition | None) -> Iterator[Condition]:
    """The condition and everything inside it."""
    if condition is None:
        return
    yield condition
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from parts_of(part)
    if isinstance(condition, Not):
        yield from parts_of(condition.part)
