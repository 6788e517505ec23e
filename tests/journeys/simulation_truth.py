"""What six candidates do at which second of a script, and what follows from it: the known truth of a day of simulations.

It's worked out here from the scenario's own words, beside the server's code: nothing of `core.simulation` but the shape of a
script is used. Seconds are running time, without pauses.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from exam_server.core.simulation.conditions import AnyOf, EventSeen
from exam_server.core.simulation.script import AtPhaseTime, Cue, Fact, ObservationPoint, Scenario, WithoutEvent

WINDOW = 120
"""How long a reaction still belongs to a cue or a fact."""
THRESHOLD = 2
Verdict = tuple[str, str | None]


@dataclass(frozen=True)
class Candidate:
    """`skips` every so many criteria of a station (0: none), counted from the first; `leaves`: the phase in whose first
    seconds the talk is broken off; `pauses_at`: a second at which the room stands still for a minute.
    """

    given_names: str
    skips: int = 0
    asks: bool = True
    leaves: str = ""
    pauses_at: int = 0


CANDIDATES = (
    Candidate("Kazimiera"),
    Candidate("Ksawery", skips=1, asks=False),
    Candidate("Kinga", skips=2),
    Candidate("Klemens", leaves="P4"),
    Candidate("Kalina", skips=1, asks=False, leaves="P2"),
    Candidate("Kosma", skips=3, pauses_at=400),
)


@dataclass(frozen=True)
class Happening:
    """What the prompter taps: a behaviour of the candidate, a cue that was said, a fact that was told, the end."""

    second: int
    kind: str
    reference: str = ""
    topic: str = ""
    note: str = ""


@dataclass(frozen=True)
class Shown:
    """What an attentive assessor makes of a criterion: the level, and the seconds at which it was shown (maybe none).

    `enough`: as many chances came up as the script asks for.
    """

    level: int | None
    verdict: Verdict
    offered: int
    enough: bool
    taken: tuple[int, ...]


def play(scenario: Scenario, candidate: Candidate) -> list[Happening]:
    """Everything that happens in the run of one candidate, up to its end."""
    starts = _phase_starts(scenario)
    shows = _shown_criteria(scenario, candidate)
    end = starts[candidate.leaves] + 5 if candidate.leaves else scenario.about.total_time
    found = [*_asking(scenario, candidate, starts), *_answering(scenario, shows, starts)]
    happened = sorted((each for each in found if each.second < end), key=lambda each: (each.second, each.kind))
    return [*happened, Happening(end, "end")]


def _phase_starts(scenario: Scenario) -> dict[str, int]:
    """Every phase but the last one ends by itself, in its longest second."""
    assert all(phase.clock == "hard" for phase in scenario.phases[:-1])
    lengths = accumulate((phase.time.max for phase in scenario.phases), initial=0)
    return {phase.id: start for phase, start in zip(scenario.phases, lengths, strict=False)}


def _shown_criteria(scenario: Scenario, candidate: Candidate) -> set[str]:
    observed = dict.fromkeys(point.criterion for point in scenario.observation_points)
    return {code for place, code in enumerate(observed) if not candidate.skips or place % candidate.skips}


def _answering(scenario: Scenario, shows: set[str], starts: Mapping[str, int]) -> Iterator[Happening]:
    """A cue is said two seconds after it's due; who shows its criteria answers twenty seconds later."""
    for cue in scenario.cues:
        trigger, start = cue.trigger, starts[cue.phase]
        if isinstance(trigger, WithoutEvent) and shows & set(cue.criteria):
            yield Happening(start + 30, "behaviour", trigger.no_event, trigger.topic)
            continue
        said = start + _due(cue) + 2
        yield Happening(said, "cue", cue.id)
        for place, code in enumerate(sorted(shows & set(cue.criteria))):
            yield Happening(said + 20 + place, "behaviour", _way_to_show(scenario, code))


