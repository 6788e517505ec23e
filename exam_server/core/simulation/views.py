"""What each audience sees of a scenario: a projection per audience, each its own type."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from exam_server.core.simulation.script import (
    Anchor,
    Audience,
    Material,
    ObservationPoint,
    Question,
    RedFlag,
    Scenario,
)

Moment = Literal["before", "during", "after"]
MOMENTS: tuple[Moment, ...] = get_args(Moment)
"""Of the encounter; what is given out at one stays for those after it."""


@dataclass(frozen=True)
class CandidateBriefing:
    """All that a candidate may know: no criterion, fact, cue or anchor. Whoever says `safety_word` ends the scene."""

    title: str
    situation: str
    tasks: tuple[str, ...]
    minutes: int
    preparation_seconds: int
    materials: tuple[Material, ...]
    safety_word: str = ""


@dataclass(frozen=True)
class PhaseLine:
    id: str
    name: str


@dataclass(frozen=True)
class Tile:
    """An observation point with the phases in which its chances come up (empty: any time)."""

    point: ObservationPoint
    phases: tuple[str, ...]


@dataclass(frozen=True)
class SheetCriterion:
    """A criterion to rate. Thresholds stay out: a level is chosen for its behaviour, not for what it decides."""

    criterion: str
    tiles: tuple[Tile, ...]
    anchors: tuple[Anchor, ...]


@dataclass(frozen=True)
class AssessorSheet:
    scenario: str
    title: str
    criteria: tuple[SheetCriterion, ...]
    red_flags: tuple[RedFlag, ...]
    materials: tuple[Material, ...] = ()


def candidate_briefing(scenario: Scenario, moment: Moment = "before") -> CandidateBriefing:
    """What lies on the candidate's table at that moment of the encounter."""
    given = MOMENTS[: MOMENTS.index(moment) + 1]
    return CandidateBriefing(
        title=scenario.about.title,
        situation=scenario.briefing.situation,
        tasks=scenario.briefing.tasks,
        minutes=-(-scenario.about.total_time // 60),
        preparation_seconds=scenario.briefing.preparation_time,
        materials=tuple(each for each in materials_for(scenario, "candidate") if each.when in given),
        safety_word=scenario.role_player_notes.safety_word,
    )


def assessor_sheet(scenario: Scenario, criteria: Sequence[str]) -> AssessorSheet:
    """The criteria to be rated, each with its observation points and this case's anchors."""
    anchors = {each.criterion: each.levels for each in scenario.anchors}
    tiles = [Tile(point, _phases_of(scenario, point)) for point in scenario.observation_points]
    rated = tuple(
        SheetCriterion(code, tuple(tile for tile in tiles if tile.point.criterion == code), anchors.get(code, ()))
        for code in criteria
    )
    materials = materials_for(scenario, "assessor", "commission")
    return AssessorSheet(scenario.id, scenario.about.title, rated, scenario.red_flags, materials)


def materials_for(scenario: Scenario, *audiences: Audience) -> tuple[Material, ...]:
    """What is handed to these audiences, without the criteria that it serves."""
    return tuple(without_criteria(each) for each in scenario.materials if each.audience in audiences)


def without_criteria(material: Material) -> Material:
    """A material as those see it who mustn't know what it shows (P5)."""
    return Material(
        material.id, material.title, material.audience, material.when, material.text, material.file, material.product
    )


def _phases_of(scenario: Scenario, point: ObservationPoint) -> tuple[str, ...]:
    cue_phases = {cue.id: cue.phase for cue in scenario.cues}
    named = {cue_phases.get(reference, reference) for reference in point.opportunities}
    return tuple(phase.id for phase in scenario.phases if phase.id in named)


@dataclass(frozen=True)
class TalkPoint:
    """A criterion in the commission's conversation. `observed`: it was to be shown, so it's asked where it wasn't."""

    criterion: str
    observed: bool
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class CommissionBrief:
    """What the commission holds of a script for the conversation and the moderation; nothing of one candidate's run."""

    title: str
    points: tuple[TalkPoint, ...]
    red_flags: tuple[RedFlag, ...]
    materials: tuple[Material, ...]


def commission_brief(scenario: Scenario) -> CommissionBrief:
    """Questions by criterion: first those planned for the conversation alone, then those for what wasn't shown."""
    asked = dict.fromkeys(question.criterion for question in scenario.conversation)
    observed = set(scenario.observed_criteria())
    points = [
        TalkPoint(code, code in observed, tuple(each for each in scenario.conversation if each.criterion == code))
        for code in asked
    ]
    return CommissionBrief(
        scenario.about.title,
        tuple(sorted(points, key=lambda point: point.observed)),
        scenario.red_flags,
        tuple(without_criteria(each) for each in scenario.materials if each.audience == "commission"),
    )
