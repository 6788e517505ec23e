"""A run as a fold of its events: phase, emotions, facts and cues follow from the log and nothing else."""

from bisect import bisect_right
from collections.abc import Iterable

from exam_server.core.simulation.conditions import PhaseTime, Silence, holds, parts_of
from exam_server.core.simulation.record import Behaviour, Departure, RunEvent, RunState, Standing, Stretch
from exam_server.core.simulation.script import (
    AtPhaseTime,
    Cue,
    Fact,
    OnEvent,
    Phase,
    Scenario,
    Transition,
    WithoutEvent,
)
from exam_server.core.simulation.undoing import counting


def fold(scenario: Scenario, events: Iterable[RunEvent], until_seconds: int | None = None) -> RunState:
    """The state after all events that count, once the time up to `until_seconds` (on the room's clock) has passed."""
    walk = Walk(scenario)
    for event in counting(events):
        walk.take(event)
    if until_seconds is not None:
        walk.pass_time(until_seconds)
    return walk.state()


class Walk:
    """The fold under way; kept mutable inside for speed, and only its frozen states leave it."""

    def __init__(self, scenario: Scenario) -> None:
        self.script = _Script(scenario)
        self.standing: Standing = "waiting"
        self.run_seconds = 0
        self.phase = ""
        self.emotions = {each.name: each.start for each in scenario.emotions.dimensions}
        self.seen: dict[tuple[str, str], int] = {}
        self.facts_given: dict[str, int] = {}
        self.cues_offered: dict[str, int] = {}
        self._clock = 0
        self._phase_from = 0
        self._silent_from: int | None = None
        self._seen_in_phase: dict[tuple[str, str], int] = {}
        self._behaviours: list[Behaviour] = []
        self._played: dict[str, tuple[int, ...]] = {}
        self._stretches: list[Stretch] = []
        self._products: dict[str, int] = {}
        self._departures: list[Departure] = []

    @property
    def phase_seconds(self) -> int:
        return self.run_seconds - self._phase_from

    @property
    def silence_seconds(self) -> int:
        return 0 if self._silent_from is None else self.run_seconds - self._silent_from

    def take(self, event: RunEvent) -> None:
        """Let time pass up to the event, then the event happen; what the script doesn't know is only a departure."""
        self.pass_time(event.at_seconds)
        if event.kind == "product":
            self._take_product(event)
        elif self.standing in ("waiting", "paused"):
            self._begin(event)
        elif self.standing == "running":
            self._take_running(event)
        else:
            self._depart(event)

    def pass_time(self, until_seconds: int) -> None:
        """Move the room's clock forward; what becomes due on the way happens at its own second."""
        passed = max(0, until_seconds - self._clock)
        self._clock += passed
        if self.standing != "running":
            return
        target = self.run_seconds + passed
        while (moment := self._next_moment(target)) is not None:
            self.run_seconds = moment
            self._look_around()
        self.run_seconds = target

    def state(self) -> RunState:
        stretches = list(self._stretches)
        if self.phase:
            stretches.append(Stretch(self.phase, self._phase_from, self.run_seconds))
        return RunState(
            standing=self.standing,
            run_seconds=self.run_seconds,
            phase=self.phase,
            phase_seconds=self.phase_seconds,
            silence_seconds=self.silence_seconds,
            emotions=dict(self.emotions),
            seen=dict(self.seen),
            behaviours=tuple(self._behaviours),
            facts_given=dict(self.facts_given),
            facts_allowed=tuple(fact.id for fact in self.script.facts.values() if self._allowed(fact)),
            cues_offered=dict(self.cues_offered),
            cues_played=dict(self._played),
            stretches=tuple(stretches),
            products=dict(self._products),
            departures=tuple(self._departures),
        )

    def _begin(self, event: RunEvent) -> None:
        if event.kind == "pause" and self.standing == "paused":
            return  # Two who stop at once mean the same, and so do two who go on.
        if event.kind == "start" and self.standing == "waiting":
            self.standing = "running"
            self._enter(next(iter(self.script.phases), ""))
            self._look_around()
        elif event.kind == "resume" and self.standing == "paused":
            self.standing = "running"
        elif event.kind in ("end", "stop") and self.standing == "paused":
            self._finish(event)
        else:
            self._depart(event)

    def _take_running(self, event: RunEvent) -> None:
        if event.kind == "pause":
            self.standing = "paused"
        elif event.kind in ("end", "stop"):
            self._finish(event)
        elif event.kind == "silence":
            self._silent_from = self.run_seconds
        elif event.kind in ("start", "resume"):
            return  # Two who start mean the same: without a network each does so on their own tablet.
        else:
            self._silent_from = None
            self._take_scripted(event)
            self._look_around()

    def _take_scripted(self, event: RunEvent) -> None:
        if event.kind == "behaviour" and event.reference in self.script.topics:
            self._take_behaviour(event)
        elif event.kind == "phase" and event.reference in self.script.phases:
            self._enter(event.reference)
        elif event.kind == "fact" and event.reference in self.script.facts:
            self._take_fact(event)
        elif event.kind == "cue" and event.reference in self.script.cues:
            self._take_cue(event)
        else:
            self._depart(event)

    def _take_behaviour(self, event: RunEvent) -> None:
        known = event.topic if event.topic in self.script.topics[event.reference] else ""
        for counts in (self.seen, self._seen_in_phase):
            for topic in {"", known}:
                counts[event.reference, topic] = counts.get((event.reference, topic), 0) + 1
        self._behaviours.append(Behaviour(self.run_seconds, event.reference, known))
        for transition in self.script.transitions.get(event.reference, ()):
            if transition.when.topic in ("", known):
                self._feel(transition)

    def _feel(self, transition: Transition) -> None:
        for name, change in transition.change.items():
            if name in self.emotions:
                low, high = self.script.bounds[name]
                self.emotions[name] = min(high, max(low, self.emotions[name] + change))

    def _take_fact(self, event: RunEvent) -> None:
        fact = self.script.facts[event.reference]
        if fact.id not in self.facts_given:
            if not self._allowed(fact):
                self._depart(event)
            self.facts_given[fact.id] = self.run_seconds

    def _take_cue(self, event: RunEvent) -> None:
        cue = self.script.cues[event.reference]
        played = self._played.get(cue.id, ())
        if cue.id not in self.cues_offered or len(played) >= cue.at_most:
            self._depart(event)
        self._played[cue.id] = (*played, self.run_seconds)

    def _take_product(self, event: RunEvent) -> None:
        if event.reference in self.script.products and self.standing != "waiting":
            self._products.setdefault(event.reference, self.run_seconds)
        else:
            self._depart(event)

    def _finish(self, event: RunEvent) -> None:
        self.standing = "stopped" if event.kind == "stop" else "ended"

    def _depart(self, event: RunEvent) -> None:
        self._departures.append(Departure(self.run_seconds, event.kind, event.reference))

    def _allowed(self, fact: Fact) -> bool:
        if fact.layer == "never" or self.standing == "waiting" or fact.id in self.facts_given:
            return False
        return holds(fact.condition, self)

    def _enter(self, phase: str) -> None:
        if self.phase:
            self._stretches.append(Stretch(self.phase, self._phase_from, self.run_seconds))
        self.phase, self._phase_from = phase, self.run_seconds
        self._seen_in_phase = {}

    def _look_around(self) -> None:
        """Offer what is due, and move on while a phase is over; each phase is entered at most once on the way."""
        for _ in range(len(self.script.phases) + 1):
            for cue in self.script.cues_of.get(self.phase, ()):
                if cue.id not in self.cues_offered and self._due(cue):
                    self.cues_offered[cue.id] = self.run_seconds
            following = self.script.after.get(self.phase, "")
            if not following or not self._over(self.script.phases[self.phase], self.script.phases[following]):
                return
            self._enter(following)

    def _due(self, cue: Cue) -> bool:
        trigger = cue.trigger
        if isinstance(trigger, AtPhaseTime):
            return self.phase_seconds >= trigger.phase_time
        if isinstance(trigger, WithoutEvent):
            absent = (trigger.no_event, trigger.topic) not in self._seen_in_phase
            return absent and self.phase_seconds >= trigger.after
        late = trigger.at_latest is not None and self.phase_seconds >= trigger.at_latest
        return late or (trigger.event, trigger.topic) in self.seen

    def _over(self, phase: Phase, following: Phase) -> bool:
        if phase.clock == "hard" and self.phase_seconds >= phase.time.max:
            return True
        if self.phase_seconds < phase.time.min:
            return False
        leaves = phase.exit is not None and holds(phase.exit, self)
        return leaves or (following.entry is not None and holds(following.entry, self))

    def _next_moment(self, target: int) -> int | None:
        offsets = self.script.moments.get(self.phase, ())
        position = bisect_right(offsets, self.phase_seconds)
        candidates = [self._phase_from + offsets[position]] if position < len(offsets) else []
        if self._silent_from is not None:
            candidates += [self._silent_from + wait for wait in self.script.silences]
        return min((moment for moment in candidates if self.run_seconds < moment <= target), default=None)


