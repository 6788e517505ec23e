"""Opportunities of a run: real chances to show a criterion, apart from whether they were taken up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from exam_server.core.simulation.record import Behaviour, RunState
from exam_server.core.simulation.script import Cue, Scenario, WithoutEvent

WINDOW_SECONDS = 120  # how long after a cue or a fact the candidate's reaction still belongs to it


@dataclass(frozen=True)
class Count:
    """`offered`: chances that really came up (cue played, fact given, phase held, product asked for).

    `taken`: those of them to which a behaviour followed that the script names for the criterion, or the product came
    in. A count never is a rating; it tells "not shown" from "never had the chance".
    """

    offered: int = 0
    taken: int = 0


@dataclass(frozen=True)
class Chance:
    """A chance that came up: the cue, fact, phase or product, from when on, and when it was taken up (None: it wasn't).

    Both seconds are running time, without pauses.
    """

    reference: str
    at_seconds: int
    taken_at: int | None


@dataclass(frozen=True)
class Waiting:
    """A chance that is open at this second and that nothing has taken up yet; it closes at `until`, running seconds."""

    criterion: str
    reference: str
    until: int


def references(scenario: Scenario) -> Mapping[str, tuple[str, ...]]:
    """Criterion → ids of the cues, facts, phases and products that may show it, each once."""
    found: dict[str, dict[str, None]] = {}
    for part in scenario.serving():
        for criterion in part.criteria:
            found.setdefault(criterion, {})[part.id] = None
    for point in scenario.observation_points:
        found.setdefault(point.criterion, {}).update(dict.fromkeys(point.opportunities))
    return {criterion: tuple(ids) for criterion, ids in sorted(found.items())}


def opportunities(scenario: Scenario, state: RunState) -> Mapping[str, Count]:
    """Per criterion that the script serves: how many chances were real, and how many were taken."""
    return {criterion: _count(scenario, state, criterion, ids) for criterion, ids in references(scenario).items()}


def point_opportunities(scenario: Scenario, state: RunState) -> Mapping[str, Count]:
    """The same per observation point, over the chances that the point names."""
    return {
        point.id: _count(scenario, state, point.criterion, point.opportunities) for point in scenario.observation_points
    }


def chances(scenario: Scenario, state: RunState, criterion: str) -> tuple[Chance, ...]:
    """The chances for a criterion that `opportunities` counts, by the second at which they came up."""
    found = _chances(scenario, state, criterion, references(scenario).get(criterion, ()))
    return tuple(sorted(found, key=lambda each: (each.at_seconds, each.reference)))


def has_enough(scenario: Scenario, state: RunState, criterion: str) -> bool:
    """Whether one of the criterion's observation points had as many chances as it asks for; True where it has none."""
    points = [point for point in scenario.observation_points if point.criterion == criterion]
    counts = point_opportunities(scenario, state)
    return not points or any(counts[point.id].offered >= point.min_opportunities for point in points)


def needless_cues(scenario: Scenario, state: RunState) -> frozenset[str]:
    """Cues that wait for a behaviour to be missing and didn't come, because the candidate showed it in time.

    They're no lost chance: what the cue would have called for was there without it.
    """
    return frozenset(
        cue.id
        for cue in scenario.cues
        if isinstance(cue.trigger, WithoutEvent) and cue.id not in state.cues_offered and _forestalled(cue, state)
    )


def _forestalled(cue: Cue, state: RunState) -> bool:
    trigger = cue.trigger
    if not isinstance(trigger, WithoutEvent) or cue.id in state.cues_played:
        return False
    return any(
        stretch.from_seconds <= each.at_seconds <= min(stretch.to_seconds, stretch.from_seconds + trigger.after)
        and each.kind == trigger.no_event
        and trigger.topic in ("", each.topic)
        for stretch in state.stretches
        if stretch.phase == cue.phase
        for each in state.behaviours
    )


def waiting(scenario: Scenario, state: RunState, served: Mapping[str, tuple[str, ...]]) -> Iterator[Waiting]:
    """What an attentive candidate could answer now; `served`: the scenario's `references`."""
    now = state.run_seconds
    for criterion, ids in served.items():
        reactions = _reactions(scenario, state, criterion)
        for reference in ids:
            window = _window(scenario, state, reference)
            if window is not None and window[0] <= now <= window[1] and not _is_within(window, reactions):
                yield Waiting(criterion, reference, window[1])


def _count(scenario: Scenario, state: RunState, criterion: str, ids: tuple[str, ...]) -> Count:
    found = _chances(scenario, state, criterion, ids)
    return Count(len(found), sum(each.taken_at is not None for each in found))


def _chances(scenario: Scenario, state: RunState, criterion: str, ids: tuple[str, ...]) -> list[Chance]:
    reactions = _reactions(scenario, state, criterion)
    windows = {reference: window for reference in ids if (window := _window(scenario, state, reference)) is not None}
    return [
        Chance(reference, window[0], state.products.get(reference, _first_within(window, reactions)))
        for reference, window in windows.items()
    ]


def _reactions(scenario: Scenario, state: RunState, criterion: str) -> list[Behaviour]:
    """The behaviours that the script names for the criterion."""
    serving = {kind.id for kind in scenario.events if criterion in kind.criteria}
    return [each for each in state.behaviours if each.kind in serving]


def _first_within(window: tuple[int, int], reactions: list[Behaviour]) -> int | None:
    return next((each.at_seconds for each in reactions if window[0] <= each.at_seconds <= window[1]), None)


def _is_within(window: tuple[int, int], reactions: list[Behaviour]) -> bool:
    return any(window[0] <= each.at_seconds <= window[1] for each in reactions)


def _window(scenario: Scenario, state: RunState, reference: str) -> tuple[int, int] | None:
    """From when to when the chance was open, in running seconds; None where it never came up."""
    played = state.cues_played.get(reference, ())
    start = played[0] if played else state.facts_given.get(reference)
    if start is not None:
        return start, (played[-1] if played else start) + WINDOW_SECONDS
    held = [stretch for stretch in state.stretches if stretch.phase == reference]
    if held:
        return held[0].from_seconds, held[-1].to_seconds
    asked_for = state.standing != "waiting" and any(
        each.product and each.id == reference for each in scenario.materials
    )
    return (0, -1) if asked_for else None
