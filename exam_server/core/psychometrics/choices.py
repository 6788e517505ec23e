"""What was chosen of one item: a table of its choices, their curves over quantiles of ability, and suspicious keys."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from operator import mul
from typing import Literal

from exam_server.core.psychometrics.estimates import Estimate, Result, Sums, wilson
from exam_server.core.psychometrics.items import FOR_DISCRIMINATION, FOR_FACILITY

BLANK = "–"
"""Stands among the choices for a response that chose nothing."""
GROUPS, A_GROUP = 5, 12
"""At most so many groups of ability, each of so many sittings at least."""
Suspicion = Literal["negative_discrimination", "better_choose_a_distractor", "distractor_beats_key"]


@dataclass(frozen=True)
class ChoiceStatistics:
    """`share` of all sittings; `discrimination` correlates choosing it with the rest score, None where nothing varies.

    `curve` is its share in each group of ability, the weakest first; empty where there are too few sittings for two.
    """

    id: str
    key: bool
    count: int
    share: Result
    discrimination: Result | None
    curve: tuple[float, ...]


def choice_statistics(
    chosen: Sequence[frozenset[str]], rests: Sequence[float], choices: Sequence[str], keys: Collection[str]
) -> tuple[ChoiceStatistics, ...]:
    """The table of an item's `choices`; `keys` are those that a right response chooses.

    `chosen` and `rests`: what each sitting chose of the item, and how well it did on its others (`items.rest_scores`).
    """
    table = _Table(chosen, rests)
    return tuple(table.statistics(choice, choice in keys) for choice in choices)


class _Table:
    """What one pass over an item's sittings gives for all of its choices; thousands of them chose the same few sets."""

    def __init__(self, chosen: Sequence[frozenset[str]], rests: Sequence[float]) -> None:
        self.sittings = len(rests)
        self.rest, self.squares = sum(rests), sum(map(mul, rests, rests))
        self.counts = _by_choice(chosen)
        self.rests: dict[str, float] = defaultdict(float)
        for choices, rest in _sums(chosen, rests).items():
            for choice in choices:
                self.rests[choice] += rest
        groups = ability_groups(rests)
        self.groups = [(len(group), _by_choice(map(chosen.__getitem__, group))) for group in groups]

    def statistics(self, choice: str, key: bool) -> ChoiceStatistics:
        """Choosing it is 1 or 0, so that its sum is the sum of its squares."""
        count = self.counts[choice]
        sums = Sums(self.sittings, count, self.rest, count, self.squares, self.rests.get(choice, 0.0))
        return ChoiceStatistics(
            id=choice,
            key=key,
            count=count,
            share=wilson(count, self.sittings, FOR_FACILITY),
            discrimination=sums.correlation(FOR_DISCRIMINATION),
            curve=tuple(counts[choice] / size for size, counts in self.groups),
        )


def _by_choice(chosen: Iterable[frozenset[str]]) -> Counter[str]:
    """How many sittings chose each."""
    found: Counter[str] = Counter()
    for choices, count in Counter(chosen).items():
        for choice in choices:
            found[choice] += count
    return found


def _sums(chosen: Sequence[frozenset[str]], rests: Sequence[float]) -> dict[frozenset[str], float]:
    """The sum of the rest scores of the sittings that chose the same."""
    found: dict[frozenset[str], float] = defaultdict(float)
    for choices, rest in zip(chosen, rests, strict=True):
        found[choices] += rest
    return found


def ability_groups(rests: Sequence[float]) -> list[list[int]]:
    """Groups of nearly equal size by rest score, the weakest first, as places; none below two groups of `A_GROUP`.

    Equal rest scores stay in the order in which they came, so that a group may begin within a tie.
    """
    number = min(GROUPS, len(rests) // A_GROUP)
    if number < 2:
        return []
    ranked = sorted(range(len(rests)), key=rests.__getitem__)
    edges = [round(index * len(ranked) / number) for index in range(number + 1)]
    return [ranked[low:high] for low, high in zip(edges, edges[1:], strict=False)]


def suspicions(discrimination: Result | None, choices: Sequence[ChoiceStatistics]) -> tuple[Suspicion, ...]:
    """Signs that the key is wrong, or that there's another: only such as the intervals show.

    The item correlates negatively with the rest; a distractor positively; or a distractor clearly more than the key.
    """
    found: list[Suspicion] = []
    if isinstance(discrimination, Estimate) and discrimination.high < 0:
        found.append("negative_discrimination")
    keys = [each.discrimination for each in choices if each.key]
    others = [each.discrimination for each in choices if not each.key]
    drawn = [each for each in others if isinstance(each, Estimate)]
    held = [each for each in keys if isinstance(each, Estimate)]
    if any(each.low > 0 for each in drawn):
        found.append("better_choose_a_distractor")
    if any(other.low > key.high for other in drawn for key in held):
        found.append("distractor_beats_key")
    return tuple(found)
