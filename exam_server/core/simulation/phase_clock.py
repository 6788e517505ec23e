"""The clock of a phase against its plan: what is left, when somebody has to be warned, and when to pause for rating."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from exam_server.core.simulation.pausing import Pause
from exam_server.core.simulation.record import RunState
from exam_server.core.simulation.script import Phase, Scenario

SOON_SECONDS = 60
Warning = Literal["", "soon", "due", "over"]


@dataclass(frozen=True)
class PhaseClock:
    """`left_seconds` to the planned end, below zero beyond it. `moves_in`: when a hard phase changes by itself.

    `warning`: soon (a minute before the planned end), due (the plan's end has come), over (beyond the most that a soft
    phase may take). `rating_due`: the name of a phase that is over and after which the commission pauses to rate.
    """

    phase: str = ""
    following: str = ""
    left_seconds: int = 0
    moves_in: int | None = None
    warning: Warning = ""
    rating_due: str = ""


def phase_clock(scenario: Scenario, state: RunState, pauses: Iterable[Pause] = ()) -> PhaseClock:
    """Where the phase of a run stands; empty before its start and after its end."""
    names = {phase.id: phase for phase in scenario.phases}
    phase = names.get(state.phase)
    if phase is None or state.standing not in ("running", "paused"):
        return PhaseClock()
    ids = list(names)
    after = ids[ids.index(phase.id) + 1 :]
    changes = phase.clock == "hard" and bool(after)
    return PhaseClock(
        phase=phase.name,
        following=names[after[0]].name if after else "",
        left_seconds=phase.time.plan - state.phase_seconds,
        moves_in=phase.time.max - state.phase_seconds if changes else None,
        warning=warning_of(phase, state.phase_seconds),
        rating_due=_rating_due(scenario, state, pauses),
    )


def warning_of(phase: Phase, seconds: int) -> Warning:
    """How urgent it is so many seconds into a phase; a short one is warned of in its second half."""
    left = phase.time.plan - seconds
    if phase.clock == "soft" and left <= 0 and seconds >= phase.time.max:
        return "over"
    if left <= 0:
        return "due"
    return "soon" if left <= min(SOON_SECONDS, phase.time.plan // 2) else ""


def _rating_due(scenario: Scenario, state: RunState, pauses: Iterable[Pause]) -> str:
    """A pause for rating counts from a minute before the phase's end: people pause where the talk lets them."""
    rated = {phase.id: phase.name for phase in scenario.phases if phase.rate_after}
    held = [stretch for stretch in state.stretches[:-1] if stretch.phase in rated]
    if not held:
        return ""
    since = held[-1].to_seconds - SOON_SECONDS
    paused = any(pause.code == "rating" and pause.run_seconds >= since for pause in pauses)
    return "" if paused else rated[held[-1].phase]
