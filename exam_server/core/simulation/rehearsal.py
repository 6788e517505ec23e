"""Rehearsals: three kinds of candidate walk through a script, by a digest instead of chance."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exam_server.core.simulation.opportunities import opportunities
from exam_server.core.simulation.record import EventTag, RunEvent, RunState
from exam_server.core.simulation.script import EventKind, Scenario
from exam_server.core.simulation.walk import Walk

NOBODY = "rehearsal"


@dataclass(frozen=True)
class Bot:
    """How a candidate of one kind behaves: shares of helpful and harmful acts in percent, seconds between acts."""

    name: str
    helpful: int
    harmful: int
    seconds_between: int


BOTS = (Bot("weak", 15, 45, 38), Bot("average", 40, 15, 28), Bot("strong", 65, 2, 22))


@dataclass(frozen=True)
class Met:
    """Means over the runs of one bot: chances that came up, chances taken; `never`: share of runs without any."""

    offered: float
    taken: float
    never: float


@dataclass(frozen=True)
class BotReport:
    bot: str
    runs: int
    met: Mapping[str, Met]
    facts_given: Mapping[str, float]
    cues_played: Mapping[str, float]


class _Draws:
    """A stream of whole numbers that anybody can repeat from its name."""

    def __init__(self, *name: object) -> None:
        self._name = "/".join(str(part) for part in name)
        self._count = 0

    def below(self, bound: int) -> int:
        self._count += 1
        digest = hashlib.sha256(f"{self._name}/{self._count}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % bound


def rehearse(scenario: Scenario, runs: int = 500, seed: str = "1", bots: Sequence[Bot] = BOTS) -> tuple[BotReport, ...]:
    """Walk each bot `runs` times through the script; the same arguments give the same report on any machine."""
    return tuple(
        _report(scenario, bot, [rehearsed_run(scenario, bot, f"{seed}/{run}") for run in range(runs)]) for bot in bots
    )


def rehearsed_run(scenario: Scenario, bot: Bot, seed: str) -> RunState:
    """One run: the bot acts, the simulated client gives what is allowed and plays what is due."""
    draws = _Draws(scenario.id, bot.name, seed)
    walk, now, sequence = Walk(scenario), 0, 0
    walk.take(RunEvent(0, "start", device=NOBODY))
    while now < scenario.about.total_time and walk.standing == "running":
        now += 1 + bot.seconds_between // 2 + draws.below(bot.seconds_between)
        for kind, reference, topic in (*_moves(scenario, walk), *_act(scenario, bot, draws)):
            sequence += 1
            walk.take(RunEvent(now, kind, reference, topic, NOBODY, NOBODY, sequence))
        for kind, reference in _client(scenario, walk):
            sequence += 1
            walk.take(RunEvent(now, kind, reference, "", NOBODY, NOBODY, sequence))
    for material in scenario.materials:
        if material.product and draws.below(100) < 50 + bot.helpful:
            walk.take(RunEvent(now, "product", material.id, "", NOBODY, NOBODY, sequence + 1))
    walk.take(RunEvent(now, "end", device=NOBODY, sequence=sequence + 2))
    return walk.state()


def _moves(scenario: Scenario, walk: Walk) -> list[tuple[EventTag, str, str]]:
    """A soft phase ends by its plan."""
    names = [phase.id for phase in scenario.phases]
    at = names.index(walk.phase)
    over = walk.phase_seconds >= scenario.phases[at].time.plan
    return [("phase", names[at + 1], "")] if over and at + 1 < len(names) else []


def _act(scenario: Scenario, bot: Bot, draws: _Draws) -> list[tuple[EventTag, str, str]]:
    roll = draws.below(100)
    effect = "helpful" if roll < bot.helpful else "harmful" if roll < bot.helpful + bot.harmful else "neutral"
    kinds: list[EventKind] = [kind for kind in scenario.events if kind.effect == effect] or list(scenario.events)
    if not kinds:
        return []
    kind = kinds[draws.below(len(kinds))]
    topic = kind.topics[draws.below(len(kind.topics))] if kind.topics else ""
    return [("behaviour", kind.id, topic)]


def _client(scenario: Scenario, walk: Walk) -> list[tuple[EventTag, str]]:
    """At most one cue and one fact in an answer: more, nobody could say."""
    state = walk.state()
    due = [cue for cue in scenario.cues if cue.id in state.cues_offered and cue.id not in state.cues_played]
    due.sort(key=lambda cue: (-cue.priority, state.cues_offered[cue.id], cue.id))
    answers: list[tuple[EventTag, str]] = [("cue", cue.id) for cue in due[:1]]
    return [*answers, *(("fact", fact) for fact in state.facts_allowed[:1])]


def _report(scenario: Scenario, bot: Bot, states: Sequence[RunState]) -> BotReport:
    counts = [opportunities(scenario, state) for state in states]
    runs = max(1, len(states))
    met = {
        code: Met(
            offered=sum(each[code].offered for each in counts) / runs,
            taken=sum(each[code].taken for each in counts) / runs,
            never=sum(each[code].offered == 0 for each in counts) / runs,
        )
        for code in (counts[0] if counts else ())
    }
    facts = {fact.id: sum(fact.id in state.facts_given for state in states) / runs for fact in scenario.facts}
    cues = {cue.id: sum(cue.id in state.cues_played for state in states) / runs for cue in scenario.cues}
    return BotReport(bot.name, len(states), met, facts, cues)
