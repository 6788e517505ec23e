"""Parallel variants: what both have to have in common, whatever their clients' stories are."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from exam_server.core.problems import Severity
from exam_server.core.simulation.script import AtPhaseTime, Cue, OnEvent, Scenario, WithoutEvent
from exam_server.core.text import Text, text

Finding = tuple[str, Text, Severity]
NOTHING = "–"

ASPECTS: Mapping[str, Text] = {
    "set": text("set of learning outcomes"),
    "times": text("whole time and preparation"),
    "phases": text("phases: least, planned and longest time"),
    "pauses": text("pauses for rating, after phase"),
    "at_once": text("facts told at once, by criteria"),
    "when_asked": text("facts told when asked, by criteria"),
    "with_trust": text("facts told with trust, by criteria"),
    "never": text("facts never told"),
    "cues": text("cues: phase, latest time, criteria"),
    "states": text("states: from, to, start"),
    "transitions": text("changes of states"),
    "events": text("behaviours to tap, by criteria"),
    "points": text("observation points: criterion, opportunities asked for"),
    "thresholds": text("level from which a criterion is met"),
    "conversation": text("questions of the conversation, by criterion"),
    "products": text("products of the candidate, by criteria"),
    "materials": text("number of materials handed to the candidate"),
}


@dataclass(frozen=True)
class Invariant:
    """One aspect of two variants as short lines without words, so that it reads alike in any language."""

    aspect: str
    one: tuple[str, ...]
    other: tuple[str, ...]

    @property
    def kept(self) -> bool:
        return self.one == self.other

    @property
    def only_in_one(self) -> tuple[str, ...]:
        return tuple((Counter(self.one) - Counter(self.other)).elements())

    @property
    def only_in_other(self) -> tuple[str, ...]:
        return tuple((Counter(self.other) - Counter(self.one)).elements())


def compare_variants(one: Scenario, other: Scenario) -> tuple[Invariant, ...]:
    """Every aspect that parallel variants share, as both have it. Ids and names of the parts may differ."""
    return tuple(Invariant(aspect, tuple(lines(one)), tuple(lines(other))) for aspect, lines in LINES.items())


def broken_invariants(scenario: Scenario, twins: Mapping[str, Scenario]) -> Iterator[Finding]:
    """A variant that is named exists, names this one too, and keeps what both have to have in common.

    `twins`: the scenarios that stand beside this one, by id.
    """
    described = {each.variant for each in scenario.equivalence}
    for variant in dict.fromkeys((*scenario.about.variants, *(each.variant for each in scenario.equivalence))):
        place = f"equivalence/{variant}" if variant in described else "scenario/variants"
        twin = twins.get(variant)
        if twin is None:
            yield place, text("There is no scenario “{variant}” beside this one.", variant=variant), "warning"
            continue
        if scenario.id not in twin.about.variants:
            yield place, text("“{variant}” doesn't name this scenario as its variant.", variant=variant), "warning"
        for each in compare_variants(scenario, twin):
            if not each.kept:
                yield place, _broken(variant, each), "warning"


def _broken(variant: str, invariant: Invariant) -> Text:
    return text(
        "The variant “{variant}” isn't parallel in “{aspect}”: here {here}, there {there}.",
        variant=variant,
        aspect=ASPECTS[invariant.aspect],
        here="; ".join(invariant.only_in_one) or NOTHING,
        there="; ".join(invariant.only_in_other) or NOTHING,
    )


def _codes(criteria: tuple[str, ...]) -> str:
    return ", ".join(sorted(criteria)) or NOTHING


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


def _phases(scenario: Scenario) -> Iterator[str]:
    for number, phase in enumerate(scenario.phases, 1):
        times = " ≤ ".join(_clock(each) for each in (phase.time.min, phase.time.plan, phase.time.max))
        yield f"{number}. {times} · {_codes(phase.criteria)}"


def _pauses(scenario: Scenario) -> list[str]:
    return [f"{number}." for number, phase in enumerate(scenario.phases, 1) if phase.rate_after]


def _facts(layer: str) -> Callable[[Scenario], list[str]]:
    return lambda scenario: sorted(_codes(fact.criteria) for fact in scenario.facts if fact.layer == layer)


def _cues(scenario: Scenario) -> list[str]:
    numbers = {phase.id: number for number, phase in enumerate(scenario.phases, 1)}
    return sorted(f"{numbers.get(cue.phase, 0)}. {_due(cue)} · {_codes(cue.criteria)}" for cue in scenario.cues)


def _due(cue: Cue) -> str:
    trigger = cue.trigger
    if isinstance(trigger, AtPhaseTime):
        return _clock(trigger.phase_time)
    if isinstance(trigger, WithoutEvent):
        return f"≥ {_clock(trigger.after)}"
    return f"≤ {_clock(trigger.at_latest)}" if isinstance(trigger, OnEvent) and trigger.at_latest else NOTHING


def _states(scenario: Scenario) -> list[str]:
    return [f"{each.min}…{each.max}, {each.start}" for each in scenario.emotions.dimensions]


def _transitions(scenario: Scenario) -> list[str]:
    """By the place of the dimension, for twins may call them by other words."""
    places = {each.name: number for number, each in enumerate(scenario.emotions.dimensions, 1)}
    return sorted(
        "; ".join(sorted(f"{places.get(name, 0)}. {change:+d}" for name, change in each.change.items()))
        for each in scenario.emotions.transitions
    )


def _events(scenario: Scenario) -> list[str]:
    signs = {"helpful": "+", "harmful": "-", "neutral": "0"}
    return sorted(f"{signs[each.effect]} · {_codes(each.criteria)} · {len(each.topics)}" for each in scenario.events)


def _points(scenario: Scenario) -> list[str]:
    return sorted(
        f"{each.criterion}{each.part} · {each.min_opportunities}/{len(each.opportunities)}"
        for each in scenario.observation_points
    )


LINES: Mapping[str, Callable[[Scenario], Iterator[str] | list[str]]] = {
    "set": lambda scenario: [str(scenario.about.set)],
    "times": lambda scenario: [_clock(scenario.about.total_time), _clock(scenario.briefing.preparation_time)],
    "phases": _phases,
    "pauses": _pauses,
    "at_once": _facts("at_once"),
    "when_asked": _facts("when_asked"),
    "with_trust": _facts("with_trust"),
    "never": _facts("never"),
    "cues": _cues,
    "states": _states,
    "transitions": _transitions,
    "events": _events,
    "points": _points,
    "thresholds": lambda scenario: sorted(f"{each.criterion} ≥ {each.threshold}" for each in scenario.anchors),
    "conversation": lambda scenario: sorted(each.criterion for each in scenario.conversation),
    "products": lambda scenario: sorted(_codes(each.criteria) for each in scenario.materials if each.product),
    "materials": lambda scenario: [str(sum(each.audience == "candidate" for each in scenario.materials))],
}
