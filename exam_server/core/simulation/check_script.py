"""Checks of the script itself: names, sizes, times, what can be reached, what collides."""

from collections import Counter
from collections.abc import Iterator, Sequence

from exam_server.core.problems import Severity
from exam_server.core.simulation.conditions import Condition, EventSeen, FactGiven, InPhase, StateWithin, parts_of
from exam_server.core.simulation.reach import Reach
from exam_server.core.simulation.script import Cue, Named, OnEvent, Scenario, WithoutEvent
from exam_server.core.simulation.walk import due_at
from exam_server.core.text import Text, text

Finding = tuple[str, Text, Severity]

MOST = {"facts": 12, "cues": 8, "events": 12}
MOST_BUTTONS = 3
APART_SECONDS = 60
INSTITUTIONS = (
    *("ZUS", "NFZ", "PFRON", "OHP", "PUP", "WUP", "MOPS", "GOPS", "PARP", "PKP"),
    *("Powiatowy Urząd Pracy", "Powiatowego Urzędu Pracy", "Wojewódzki Urząd Pracy", "Wojewódzkiego Urzędu Pracy"),
    *("Uniwersytet Warszawski", "Uniwersytet Jagielloński", "Poczta Polska", "Poczcie Polskiej"),
    *("Biedronka", "Biedronce", "Lidl", "Amazon", "Orlen", "Allegro", "InPost"),
)


def ids(scenario: Scenario) -> Iterator[Finding]:
    """An id stands once among everything that an event or an observation point can refer to."""
    blocks: dict[str, Sequence[Named]] = {
        "facts": scenario.facts,
        "cues": scenario.cues,
        "phases": scenario.phases,
        "materials": scenario.materials,
        "events": scenario.events,
        "observation_points": scenario.observation_points,
        "red_flags": scenario.red_flags,
        "vignettes": scenario.vignettes,
    }
    counts = Counter(part.id for parts in blocks.values() for part in parts)
    for block, parts in blocks.items():
        for part in parts:
            if counts[part.id] > 1:
                yield f"{block}/{part.id}", text("The id “{id}” is used more than once.", id=part.id), "error"


def sizes(scenario: Scenario) -> Iterator[Finding]:
    """A role-player and a prompter can carry only so much."""
    found = {"facts": len(scenario.facts), "cues": len(scenario.cues), "events": len(scenario.events)}
    for block, most in MOST.items():
        if found[block] > most:
            message = text(
                "{count} entries in “{block}”; at most {most} can be played.",
                count=found[block],
                block=block,
                most=most,
            )
            yield block, message, "error"
    if sum(kind.button for kind in scenario.events) > MOST_BUTTONS:
        yield "events", text("The role-player's card has room for {most} buttons.", most=MOST_BUTTONS), "error"
    if not scenario.phases:
        yield "phases", text("A scenario needs at least one phase."), "error"


def names(scenario: Scenario) -> Iterator[Finding]:
    """Every name that a condition, a trigger or a transition uses is declared."""
    known = _Names(scenario)
    for place, condition in _conditions(scenario):
        for part in parts_of(condition):
            if (missing := known.missing(part)) is not None:
                yield place, text("“{name}” is used here but nowhere declared.", name=missing), "error"
    for place, name in _bare_names(scenario, known):
        yield place, text("“{name}” is used here but nowhere declared.", name=name), "error"


def _bare_names(scenario: Scenario, known: "_Names") -> Iterator[tuple[str, str]]:
    for cue in scenario.cues:
        kind, topic = _trigger_event(cue)
        if cue.phase not in known.phases:
            yield f"cues/{cue.id}", cue.phase
        if kind and not known.event(kind, topic):
            yield f"cues/{cue.id}", f"{kind} {topic}".strip()
    for position, transition in enumerate(scenario.emotions.transitions, 1):
        lacking = [name for name in transition.change if name not in known.dimensions]
        lacking += [] if known.event(transition.when.event, transition.when.topic) else [transition.when.event]
        yield from ((f"emotions/transitions/{position}", name) for name in lacking)


class _Names:
    def __init__(self, scenario: Scenario) -> None:
        self.facts = {fact.id for fact in scenario.facts}
        self.phases = {phase.id for phase in scenario.phases}
        self.events = {kind.id: set(kind.topics) for kind in scenario.events}
        self.dimensions = {each.name for each in scenario.emotions.dimensions}

    def event(self, kind: str, topic: str) -> bool:
        return kind in self.events and (topic == "" or topic in self.events[kind])

    def missing(self, part: Condition) -> str | None:
        """The name in one condition that isn't declared; None where all are."""
        if isinstance(part, EventSeen):
            return None if self.event(part.kind, part.topic) else f"{part.kind} {part.topic}".strip()
        if isinstance(part, FactGiven):
            return None if part.fact in self.facts else part.fact
        if isinstance(part, InPhase):
            return None if part.phase in self.phases else part.phase
        return part.dimension if isinstance(part, StateWithin) and part.dimension not in self.dimensions else None


def _conditions(scenario: Scenario) -> Iterator[tuple[str, Condition | None]]:
    yield "opening", scenario.opening.condition
    yield "closing", scenario.closing.condition
    for fact in scenario.facts:
        yield f"facts/{fact.id}", fact.condition
    for phase in scenario.phases:
        yield f"phases/{phase.id}", phase.entry
        yield f"phases/{phase.id}", phase.exit


