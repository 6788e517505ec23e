"""What each audience sees of a scenario: a projection per audience, each its own type."""

from collections.abc import Sequence
from dataclasses import dataclass

from exam_server.core.simulation.record import RunState, Standing
from exam_server.core.simulation.script import (
    Anchor,
    Audience,
    EventKind,
    Fact,
    Material,
    ObservationPoint,
    Question,
    RedFlag,
    RolePlayerNotes,
    Scenario,
)
from exam_server.core.simulation.walk import due_at


@dataclass(frozen=True)
class CandidateBriefing:
    """All that a candidate may know: no criterion, fact, cue or anchor."""

    title: str
    situation: str
    tasks: tuple[str, ...]
    minutes: int
    preparation_seconds: int
    materials: tuple[Material, ...]


@dataclass(frozen=True)
class CueLine:
    """A cue as it is spoken; `at_seconds` (of the phase) is None where only an event brings it."""

    id: str
    text: str
    at_seconds: int | None
    due: bool


@dataclass(frozen=True)
class FactLine:
    id: str
    text: str
    paraphrases: tuple[str, ...]


@dataclass(frozen=True)
class PhaseLine:
    id: str
    name: str


@dataclass(frozen=True)
class RolePlayerCard:
    """One glance: the mood, the next cue with its second, and only the facts allowed now."""

    standing: Standing
    phase: str
    phase_seconds: int
    mood: tuple[str, ...]
    how_to_play: tuple[str, ...]
    opening: str
    closing: str
    next_cue: CueLine | None
    facts_allowed: tuple[FactLine, ...]
    refusals: tuple[FactLine, ...]
    buttons: tuple[EventKind, ...]
    notes: RolePlayerNotes
    materials: tuple[Material, ...] = ()


@dataclass(frozen=True)
class PrompterCard:
    """What can be tapped now; the prompter has no vote."""

    standing: Standing
    phase: str
    phase_seconds: int
    events: tuple[EventKind, ...]
    cues: tuple[CueLine, ...]
    facts_allowed: tuple[FactLine, ...]
    facts_given: tuple[FactLine, ...]
    cues_played: tuple[CueLine, ...] = ()
    next_phase: PhaseLine | None = None
    products: tuple[Material, ...] = ()
    silence_seconds: int = 0


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


def candidate_briefing(scenario: Scenario) -> CandidateBriefing:
    """What is handed to the candidate before the encounter."""
    return CandidateBriefing(
        title=scenario.about.title,
        situation=scenario.briefing.situation,
        tasks=scenario.briefing.tasks,
        minutes=-(-scenario.about.total_time // 60),
        preparation_seconds=scenario.briefing.preparation_time,
        materials=_materials_for(scenario, "candidate"),
    )


def role_player_card(scenario: Scenario, state: RunState) -> RolePlayerCard:
    """The card of the moment; nothing about criteria, ratings or the candidate (P5)."""
    playing = [
        each
        for each in scenario.emotions.how_to_play
        if each.at_least <= state.emotions.get(each.dimension, each.at_least - 1) <= each.at_most
    ]
    cues = _cues(scenario, state)
    return RolePlayerCard(
        standing=state.standing,
        phase=_phase_name(scenario, state),
        phase_seconds=state.phase_seconds,
        mood=tuple(each.mood for each in playing),
        how_to_play=tuple(each.text for each in playing),
        opening=scenario.opening.line,
        closing=scenario.closing.line,
        next_cue=cues[0] if cues else None,
        facts_allowed=_facts(scenario, state.facts_allowed),
        refusals=tuple(_fact_line(fact) for fact in scenario.facts if fact.layer == "never"),
        buttons=tuple(_plain_kind(kind) for kind in scenario.events if kind.button),
        notes=scenario.role_player_notes,
        materials=_materials_for(scenario, "role_player"),
    )


def prompter_card(scenario: Scenario, state: RunState) -> PrompterCard:
    """The taps of the moment: behaviours, cues to play in their order, facts allowed and given, products to come."""
    return PrompterCard(
        standing=state.standing,
        phase=_phase_name(scenario, state),
        phase_seconds=state.phase_seconds,
        events=tuple(_plain_kind(kind) for kind in scenario.events),
        cues=_cues(scenario, state),
        facts_allowed=_facts(scenario, state.facts_allowed),
        facts_given=_facts(scenario, tuple(state.facts_given)),
        cues_played=tuple(
            CueLine(cue.id, cue.text, state.cues_played[cue.id][-1], False)
            for cue in scenario.cues
            if cue.id in state.cues_played
        ),
        next_phase=_next_phase(scenario, state),
        products=tuple(
            _without_criteria(each) for each in scenario.materials if each.product and each.id not in state.products
        ),
        silence_seconds=state.silence_seconds,
    )


def assessor_sheet(scenario: Scenario, criteria: Sequence[str]) -> AssessorSheet:
    """The criteria to be rated, each with its observation points and this case's anchors."""
    anchors = {each.criterion: each.levels for each in scenario.anchors}
    tiles = [Tile(point, _phases_of(scenario, point)) for point in scenario.observation_points]
    rated = tuple(
        SheetCriterion(code, tuple(tile for tile in tiles if tile.point.criterion == code), anchors.get(code, ()))
        for code in criteria
    )
    materials = _materials_for(scenario, "assessor", "commission")
    return AssessorSheet(scenario.id, scenario.about.title, rated, scenario.red_flags, materials)


def _cues(scenario: Scenario, state: RunState) -> tuple[CueLine, ...]:
    """Cues not yet played: those due (also from an earlier phase) by priority, then this phase's timed ones."""
    waiting = [cue for cue in scenario.cues if cue.id not in state.cues_played]
    due = sorted((cue for cue in waiting if cue.id in state.cues_offered), key=lambda cue: (-cue.priority, cue.id))
    timed = [
        (at, cue.id, cue)
        for cue in waiting
        if cue.phase == state.phase and cue.id not in state.cues_offered and (at := due_at(cue)) is not None
        if at >= state.phase_seconds
    ]
    lines = [CueLine(cue.id, cue.text, due_at(cue), True) for cue in due]
    return tuple(
        lines + [CueLine(cue.id, cue.text, at, False) for at, _, cue in sorted(timed, key=lambda row: row[:2])]
    )


def _facts(scenario: Scenario, ids: tuple[str, ...]) -> tuple[FactLine, ...]:
    return tuple(_fact_line(fact) for fact in scenario.facts if fact.id in ids)


def _fact_line(fact: Fact) -> FactLine:
    return FactLine(fact.id, fact.text, fact.paraphrases)


def _plain_kind(kind: EventKind) -> EventKind:
    return EventKind(kind.id, kind.label, kind.topics, button=kind.button)


def _materials_for(scenario: Scenario, *audiences: Audience) -> tuple[Material, ...]:
    return tuple(_without_criteria(each) for each in scenario.materials if each.audience in audiences)


def _without_criteria(material: Material) -> Material:
    return Material(
        material.id, material.title, material.audience, material.when, material.text, material.file, material.product
    )


def _phase_name(scenario: Scenario, state: RunState) -> str:
    return next((phase.name for phase in scenario.phases if phase.id == state.phase), "")


def _next_phase(scenario: Scenario, state: RunState) -> PhaseLine | None:
    ids = [phase.id for phase in scenario.phases]
    following = scenario.phases[ids.index(state.phase) + 1 :] if state.phase in ids else ()
    return PhaseLine(following[0].id, following[0].name) if following else None


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
        tuple(_without_criteria(each) for each in scenario.materials if each.audience == "commission"),
    )
