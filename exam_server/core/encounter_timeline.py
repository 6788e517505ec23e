"""One timeline of an encounter for its commission: what every device told, without anybody's name or level."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from exam_server.core.rating import Observation
from exam_server.core.simulation.pausing import PAUSE_WORDS
from exam_server.core.simulation.record import EventTag, RunEvent, agreed_order
from exam_server.core.simulation.script import ObservationPoint, Scenario
from exam_server.core.simulation.undoing import key_of, undone_keys
from exam_server.core.text import Text, text

Mark = Literal["", "undone", "after_seal"]
Source = Literal["tap", "run"]
MARK_WORDS: Mapping[Mark, Text] = {
    "undone": text("taken back"),
    "after_seal": text("after the seal, doesn't count"),
}
EVENT_WORDS: Mapping[EventTag, Text] = {
    "start": text("Run: start"),
    "pause": text("Run: pause"),
    "reason": text("Run: why it stands"),
    "resume": text("Run: goes on"),
    "end": text("Run: end"),
    "stop": text("Run: stopped"),
    "phase": text("Phase"),
    "behaviour": text("Candidate"),
    "silence": text("Silence"),
    "fact": text("Client tells"),
    "cue": text("Client says"),
    "product": text("Handed in"),
    "undo": text("Taken back"),
}
CLOCK = ("start", "pause", "reason", "resume", "end", "stop")


@dataclass(frozen=True)
class Tap:
    """An observation as it was kept; `undone` ones stay. Whose it is the timeline doesn't say."""

    observation: Observation
    undone: bool = False
    after_seal: bool = False


@dataclass(frozen=True)
class Moment:
    """Something at a second of the room's clock. `what`: the kind of a run's event; `label`: in the script's language.

    `value` is None for a scale, that would be a level, and for what has none; `criterion` is empty for the run's own.
    """

    at_seconds: int
    source: Source
    label: str
    what: Text | None = None
    criterion: str = ""
    value: int | None = None
    note: str = ""
    mark: Mark = ""

    @property
    def words(self) -> str:
        """The moment as a fact's words."""
        sign = "" if self.value is None or self.value > 0 else " (–)"
        return " – ".join(each for each in (f"{self.label}{sign}", self.note) if each)


def merge(scenario: Scenario, events: Iterable[RunEvent], taps: Iterable[Tap]) -> tuple[Moment, ...]:
    """Everything in one order by time; within a second in an order that gives no member away."""
    points = {point.id: point for point in scenario.observation_points}
    labels = _labels(scenario)
    log = agreed_order(events)
    gone = undone_keys(log)
    run = (_of_run(event, labels, key_of(event) in gone) for event in log if event.kind != "undo")
    seen = (_of_tap(points[tap.observation.point], tap) for tap in taps if tap.observation.point in points)
    return tuple(sorted([*run, *seen], key=_place))


def of_criterion(moments: Iterable[Moment], criterion: str) -> tuple[Moment, ...]:
    return tuple(each for each in moments if each.criterion == criterion)


def _place(moment: Moment) -> tuple[int, bool, str, int, str, str]:
    return (
        moment.at_seconds,
        moment.source != "run",
        moment.label if moment.source != "run" else "",
        moment.value or 0,
        moment.note,
        moment.mark,
    )


def _of_run(event: RunEvent, labels: Mapping[tuple[EventTag, str], str], undone: bool) -> Moment:
    """What was taken back stays, marked; of the run's clock the reason is told in the words of its list."""
    what = PAUSE_WORDS.get(event.reference, EVENT_WORDS[event.kind])  # type: ignore[call-overload]
    if event.kind in CLOCK:
        return Moment(event.at_seconds, "run", event.note, what)
    label = labels.get((event.kind, event.reference), event.reference)
    label = f"{label}: {event.topic}" if event.topic else label
    return Moment(event.at_seconds, "run", label, EVENT_WORDS[event.kind], mark="undone" if undone else "")


def _of_tap(point: ObservationPoint, tap: Tap) -> Moment:
    own = tap.observation
    label = f"{point.label} ({point.criterion}.{point.part})" if point.part else point.label
    label = f"{label}: {own.counter}" if own.counter else label
    value = None if point.kind == "scale" else own.value
    mark: Mark = "undone" if tap.undone else "after_seal" if tap.after_seal else ""
    return Moment(own.at_seconds, "tap", label, None, point.criterion, value, own.note, mark)


def label_of(scenario: Scenario, reference: str) -> str:
    """What the script's cue, fact, phase or product of this id says; the id where there's none."""
    return next((label for (_, name), label in _named(scenario) if name == reference), reference)


def _labels(scenario: Scenario) -> dict[tuple[EventTag, str], str]:
    return dict(_named(scenario))


def _named(scenario: Scenario) -> Iterator[tuple[tuple[EventTag, str], str]]:
    yield from ((("phase", each.id), each.name) for each in scenario.phases)
    yield from ((("behaviour", each.id), each.label) for each in scenario.events)
    yield from ((("fact", each.id), each.text) for each in scenario.facts)
    yield from ((("cue", each.id), each.text) for each in scenario.cues)
    yield from ((("product", each.id), each.title) for each in scenario.materials)