def _trigger_event(cue: Cue) -> tuple[str, str]:
    """The behaviour and topic that the cue waits for; empty where it waits for the clock."""
    if isinstance(cue.trigger, OnEvent):
        return cue.trigger.event, cue.trigger.topic
    if isinstance(cue.trigger, WithoutEvent):
        return cue.trigger.no_event, cue.trigger.topic
    return "", ""


def phase_times(scenario: Scenario) -> Iterator[Finding]:
    """The planned times add up to the whole, and each lies within its own bounds."""
    planned = sum(phase.time.plan for phase in scenario.phases)
    if planned != scenario.about.total_time:
        whole = clock(scenario.about.total_time)
        message = text(
            "The phases take {planned} by plan, the scenario takes {whole}.", planned=clock(planned), whole=whole
        )
        yield "phases", message, "error"
    for phase in scenario.phases:
        if not 0 <= phase.time.min <= phase.time.plan <= phase.time.max or phase.time.max == 0:
            yield f"phases/{phase.id}", text("A phase's times have to rise: min, plan, max."), "error"


def reachability(scenario: Scenario) -> Iterator[Finding]:
    """Facts and cues that no run can bring up."""
    reach = Reach(scenario)
    for fact in scenario.facts:
        if fact.layer != "never" and fact.id not in reach.facts:
            yield f"facts/{fact.id}", text("No run can reach this fact: its condition never holds."), "error"
        if fact.layer in ("when_asked", "with_trust") and fact.condition is None:
            yield (
                f"facts/{fact.id}",
                text("A fact of the layer “{layer}” needs a condition.", layer=fact.layer),
                "error",
            )
    for cue in scenario.cues:
        if not reach.cue(cue):
            yield f"cues/{cue.id}", text("No run can reach this cue: it never becomes due."), "error"


def collisions(scenario: Scenario) -> Iterator[Finding]:
    """Two cues within a minute of each other, by the planned times: one person can't play both well."""
    starts, start = {}, 0
    for phase in scenario.phases:
        starts[phase.id], start = start, start + phase.time.plan
    timed = sorted(
        (starts[cue.phase] + at, cue.id)
        for cue in scenario.cues
        if cue.phase in starts and (at := due_at(cue)) is not None
    )
    for (before, first), (after, second) in zip(timed, timed[1:], strict=False):
        if after - before < APART_SECONDS:
            message = text(
                "The cue collides with {other}: they are {gap} seconds apart.", other=first, gap=after - before
            )
            yield f"cues/{second}", message, "error"


def lost_cues(scenario: Scenario) -> Iterator[Finding]:
    """A cue that comes too late when the phases before it take their longest isn't offered to everybody alike."""
    start = 0
    for phase in scenario.phases:
        for cue in scenario.cues:
            late = due_at(cue) if cue.phase == phase.id else None
            if late is not None and start + late >= scenario.about.total_time:
                message = text("The cue is lost when the phases before it take their longest.")
                yield f"cues/{cue.id}", message, "warning"
        start += phase.time.max


def emotions(scenario: Scenario) -> Iterator[Finding]:
    """Dimensions are sound, can recover, and say for every value how to play it."""
    for each in scenario.emotions.dimensions:
        place = "emotions"
        if not each.min <= each.start <= each.max:
            yield place, text("“{name}” starts outside its bounds.", name=each.name), "error"
        changes = [transition.change.get(each.name, 0) for transition in scenario.emotions.transitions]
        if not (any(change > 0 for change in changes) and any(change < 0 for change in changes)):
            yield place, text("“{name}” can never recover: it moves in one direction only.", name=each.name), "warning"
        ranges = [play for play in scenario.emotions.how_to_play if play.dimension == each.name]
        for value in range(each.min, min(each.max, each.min + 100) + 1):
            if sum(play.at_least <= value <= play.at_most for play in ranges) != 1:
                message = text("“{name}” at {value} needs exactly one way to play it.", name=each.name, value=value)
                yield place, message, "error"


def institutions(scenario: Scenario) -> Iterator[Finding]:
    """Names of real bodies and firms have no place in a fictional case (P6)."""
    spoken = {f"facts/{fact.id}": fact.text for fact in scenario.facts}
    spoken |= {f"cues/{cue.id}": cue.text for cue in scenario.cues}
    spoken |= {"persona": scenario.persona.situation, "briefing": scenario.briefing.situation}
    spoken |= {f"vignettes/{vignette.id}": vignette.text for vignette in scenario.vignettes}
    for place, words in spoken.items():
        padded = "".join(letter if letter.isalnum() else " " for letter in f" {words} ")
        for name in INSTITUTIONS:
            if f" {name} " in padded:
                yield place, text("“{name}” is a real institution; cases are fictional.", name=name), "warning"


def approval(scenario: Scenario) -> Iterator[Finding]:
    """Who calls a scenario approved says who read it, beside those who wrote it (S6)."""
    about = scenario.about
    if about.status == "approved" and not set(about.reviewers) - set(about.authors):
        message = text("It's called approved, and names nobody but its authors who has read it.")
        yield "scenario", message, "error"


def clock(seconds: int) -> str:
    """Seconds as mm:ss."""
    return f"{seconds // 60:02d}:{seconds % 60:02d}"
