"""How faithfully a run kept to its script: facts offered and given, cues in time, phases, departures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from exam_server.core.simulation.opportunities import needless_cues
from exam_server.core.simulation.record import Departure, RunEvent, RunState, agreed_order
from exam_server.core.simulation.script import Cue, Fact, Phase, Scenario
from exam_server.core.simulation.walk import Walk
from exam_server.core.text import Text, text

LATE_SECONDS = 30
"""A cue that's played longer after it was due was late."""

FactFate = Literal["given", "offered", "not_offered", "against_script"]
CueFate = Literal["in_time", "late", "never", "early", "needless", "not_due"]
PhaseFate = Literal["kept", "short", "long", "not_held"]
FACT_WORDS: Mapping[FactFate, Text] = {
    "given": text("given"),
    "offered": text("offered, not given"),
    "not_offered": text("never became due"),
    "against_script": text("given though the script didn't allow it"),
}
CUE_WORDS: Mapping[CueFate, Text] = {
    "in_time": text("played in time"),
    "late": text("played late"),
    "never": text("due, never played"),
    "early": text("played before it was due"),
    "needless": text("not needed: shown without it"),
    "not_due": text("never became due"),
}
PHASE_WORDS: Mapping[PhaseFate, Text] = {
    "kept": text("time kept"),
    "short": text("shorter than the script asks for"),
    "long": text("longer than the script allows"),
    "not_held": text("not held"),
}


@dataclass(frozen=True)
class FactLine:
    """`offered_at`: when it was first seen to be allowed; all seconds are running time, without pauses."""

    fact: Fact
    fate: FactFate
    offered_at: int | None
    given_at: int | None


@dataclass(frozen=True)
class CueLine:
    cue: Cue
    fate: CueFate
    due_at: int | None
    played_at: int | None

    @property
    def delay(self) -> int | None:
        return None if self.due_at is None or self.played_at is None else self.played_at - self.due_at


@dataclass(frozen=True)
class PhaseLine:
    """`from_seconds`: of its first stretch; `held`: of all its stretches."""

    phase: Phase
    fate: PhaseFate
    from_seconds: int | None
    held: int


@dataclass(frozen=True)
class Fidelity:
    facts: tuple[FactLine, ...]
    cues: tuple[CueLine, ...]
    phases: tuple[PhaseLine, ...]
    departures: tuple[Departure, ...]
    run_seconds: int

    @property
    def cues_due(self) -> int:
        return sum(each.fate in ("in_time", "late", "never") for each in self.cues)

    @property
    def cues_in_time(self) -> int:
        return sum(each.fate == "in_time" for each in self.cues)

    @property
    def facts_offered(self) -> int:
        return sum(each.fate in ("given", "offered") for each in self.facts)

    @property
    def facts_given(self) -> int:
        return sum(each.given_at is not None for each in self.facts)

    @property
    def phases_kept(self) -> int:
        return sum(each.fate == "kept" for each in self.phases)


def report(scenario: Scenario, events: Iterable[RunEvent], until_seconds: int) -> Fidelity:
    """A run's report from its log; `until_seconds`: the end, on the room's clock."""
    walk, offered = Walk(scenario), dict[str, int]()
    for event in agreed_order(events):
        # What time alone allowed is seen before the event changes it.
        walk.pass_time(event.at_seconds)
        _see(walk, offered)
        walk.take(event)
        _see(walk, offered)
    walk.pass_time(until_seconds)
    _see(walk, offered)
    state = walk.state()
    needless = needless_cues(scenario, state)
    return Fidelity(
        facts=tuple(_fact(each, state, offered.get(each.id)) for each in scenario.facts),
        cues=tuple(_cue(each, state, each.id in needless) for each in scenario.cues),
        phases=tuple(_phase(each, state) for each in scenario.phases),
        departures=state.departures,
        run_seconds=state.run_seconds,
    )


def _see(walk: Walk, offered: dict[str, int]) -> None:
    for fact in walk.state().facts_allowed:
        offered.setdefault(fact, walk.run_seconds)


def _fact(fact: Fact, state: RunState, offered_at: int | None) -> FactLine:
    given_at = state.facts_given.get(fact.id)
    if given_at is None:
        return FactLine(fact, "not_offered" if offered_at is None else "offered", offered_at, None)
    allowed = offered_at is not None and offered_at <= given_at
    return FactLine(fact, "given" if allowed else "against_script", offered_at, given_at)


def _cue(cue: Cue, state: RunState, needless: bool) -> CueLine:
    due_at, played = state.cues_offered.get(cue.id), state.cues_played.get(cue.id, ())
    if not played:
        fate: CueFate = "needless" if needless else "not_due" if due_at is None else "never"
        return CueLine(cue, fate, due_at, None)
    if due_at is None or played[0] < due_at:
        return CueLine(cue, "early", due_at, played[0])
    return CueLine(cue, "late" if played[0] - due_at > LATE_SECONDS else "in_time", due_at, played[0])


def _phase(phase: Phase, state: RunState) -> PhaseLine:
    own = [each for each in state.stretches if each.phase == phase.id]
    held = sum(each.to_seconds - each.from_seconds for each in own)
    if not own:
        return PhaseLine(phase, "not_held", None, 0)
    fate: PhaseFate = "short" if held < phase.time.min else "long" if held > phase.time.max else "kept"
    return PhaseLine(phase, fate, own[0].from_seconds, held)
