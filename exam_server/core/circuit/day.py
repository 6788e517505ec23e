"""What a circuit is planned from, and what a plan of it says; times are minutes from the day's first one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from exam_server.core.composing import PoolMember
from exam_server.core.qualification import CommissionRule
from exam_server.core.text import Text

Minute = int
Kind = Literal[
    "breaks", "station", "commission", "variant", "candidate", "member", "player", "prompter", "room", "time"
]

LEAST_BREAK = 15


@dataclass(frozen=True)
class Span:
    """From a minute until another one, which doesn't belong to it."""

    start: Minute
    end: Minute

    def meets(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class CircuitStation:
    """A station: one candidate in each of its `rooms` at a time, for `minutes`; in the last `talk` nobody plays.

    `variants`: codes of the scenarios that may be played there.
    """

    id: UUID
    title: str
    rooms: tuple[str, ...]
    minutes: int
    talk: int
    variants: tuple[str, ...]


@dataclass(frozen=True)
class CircuitCandidate:
    """Who passes which stations; `barred` members may not verify them, the scenarios in `met` aren't new to them."""

    id: UUID
    code: str
    stations: tuple[UUID, ...]
    barred: frozenset[UUID] = frozenset()
    met: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CircuitPlayer:
    """A role-player; `stations`: where they can play, None: everywhere."""

    id: UUID
    stations: frozenset[UUID] | None = None

    def plays_at(self, station: UUID) -> bool:
        return self.stations is None or station in self.stations


@dataclass(frozen=True)
class CircuitDay:
    """Everything that a plan has to respect. `prompters`: every encounter has one of them; empty: none has.

    `windows`: when people work, breaks lie between them, and none lasts longer than `longest`. `change`: minutes
    between two encounters in a room and for a commission. `rest`: of a candidate between two encounters; `derole`: of
    a role-player after each. `busy`: when a room, by its name, or somebody, by their id as text, isn't there.
    """

    rule: CommissionRule
    windows: tuple[Span, ...]
    stations: tuple[CircuitStation, ...]
    candidates: tuple[CircuitCandidate, ...]
    members: tuple[PoolMember, ...]
    players: tuple[CircuitPlayer, ...]
    change: int = 10
    rest: int = 10
    derole: int = 10
    longest: int = 180
    busy: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    prompters: tuple[UUID, ...] = ()

    def is_away(self, key: UUID | str, span: Span) -> bool:
        """Whether somebody or a room isn't there all the time."""
        return any(span.meets(each) for each in self.busy.get(str(key), ()))

    @property
    def round_minutes(self) -> int:
        """All rooms keep one clock: a round is as long as the longest station and the change."""
        return max((each.minutes for each in self.stations), default=0) + self.change

    def rounds(self) -> Iterator[Minute]:
        """When encounters begin, as many as end within their window."""
        for window in self.windows:
            yield from range(window.start, window.end - self.round_minutes + self.change + 1, self.round_minutes)

    @property
    def least(self) -> int:
        """How many members a commission has at least (S2)."""
        return max(1, self.rule.minimum or 1)

    def station(self, id: UUID) -> CircuitStation:
        return next(each for each in self.stations if each.id == id)

    def due(self) -> list[tuple[CircuitCandidate, CircuitStation]]:
        """Who still has to pass which station."""
        return [(one, self.station(id)) for one in self.candidates for id in one.stations]


@dataclass(frozen=True)
class Slot:
    """One encounter of a plan: who, where, which variant, before whom, played and prompted by whom, from when on."""

    candidate: UUID
    station: UUID
    variant: str
    room: str
    members: tuple[UUID, ...]
    leader: UUID
    player: UUID
    at: Minute
    prompter: UUID | None = None

    @property
    def encounter(self) -> tuple[UUID, UUID]:
        return self.candidate, self.station


@dataclass(frozen=True)
class Obstacle:
    """What is in the way: the kind of rule (and its id where it has one), why, and what would help.

    `who`: the code of the only candidate whom it keeps from a plan.
    """

    kind: Kind
    why: Text
    remedies: tuple[Text, ...] = ()
    rule: str = ""
    who: str = ""


@dataclass(frozen=True)
class Outcome:
    """A plan without a clash, or (then `slots` is empty) everything that is in the way."""

    slots: tuple[Slot, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()

    @property
    def possible(self) -> bool:
        return not self.obstacles
