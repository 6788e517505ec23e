"""What is logged of a run, in the one order that all devices agree on, and the state that follows from it."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from typing import Literal

EventTag = Literal[
    "start",
    "pause",
    "reason",
    "resume",
    "end",
    "stop",
    "phase",
    "behaviour",
    "silence",
    "fact",
    "cue",
    "product",
    "undo",
]
Standing = Literal["waiting", "running", "paused", "ended", "stopped"]
MOVES: Mapping[tuple[Standing, EventTag], Standing] = {
    ("waiting", "start"): "running",
    ("running", "pause"): "paused",
    ("running", "end"): "ended",
    ("running", "stop"): "stopped",
    ("paused", "resume"): "running",
    ("paused", "end"): "ended",
    ("paused", "stop"): "stopped",
}


@dataclass(frozen=True)
class RunEvent:
    """One entry of a device's append-only log; `at_seconds` is the room's clock since the run was opened.

    `reference` names a phase, a behaviour, a fact, a cue or a product, of a pause its reason's code, of an undo the tap
    that it takes back; `note` is in free words. (device, sequence) is unique.
    """

    at_seconds: int
    kind: EventTag
    reference: str = ""
    topic: str = ""
    who: str = ""
    device: str = ""
    sequence: int = 0
    note: str = ""


@dataclass(frozen=True)
class Behaviour:
    at_seconds: int
    kind: str
    topic: str


@dataclass(frozen=True)
class Stretch:
    """A phase that was held; all seconds of a run state are running time, without pauses."""

    phase: str
    from_seconds: int
    to_seconds: int


@dataclass(frozen=True)
class Departure:
    """Where the run left the script: a fact not allowed, a cue not due, a name that the script doesn't know."""

    at_seconds: int
    kind: EventTag
    reference: str


@dataclass(frozen=True)
class RunState:
    standing: Standing
    run_seconds: int
    phase: str
    phase_seconds: int
    silence_seconds: int
    emotions: Mapping[str, int]
    seen: Mapping[tuple[str, str], int]
    behaviours: tuple[Behaviour, ...]
    facts_given: Mapping[str, int]
    facts_allowed: tuple[str, ...]
    cues_offered: Mapping[str, int]
    cues_played: Mapping[str, tuple[int, ...]]
    stretches: tuple[Stretch, ...]
    products: Mapping[str, int]
    departures: tuple[Departure, ...]


def agreed_order(events: Iterable[RunEvent]) -> tuple[RunEvent, ...]:
    """One order for the events of several devices, whatever order they arrived in; repeats count once.

    A device's own sequence always wins over its clock: where the clock stepped back, the later event takes the time
    of the one before it. Within one second the device that starts the run goes first: what others tapped in that
    second, the end too, happened after it.
    """
    agreed: list[RunEvent] = []
    latest: dict[str, int] = {}
    known: set[tuple[str, int]] = set()
    for event in sorted(events, key=_by_device):
        if (event.device, event.sequence) in known:
            continue
        known.add((event.device, event.sequence))
        latest[event.device] = max(event.at_seconds, latest.get(event.device, 0))
        agreed.append(_at(event, latest[event.device]))
    leads: dict[tuple[str, int], EventTag] = {}
    for event in agreed:
        leads.setdefault((event.device, event.at_seconds), event.kind)
    starting = {place for place, kind in leads.items() if kind == "start"}
    return tuple(sorted(agreed, key=lambda event: _agreed_place(event, starting)))


def _agreed_place(event: RunEvent, starting: Set[tuple[str, int]]) -> tuple[int, bool, str, int]:
    return (event.at_seconds, (event.device, event.at_seconds) not in starting, event.device, event.sequence)


def _by_device(event: RunEvent) -> tuple[object, ...]:
    return (event.device, event.sequence, event.at_seconds, event.kind, event.reference, event.topic, event.who)


def _at(event: RunEvent, seconds: int) -> RunEvent:
    if event.at_seconds == seconds:
        return event
    return replace(event, at_seconds=seconds)
