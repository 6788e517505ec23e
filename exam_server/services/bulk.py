"""Acts on many seats: one seat's refusal stops nobody else's, and what happened is said per seat."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from exam_server.core.problems import Refused
from exam_server.core.text import Text

Step = tuple[int, Callable[[], object]]


@dataclass(frozen=True)
class Outcome:
    """By number of the seat: what was done, and why the rest was left as it is."""

    done: tuple[int, ...] = ()
    refused: tuple[tuple[int, Text], ...] = ()

    @property
    def count(self) -> int:
        return len(self.done)


def do_each(steps: Iterable[Step]) -> Outcome:
    """Take each step: a seat's number, and what to do there. One that raises Refused does so before it writes."""
    done, refused = [], []
    for seat, act in steps:
        try:
            act()
        except Refused as error:
            refused.append((seat, error.why))
        else:
            done.append(seat)
    return Outcome(tuple(sorted(done)), tuple(sorted(refused, key=lambda each: each[0])))
