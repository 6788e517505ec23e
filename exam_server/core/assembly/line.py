"""The order in which units stand in line: by how often they were drawn, then who rests last, then by a keyed digest."""

import hmac
from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from heapq import heapify, heappop, heapreplace

from exam_server.core.assembly.stock import Stock

RANKS = 1 << 64
_REST = RANKS >> 1


def keyed(seed: str, *words: object) -> bytes:
    """HMAC-SHA256 of the words under the seed; the words can't run into each other."""
    return hmac.digest(seed.encode(), "\x1f".join(map(str, words)).encode(), "sha256")


def shuffled(options: Sequence[str], seed: str, *words: object) -> tuple[str, ...]:
    """The options in an order that the seed and the words give: one digest has enough for 50 of them."""
    left, luck, order = list(options), int.from_bytes(keyed(seed, *words), "big"), []
    while left:
        luck, place = divmod(luck, len(left))
        order.append(left.pop(place))
    return tuple(order)


class Line:
    """Everybody's place in line; mutable inside one draw.

    Twins stand in queues of their own, and a walk merges the queues that it needs: no form looks at the whole pool.
    Who was drawn goes back, to a place that the seed gives for that turn, and rests: in the next form it comes after
    all others drawn as often, so that neighbours share little.
    """

    def __init__(
        self, stock: Stock, seed: str, name: object, drawn: Sequence[int] = (), resting: Collection[int] = ()
    ) -> None:
        self.stock, self._seed, self._name = stock, seed, name
        self.drawn = list(drawn) or [0] * len(stock.units)
        self.resting = frozenset(resting)
        self.places = [self._place(index) for index in range(len(stock.units))]
        self.queues = [sorted(twins, key=self.places.__getitem__) for twins in stock.twins]

    def twins_of(self, index: int) -> Sequence[int]:
        """The units that count in the same cells, itself included, in line."""
        return self.queues[self.stock.kind_of[index]]

    def walk(self, kinds: Iterable[int], is_open: Callable[[int], bool] = lambda _: True) -> Iterator[int]:
        """The units of these kinds in line; a kind is left where its next unit isn't `is_open`, which twins share."""
        heap = [(self.places[self.queues[kind][0]], kind, 0) for kind in kinds]
        heapify(heap)
        while heap:
            _, kind, at = heap[0]
            queue = self.queues[kind]
            if not is_open(queue[at]):
                heappop(heap)
                continue
            yield queue[at]
            if at + 1 < len(queue):
                heapreplace(heap, (self.places[queue[at + 1]], kind, at + 1))
            else:
                heappop(heap)

    def serve(self, chosen: Collection[int]) -> None:
        """The form of these units was drawn: they go back and rest, and who rested since the form before doesn't."""
        rested, self.resting = self.resting.difference(chosen), frozenset(chosen)
        for index in rested:
            self._move(index, self.places[index] - _REST)
        for index in chosen:
            self.move_back(index)

    def move_back(self, index: int) -> None:
        """The unit was drawn."""
        self.drawn[index] += 1
        self._move(index, self._place(index))

    def _move(self, index: int, place: int) -> None:
        queue = self.queues[self.stock.kind_of[index]]
        del queue[bisect_left(queue, self.places[index], key=self.places.__getitem__)]
        self.places[index] = place
        insort(queue, index, key=self.places.__getitem__)

    def _place(self, index: int) -> int:
        turn = self.drawn[index]
        luck = keyed(self._seed, "pick", self._name, turn, self.stock.units[index].key)
        return turn * RANKS + int.from_bytes(luck[:8], "big") % _REST + (_REST if index in self.resting else 0)
