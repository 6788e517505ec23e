"""The cards of those who play: the role-player's glance, and the prompter's taps of the moment."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from exam_server.core.simulation.pausing import Pause, pauses_of, standing_pause
from exam_server.core.simulation.phase_clock import PhaseClock, phase_clock
from exam_server.core.simulation.record import RunEvent, RunState, Standing
from exam_server.core.simulation.script import EventKind, Fact, Material, RolePlayerNotes, Scenario
from exam_server.core.simulation.undoing import key_of, last_tap
from exam_server.core.simulation.views import PhaseLine, materials_for, without_criteria
from exam_server.core.simulation.walk import due_at

DE_ROLE_SECONDS = 180
"""How long it takes to leave a role where the script doesn't say."""


@dataclass(frozen=True)
class CueLine:
    """A cue as it is spoken; `at_seconds` (of the phase) is None where only an event brings it.

    `offered_at`, `played_at`: the seconds of the run at which it became due and was last played.
    """

    id: str
    text: str
    at_seconds: int | None
    due: bool
    offered_at: int | None = None
    played_at: int | None = None


@dataclass(frozen=True)
class FactLine:
    """`given_at`: the second of the run at which it was told."""

    id: str
    text: str
    paraphrases: tuple[str, ...]
    given_at: int | None = None


@dataclass(frozen=True)
class TapLine:
    """A tap that can be taken back: how the log names it, and in the script's words what it was."""

    key: str
    kind: str
    words: str


@dataclass(frozen=True)
class RolePlayerCard:
    """One glance: the mood, the next cue with its second, and only the facts allowed now."""

    standing: Standing
    phase: str
    phase_seconds: int
    run_seconds: int
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
    clock: PhaseClock = field(default_factory=PhaseClock)
    pause: Pause | None = None
    de_role_seconds: int = DE_ROLE_SECONDS


@dataclass(frozen=True)
class PrompterCard:
    """What can be tapped now; the prompter has no vote."""

    standing: Standing
    phase: str
    phase_seconds: int
    run_seconds: int
    events: tuple[EventKind, ...]
    cues: tuple[CueLine, ...]
    facts_allowed: tuple[FactLine, ...]
    facts_given: tuple[FactLine, ...]
    cues_played: tuple[CueLine, ...] = ()
    next_phase: PhaseLine | None = None
    products: tuple[Material, ...] = ()
    silence_seconds: int = 0
    clock: PhaseClock = field(default_factory=PhaseClock)
    pause: Pause | None = None
    last_tap: TapLine | None = None
    safety_word: str = ""


def role_player_card(scenario: Scenario, state: RunState, log: Sequence[RunEvent] = ()) -> RolePlayerCard:
    """The card of the moment; nothing about criteria, ratings or the candidate (P5). `log`: the run's, for pauses."""
    playing = [
        each
        for each in scenario.emotions.how_to_play
        if each.at_least <= state.emotions.get(each.dimension, each.at_least - 1) <= each.at_most
    ]
    cues, pauses = _cues(scenario, state), pauses_of(log)
    return RolePlayerCard(
        standing=state.standing,
        phase=_phase_name(scenario, state),
        phase_seconds=state.phase_seconds,
        run_seconds=state.run_seconds,
        mood=tuple(each.mood for each in playing),
        how_to_play=tuple(each.text for each in playing),
        opening=scenario.opening.line,
        closing=scenario.closing.line,
        next_cue=cues[0] if cues else None,
        facts_allowed=_facts(scenario, state, state.facts_allowed),
        refusals=tuple(_fact_line(fact) for fact in scenario.facts if fact.layer == "never"),
        buttons=tuple(_plain_kind(kind) for kind in scenario.events if kind.button),
        notes=scenario.role_player_notes,
        materials=materials_for(scenario, "role_player"),
        clock=phase_clock(scenario, state, pauses),
        pause=standing_pause(pauses),
        de_role_seconds=scenario.role_player_notes.de_role_time or DE_ROLE_SECONDS,
    )


def prompter_card(scenario: Scenario, state: RunState, log: Sequence[RunEvent] = (), who: str = "") -> PrompterCard:
    """The taps of the moment: behaviours, cues to play in their order, facts allowed and given, products to come.

    `log`: the run's, for its pauses and for the last tap of `who`.
    """
    pauses = pauses_of(log)
    return PrompterCard(
        standing=state.standing,
        phase=_phase_name(scenario, state),
        phase_seconds=state.phase_seconds,
        run_seconds=state.run_seconds,
        events=tuple(_plain_kind(kind) for kind in scenario.events),
        cues=_cues(scenario, state),
        facts_allowed=_facts(scenario, state, state.facts_allowed),
        facts_given=_facts(scenario, state, tuple(state.facts_given)),
        cues_played=tuple(
            CueLine(cue.id, cue.text, None, False, state.cues_offered.get(cue.id), state.cues_played[cue.id][-1])
            for cue in scenario.cues
            if cue.id in state.cues_played
        ),
        next_phase=_next_phase(scenario, state),
        products=tuple(
            without_criteria(each) for each in scenario.materials if each.product and each.id not in state.products
        ),
        silence_seconds=state.silence_seconds,
        clock=phase_clock(scenario, state, pauses),
        pause=standing_pause(pauses),
        last_tap=_last_tap(scenario, log, who) if state.standing in ("running", "paused") else None,
        safety_word=scenario.role_player_notes.safety_word,
    )


def words_of(scenario: Scenario) -> dict[str, str]:
    """What an event's reference says, in the script's words."""
    words = {each.id: each.label for each in scenario.events}
    words |= {cue.id: cue.text for cue in scenario.cues} | {fact.id: fact.text for fact in scenario.facts}
    words |= {each.id: each.name for each in scenario.phases}
    return words | {each.id: each.title for each in scenario.materials}


def _last_tap(scenario: Scenario, log: Sequence[RunEvent], who: str) -> TapLine | None:
    tap = last_tap(log, who)
    if tap is None:
        return None
    said = words_of(scenario).get(tap.reference, tap.reference)
    return TapLine(key_of(tap), tap.kind, f"{said}: {tap.topic}" if tap.topic else said)


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
    lines = [CueLine(cue.id, cue.text, due_at(cue), True, state.cues_offered[cue.id]) for cue in due]
    return tuple(
        lines + [CueLine(cue.id, cue.text, at, False) for at, _, cue in sorted(timed, key=lambda row: row[:2])]
    )


def _facts(scenario: Scenario, state: RunState, ids: tuple[str, ...]) -> tuple[FactLine, ...]:
    return tuple(_fact_line(fact, state.facts_given.get(fact.id)) for fact in scenario.facts if fact.id in ids)


def _fact_line(fact: Fact, given_at: int | None = None) -> FactLine:
    return FactLine(fact.id, fact.text, fact.paraphrases, given_at)


def _plain_kind(kind: EventKind) -> EventKind:
    return EventKind(kind.id, kind.label, kind.topics, button=kind.button)


def _phase_name(scenario: Scenario, state: RunState) -> str:
    return next((phase.name for phase in scenario.phases if phase.id == state.phase), "")


def _next_phase(scenario: Scenario, state: RunState) -> PhaseLine | None:
    ids = [phase.id for phase in scenario.phases]
    following = scenario.phases[ids.index(state.phase) + 1 :] if state.phase in ids else ()
    return PhaseLine(following[0].id, following[0].name) if following else None
