"""Opportunities of a run: real chances to show a criterion, apart from whether they were taken up."""

from collections.abc import Mapping
from dataclasses import dataclass

from exam_server.core.simulation.record import RunState
from exam_server.core.simulation.script import Scenario

WINDOW_SECONDS = 120  # how long after a cue or a fact the candidate's reaction still belongs to it


@dataclass(frozen=True)
class Count:
    """`offered`: chances that really came up (cue played, fact given, phase held, product asked for).

    `taken`: those of them to which a behaviour followed that the script names for the criterion, or the product came
    in. A count never is a rating; it tells "not shown" from "never had the chance".
    """

    offered: int = 0
    taken: int = 0


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


def _count(scenario: Scenario, state: RunState, criterion: str, ids: tuple[str, ...]) -> Count:
    serving = {kind.id for kind in scenario.events if criterion in kind.criteria}
    reactions = [each.at_seconds for each in state.behaviours if each.kind in serving]
    windows = [window for reference in ids if (window := _window(scenario, state, reference)) is not None]
    taken = [
        reference
        for reference, start, end in windows
        if reference in state.products or any(start <= moment <= end for moment in reactions)
    ]
    return Count(len(windows), len(taken))


def _window(scenario: Scenario, state: RunState, reference: str) -> tuple[str, int, int] | None:
    """When the chance was open, in running seconds; None where it never came up."""
    played = state.cues_played.get(reference, ())
    start = played[0] if played else state.facts_given.get(reference)
    if start is not None:
        return reference, start, (played[-1] if played else start) + WINDOW_SECONDS
    held = [stretch for stretch in state.stretches if stretch.phase == reference]
    if held:
        return reference, held[0].from_seconds, held[-1].to_seconds
    asked_for = state.standing != "waiting" and any(
        each.product and each.id == reference for each in scenario.materials
    )
    return (reference, 0, -1) if asked_for else None
