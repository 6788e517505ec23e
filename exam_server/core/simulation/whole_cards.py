"""A card without its server: the whole script of a role, for a tablet that can't ask what holds at this moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from exam_server.core.simulation.cards import DE_ROLE_SECONDS
from exam_server.core.simulation.condition_words import needs_of
from exam_server.core.simulation.conditions import Condition, EventSeen, Not
from exam_server.core.simulation.script import (
    Cue,
    EventKind,
    Fact,
    Layer,
    Material,
    OnEvent,
    Phase,
    RolePlayerNotes,
    Scenario,
    WithoutEvent,
)
from exam_server.core.simulation.views import without_criteria
from exam_server.core.simulation.walk import due_at
from exam_server.core.text import Text


@dataclass(frozen=True)
class WholeCue:
    """A cue with the second of its phase in which it's due at the latest (None: an event alone brings it)."""

    id: str
    text: str
    at_seconds: int | None
    needs: tuple[Text, ...]


@dataclass(frozen=True)
class WholePhase:
    """A phase with its planned seconds of the run."""

    id: str
    name: str
    from_seconds: int
    until_seconds: int
    cues: tuple[WholeCue, ...]


@dataclass(frozen=True)
class WholeFact:
    """`needs`: what it waits for, in the script's words, part by part."""

    id: str
    text: str
    layer: Layer
    needs: tuple[Text, ...]


@dataclass(frozen=True)
class WholeCard:
    """Nothing about criteria, ratings or the candidate (P5), as on the cards of the moment."""

    opening: str
    closing: str
    mood: tuple[str, ...]
    phases: tuple[WholePhase, ...]
    facts: tuple[WholeFact, ...]
    refusals: tuple[WholeFact, ...]
    events: tuple[EventKind, ...]
    products: tuple[Material, ...]
    notes: RolePlayerNotes
    de_role_seconds: int = DE_ROLE_SECONDS


def whole_card(scenario: Scenario) -> WholeCard:
    """The script as it's played, in its own order."""
    facts = [_fact(scenario, each) for each in scenario.facts]
    return WholeCard(
        opening=scenario.opening.line,
        closing=scenario.closing.line,
        mood=_first_mood(scenario),
        phases=tuple(_phases(scenario)),
        facts=tuple(each for each in facts if each.layer != "never"),
        refusals=tuple(each for each in facts if each.layer == "never"),
        events=tuple(EventKind(each.id, each.label, each.topics, button=each.button) for each in scenario.events),
        products=tuple(without_criteria(each) for each in scenario.materials if each.product),
        notes=scenario.role_player_notes,
        de_role_seconds=scenario.role_player_notes.de_role_time or DE_ROLE_SECONDS,
    )


def _first_mood(scenario: Scenario) -> tuple[str, ...]:
    start = {each.name: each.start for each in scenario.emotions.dimensions}
    ranges = scenario.emotions.how_to_play
    return tuple(each.mood for each in ranges if each.at_least <= start.get(each.dimension, -1) <= each.at_most)


def _phases(scenario: Scenario) -> Iterator[WholePhase]:
    bounds = pairwise(accumulate(map(_planned, scenario.phases), initial=0))
    for phase, (start, end) in zip(scenario.phases, bounds, strict=True):
        cues = tuple(_cue(scenario, each) for each in scenario.cues if each.phase == phase.id)
        yield WholePhase(phase.id, phase.name, start, end, cues)


def _planned(phase: Phase) -> int:
    """A hard clock lets a phase last as long as it may; a soft one is changed by people, as planned."""
    return phase.time.max if phase.clock == "hard" else phase.time.plan


def _cue(scenario: Scenario, cue: Cue) -> WholeCue:
    return WholeCue(cue.id, cue.text, due_at(cue), tuple(needs_of(scenario, _brought_by(cue))))


def _brought_by(cue: Cue) -> Condition | None:
    """The behaviour that brings it, or whose absence does; None for the clock alone."""
    if isinstance(cue.trigger, OnEvent):
        return EventSeen(cue.trigger.event, cue.trigger.topic)
    return Not(EventSeen(cue.trigger.no_event, cue.trigger.topic)) if isinstance(cue.trigger, WithoutEvent) else None


def _fact(scenario: Scenario, fact: Fact) -> WholeFact:
    return WholeFact(fact.id, fact.text, fact.layer, tuple(needs_of(scenario, fact.condition)))