class _Script:
    """A scenario indexed for walking."""

    def __init__(self, scenario: Scenario) -> None:
        self.phases = {phase.id: phase for phase in scenario.phases}
        names = list(self.phases)
        self.after = dict(zip(names, names[1:], strict=False))
        self.facts = {fact.id: fact for fact in scenario.facts}
        self.cues = {cue.id: cue for cue in scenario.cues}
        self.topics = {kind.id: set(kind.topics) for kind in scenario.events}
        self.products = {material.id for material in scenario.materials if material.product}
        self.bounds = {each.name: (each.min, each.max) for each in scenario.emotions.dimensions}
        self.cues_of: dict[str, list[Cue]] = {}
        for cue in scenario.cues:
            self.cues_of.setdefault(cue.phase, []).append(cue)
        self.transitions: dict[str, list[Transition]] = {}
        for transition in scenario.emotions.transitions:
            self.transitions.setdefault(transition.when.event, []).append(transition)
        self.moments = {phase.id: self._moments_of(phase) for phase in scenario.phases}
        clocks = [part for phase in scenario.phases for way in (phase.entry, phase.exit) for part in parts_of(way)]
        self.silences = {part.seconds for part in clocks if isinstance(part, Silence)}

    def _moments_of(self, phase: Phase) -> tuple[int, ...]:
        following = self.phases.get(self.after.get(phase.id, ""))
        ways = [phase.exit, following.entry if following else None]
        waits = {part.seconds for way in ways for part in parts_of(way) if isinstance(part, PhaseTime)}
        due = {moment for cue in self.cues_of.get(phase.id, ()) if (moment := due_at(cue)) is not None}
        return tuple(sorted({phase.time.min, phase.time.max} | waits | due))


def due_at(cue: Cue) -> int | None:
    """The second of its phase in which the cue is due at the latest; None where only an event brings it."""
    if isinstance(cue.trigger, AtPhaseTime):
        return cue.trigger.phase_time
    if isinstance(cue.trigger, OnEvent):
        return cue.trigger.at_latest
    return cue.trigger.after
