"""Made-up candidates for rehearsals: each answers what the client brings up as often as its skill allows."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from exam_server.core.simulation.opportunities import references, waiting
from exam_server.core.simulation.record import RunState
from exam_server.core.simulation.script import EventKind, Scenario


@dataclass(frozen=True)
class Bot:
    """A kind of candidate, in figures about people: the same for every script, never fitted to one.

    Of 100 acts, `attentive` answer what the client has brought up and nobody answered yet; where nothing waits, they
    ask about what wasn't asked yet, else do something helpful. `harmful` judge, advise too early and the like. The
    rest is habit: a neutral question at random. An act comes every `seconds_between` on average, at least after half
    of that. Of 100 products asked for, `handed_in` come in.

    A weak candidate harms more than it listens and is slow; a strong one listens in two acts of three, and hardly ever
    harms. An average one listens in three acts of ten, as practising people do who were never trained for it: of what
    patients let show of their feelings, recorded physicians took up 21 of 100 (in general practice) to 38 (in surgery;
    Levinson, Gorawara-Bhat and Lamb, JAMA 284, 2000). A script should give such a candidate about two of three chances:
    then one that is too easy shows as well as one that is too hard.
    """

    name: str
    attentive: int
    harmful: int
    seconds_between: int
    handed_in: int


BOTS = (Bot("weak", 12, 45, 38, 60), Bot("average", 30, 15, 28, 90), Bot("strong", 65, 2, 22, 100))


class Draws:
    """A stream of whole numbers that anybody can repeat from its name."""

    def __init__(self, *name: object) -> None:
        self._name = "/".join(str(part) for part in name)
        self._count = 0

    def below(self, bound: int) -> int:
        self._count += 1
        digest = hashlib.sha256(f"{self._name}/{self._count}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % bound


class Candidate:
    """A bot in front of one script: what it does next follows from the run's state and its draws, and nothing else."""

    def __init__(self, scenario: Scenario, bot: Bot, draws: Draws) -> None:
        self.scenario, self.bot, self.draws = scenario, bot, draws
        self._served = references(scenario)
        self._fit = tuple(kind for kind in scenario.events if kind.effect != "harmful")

    def pause(self) -> int:
        """Seconds until its next act."""
        return 1 + self.bot.seconds_between // 2 + self.draws.below(self.bot.seconds_between)

    def hands_in(self) -> bool:
        return self.draws.below(100) < self.bot.handed_in

    def act(self, state: RunState) -> tuple[str, str] | None:
        """The behaviour it shows next, with its topic; None where the script knows nothing of the kind."""
        roll = self.draws.below(100)
        if roll < self.bot.attentive:
            return self._attend(state)
        harms = roll < self.bot.attentive + self.bot.harmful
        wanted = "harmful" if harms else "neutral"
        return self._show([kind for kind in self.scenario.events if kind.effect == wanted], state)

    def _attend(self, state: RunState) -> tuple[str, str] | None:
        """Answer the chance that closes first, else ask for something new, else do something helpful."""
        if kinds := self._answers(state):
            return self._show(kinds, state)
        if new := [(kind.id, topic) for kind in self._fit for topic in _untouched(kind, state)]:
            return new[self.draws.below(len(new))]
        return self._show([kind for kind in self._fit if kind.effect == "helpful"], state)

    def _answers(self, state: RunState) -> list[EventKind]:
        open_now = [
            (each.until, kind)
            for each in waiting(self.scenario, state, self._served)
            for kind in self._fit
            if each.criterion in kind.criteria
        ]
        first = min((until for until, _ in open_now), default=0)
        return list({kind.id: kind for until, kind in open_now if until == first}.values())

    def _show(self, kinds: Sequence[EventKind], state: RunState) -> tuple[str, str] | None:
        """One of the kinds; about a topic that it wasn't shown for yet, where there is one."""
        if not kinds:
            return None
        kind = kinds[self.draws.below(len(kinds))]
        topics = _untouched(kind, state) or list(kind.topics)
        return kind.id, topics[self.draws.below(len(topics))] if topics else ""


def _untouched(kind: EventKind, state: RunState) -> list[str]:
    return [topic for topic in kind.topics if (kind.id, topic) not in state.seen]
