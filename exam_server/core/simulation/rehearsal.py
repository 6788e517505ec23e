"""Rehearsals: three kinds of candidate walk through a script, by a digest instead of chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exam_server.core.simulation.bots import BOTS, Bot, Candidate, Draws
from exam_server.core.simulation.opportunities import needless_cues, opportunities, references
from exam_server.core.simulation.record import EventTag, RunEvent, RunState
from exam_server.core.simulation.script import Scenario
from exam_server.core.simulation.walk import Walk

NOBODY = "rehearsal"
WANTED: Mapping[str, tuple[float, float]] = {"weak": (0.0, 0.35), "average": (0.5, 0.8), "strong": (0.95, 1.0)}
"""What share of the opportunities each bot has to meet for a script to tell candidates apart and be doable in time."""
TWINS_APART = 0.05


@dataclass(frozen=True)
class Met:
    """Means over the runs of one bot for one criterion.

    `due`: the opportunities that the script declares, without the cues that wait for a behaviour to be missing and
    that the candidate made needless by showing it in time. `offered`: those that came up. `taken`: those met, as
    `opportunities` counts them. `never`: the share of runs in which none came up.
    """

    due: float
    offered: float
    taken: float
    never: float


@dataclass(frozen=True)
class BotReport:
    """`met`: by criterion; `facts_given` and `cues_played`: in which share of the runs."""

    bot: str
    runs: int
    met: Mapping[str, Met]
    facts_given: Mapping[str, float]
    cues_played: Mapping[str, float]

    @property
    def share(self) -> float:
        """What share of the opportunities the bot meets: taken of all that are due, whether they came up or not.

        Against what came up, a fact that hardly anybody can reach would look as if it were well met. "Not shown" and
        "never had the chance" stay apart: `came_up` says how much of what is due was real.
        """
        return self._sum("taken") / max(self._sum("due"), 1e-9)

    @property
    def came_up(self) -> float:
        """What share of the opportunities due came up: fact given, cue played, phase held, product asked for."""
        return self._sum("offered") / max(self._sum("due"), 1e-9)

    def _sum(self, name: str) -> float:
        return sum(float(getattr(each, name)) for each in self.met.values())


def fits(report: BotReport) -> bool:
    """Whether the bot meets as much of the script as it should; True for a bot of which nothing is wanted."""
    low, high = WANTED.get(report.bot, (0.0, 1.0))
    return low <= report.share <= high


def rehearse(scenario: Scenario, runs: int = 500, seed: str = "1", bots: Sequence[Bot] = BOTS) -> tuple[BotReport, ...]:
    """Walk each bot `runs` times through the script; the same arguments give the same report on any machine."""
    return tuple(
        _report(scenario, bot, [rehearsed_run(scenario, bot, f"{seed}/{run}") for run in range(runs)]) for bot in bots
    )


def rehearsed_run(scenario: Scenario, bot: Bot, seed: str) -> RunState:
    """One run: the bot acts, the simulated client gives what is allowed and plays what is due."""
    candidate = Candidate(scenario, bot, Draws(scenario.id, bot.name, seed))
    run = _Run(scenario)
    while run.now < scenario.about.total_time and run.walk.standing == "running":
        run.wait(candidate.pause())
        run.move_on()
        if (shown := candidate.act(run.walk.state())) is not None:
            run.log("behaviour", *shown)
        run.answer()
    for material in scenario.materials:
        if material.product and candidate.hands_in():
            run.log("product", material.id)
    run.log("end")
    return run.walk.state()


class _Run:
    """A run under way with the client at its other side."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.walk = scenario, Walk(scenario)
        self.now, self._sequence = 0, -1
        self._phases = [phase.id for phase in scenario.phases]
        self._plans = {phase.id: phase.time.plan for phase in scenario.phases}
        self.log("start")

    def log(self, kind: EventTag, reference: str = "", topic: str = "") -> None:
        self._sequence += 1
        self.walk.take(RunEvent(self.now, kind, reference, topic, NOBODY, NOBODY, self._sequence))

    def wait(self, seconds: int) -> None:
        self.now += seconds
        self.walk.pass_time(self.now)

    def move_on(self) -> None:
        """A soft phase ends by its plan."""
        following = self._phases[self._phases.index(self.walk.phase) + 1 :]
        if following and self.walk.phase_seconds >= self._plans[self.walk.phase]:
            self.log("phase", following[0])

    def answer(self) -> None:
        """The client plays at most one cue and tells one fact: more, nobody could say at once."""
        state = self.walk.state()
        due = [cue for cue in self.scenario.cues if cue.id in state.cues_offered and cue.id not in state.cues_played]
        due.sort(key=lambda cue: (-cue.priority, state.cues_offered[cue.id], cue.id))
        for cue in due[:1]:
            self.log("cue", cue.id)
        for fact in state.facts_allowed[:1]:
            self.log("fact", fact)


def _report(scenario: Scenario, bot: Bot, states: Sequence[RunState]) -> BotReport:
    known = {part.id for part in scenario.serving()}
    declared = {code: [each for each in ids if each in known] for code, ids in references(scenario).items()}
    counts = [opportunities(scenario, state) for state in states]
    needless = [needless_cues(scenario, state) for state in states]
    runs = max(1, len(states))
    met = {
        code: Met(
            due=sum(len(ids) - len(each.intersection(ids)) for each in needless) / runs,
            offered=sum(each[code].offered for each in counts) / runs,
            taken=sum(each[code].taken for each in counts) / runs,
            never=sum(each[code].offered == 0 for each in counts) / runs,
        )
        for code, ids in declared.items()
    }
    facts = {fact.id: sum(fact.id in state.facts_given for state in states) / runs for fact in scenario.facts}
    cues = {cue.id: sum(cue.id in state.cues_played for state in states) / runs for cue in scenario.cues}
    return BotReport(bot.name, len(states), met, facts, cues)
