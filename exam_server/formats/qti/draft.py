"""An interaction on its way to an item: its parts, every response that can be given to it, and how both spell it."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product

from exam_server.core.bank import Item
from exam_server.formats.qti.declarations import Given, Response
from exam_server.formats.qti.values import Single, Value, container, singles

MOST_PROBES = 5_000
FEW_PROBES = 400
"""For processing that looks at whole responses: what it gives shows in few."""


@dataclass(frozen=True)
class Choice:
    """One thing that can be given to one response; `key` is its name in our mapping, empty for nothing given."""

    key: str = ""
    response: str = ""
    values: tuple[Single, ...] = ()


Slot = tuple[Choice, ...]
NOTHING = Choice()


@dataclass(frozen=True)
class Draft:
    """`slots`: a response takes one choice of each. `spell` turns QTI's values into our authored response.

    `other` stands for everything that can be typed and that nobody foresaw.
    """

    item: Item
    slots: tuple[Slot, ...]
    spell: Callable[[Given], object]
    other: Choice | None = None

    @property
    def choices(self) -> tuple[Choice, ...]:
        return tuple(choice for slot in self.slots for choice in slot if choice.key)

    def is_complete(self, most: int) -> bool:
        """Whether `combinations` gives every response that there is."""
        return math.prod(len(slot) for slot in self.slots) <= most

    def combinations(self, most: int) -> Iterator[tuple[Choice, ...]]:
        """All responses; of more than `most` a spread, each choice among them alone and with all."""
        if self.is_complete(most):
            yield from product(*self.slots)
            return
        nothing = tuple(_nothing_of(slot) for slot in self.slots)
        yield nothing
        for at, slot in enumerate(self.slots):
            yield from ((*nothing[:at], choice, *nothing[at + 1 :]) for choice in slot)
        for turn in range(most // 4):
            yield tuple(slot[_spread(turn, at) % len(slot)] for at, slot in enumerate(self.slots))
        for drop in range(-1, len(self.slots)):
            yield tuple(_nothing_of(slot) if at == drop else slot[-1] for at, slot in enumerate(self.slots))
        yield from islice(product(*self.slots), most // 4)


def given_by(choices: tuple[Choice, ...], responses: Mapping[str, Response]) -> Given:
    """The values of all response variables when these choices are made."""
    return {id: _value(response, choices) for id, response in responses.items()}


def texts_of(value: Value) -> tuple[str, ...]:
    return tuple(str(each) for each in singles(value))


def _value(response: Response, choices: tuple[Choice, ...]) -> Value:
    values = tuple(each for choice in choices if choice.response == response.id for each in choice.values)
    if response.cardinality == "single":
        return values[0] if values else None
    return container(values, response.cardinality == "ordered")


def _nothing_of(slot: Slot) -> Choice:
    return next((choice for choice in slot if not choice.values), slot[0])


def _spread(turn: int, at: int) -> int:
    """The same on every machine, and without a pattern that goes with the slots."""
    return (turn * 2654435761 + (at + 1) * 40503 * (turn + 7)) >> 7