def _due(cue: Cue) -> int:
    assert isinstance(cue.trigger, AtPhaseTime | WithoutEvent), "these two scripts have no other cues"
    return cue.trigger.phase_time if isinstance(cue.trigger, AtPhaseTime) else cue.trigger.after


def _way_to_show(scenario: Scenario, criterion: str) -> str:
    return next(kind.id for kind in scenario.events if criterion in kind.criteria and not kind.topics)


def _asking(scenario: Scenario, candidate: Candidate, starts: Mapping[str, int]) -> Iterator[Happening]:
    """Who asks, asks for one fact after the other in the second phase, and is told it five seconds later."""
    second = starts[scenario.phases[1].id] + 60
    for fact in scenario.facts if candidate.asks else ():
        question = _question_for(fact)
        if question is not None:
            yield Happening(second, "behaviour", question.kind, question.topic)
            yield Happening(second + 5, "fact", fact.id)
            second += 25


def _question_for(fact: Fact) -> EventSeen | None:
    condition = fact.condition.parts[0] if isinstance(fact.condition, AnyOf) else fact.condition
    return condition if isinstance(condition, EventSeen) else None


def truth_of(scenario: Scenario, happenings: list[Happening]) -> dict[str, Shown]:
    """Criterion → what was shown of it: all chances that came up taken is level 3, half of them 2, fewer 1, none 0."""
    windows = _windows(scenario, happenings)
    found = {}
    for code in dict.fromkeys(point.criterion for point in scenario.observation_points):
        points = [point for point in scenario.observation_points if point.criterion == code]
        named = {name for point in points for name in point.opportunities} | _serving(scenario, code)
        reactions = _reactions(scenario, happenings, code)
        chances = {name: windows[name] for name in named if name in windows}
        taken = [at for since, until in chances.values() if (at := _first(since, until, reactions)) is not None]
        level, enough = _level(len(chances), len(taken)), any(_has_enough(point, chances) for point in points)
        found[code] = Shown(level, _verdict(level, enough), len(chances), enough, tuple(sorted(set(taken))))
    return found


def _windows(scenario: Scenario, happenings: list[Happening]) -> dict[str, tuple[int, int]]:
    """Chance → from when to when it was open. A product is asked for from the start, and none comes in on this day."""
    end = happenings[-1].second
    found = {material.id: (0, -1) for material in scenario.materials if material.product}
    starts = _phase_starts(scenario)
    for phase in scenario.phases:
        if starts[phase.id] <= end:
            last = phase is scenario.phases[-1]
            found[phase.id] = (starts[phase.id], end if last else min(end, starts[phase.id] + phase.time.max))
    for each in happenings:
        if each.kind in ("cue", "fact"):
            found[each.reference] = (each.second, each.second + WINDOW)
    return found


def _serving(scenario: Scenario, code: str) -> set[str]:
    parts = (*scenario.cues, *scenario.facts, *scenario.phases, *scenario.materials)
    return {part.id for part in parts if code in part.criteria}


def _reactions(scenario: Scenario, happenings: list[Happening], code: str) -> list[int]:
    kinds = {kind.id for kind in scenario.events if code in kind.criteria}
    return [each.second for each in happenings if each.kind == "behaviour" and each.reference in kinds]


def _first(since: int, until: int, reactions: list[int]) -> int | None:
    return next((at for at in reactions if since <= at <= until), None)


def _level(offered: int, taken: int) -> int | None:
    if offered == 0:
        return None
    if taken == offered:
        return 3
    return 0 if taken == 0 else 1 + (2 * taken >= offered)


def _has_enough(point: ObservationPoint, chances: Mapping[str, tuple[int, int]]) -> bool:
    return sum(name in chances for name in point.opportunities) >= point.min_opportunities


def _verdict(level: int | None, enough: bool) -> Verdict:
    if level is None:
        return "open", "no_opportunity"
    if level >= THRESHOLD:
        return "met", None
    return ("not_met", None) if enough else ("open", "too_little_evidence")
