"""Near-duplicates: which texts of a bank consist of almost the same runs of words, without comparing all with all.

A text is the set of its pairs of neighbouring words, each cut to its root (its first letters, so that forms of a word
are mostly one). Two texts are similar from a Jaccard coefficient of `SIMILAR` on: shared pairs / all pairs of both. The
join is exact. It rests on prefix filtering (Chaudhuri, Ganti & Kaushik 2006; Bayardo, Ma & Srikant 2007): of two sets
with a coefficient of t or more, x lacks at most |x| - ⌈t·|x|⌉ of its members in the other, so among any
|x| - ⌈t·|x|⌉ + 1 of its members one is shared. Sets are indexed under their rarest members alone.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from exam_server.core.bank import Item
from exam_server.core.lint.words import WORD
from exam_server.core.words import without_pictures

SIMILAR = 0.5
"""One word changed in twelve (a third of the pairs is then another one on either side) is still similar."""
ROOT, FEWEST = 6, 6
"""A text of fewer pairs is too short to be called a duplicate of another one."""
Pairs = frozenset[str]
"""Each pair as one string, whose hash Python keeps: sets of tuples took three times as long."""


class Similar(NamedTuple):
    one: str
    other: str
    share: float


def text_of(item: Item) -> str:
    """What a candidate reads of the item's own: stem and parts."""
    parts = [option.text for option in item.options]
    parts += [words for pair in item.pairs for words in (pair.left, pair.right)]
    parts += [option.text for gap in item.gaps for option in gap.options]
    return "\n".join([item.stem, *parts])


def pairs_of(text: str) -> Pairs:
    """Neighbours within a line alone, so that options may stand in any order."""
    lines = without_pictures(text).casefold().split("\n")
    return frozenset(f"{one} {other}" for line in lines for one, other in pairwise(_roots(line)))


def _roots(line: str) -> Iterator[str]:
    return (word[:ROOT] for word in WORD.findall(line))


def similar_pairs(texts: Mapping[str, str], threshold: float = SIMILAR) -> Iterator[Similar]:
    """All pairs of ids whose texts are similar; the one that comes later in `texts` is `one`."""
    sets = {id: found for id, words in texts.items() if len(found := pairs_of(words)) >= FEWEST}
    commonness = Counter(pair for found in sets.values() for pair in found)
    index: dict[str, list[str]] = {}
    for id, found in sets.items():
        rare = sorted(found, key=lambda pair: (commonness[pair], pair))[: _prefix(len(found), threshold)]
        least, most = threshold * len(found), len(found) / threshold
        candidates = {other for pair in rare for other in index.get(pair, ()) if least <= len(sets[other]) <= most}
        for other in sorted(candidates):
            if (share := share_of(found, sets[other])) >= threshold:
                yield Similar(id, other, share)
        for pair in rare:
            if commonness[pair] > 1:
                index.setdefault(pair, []).append(id)


def find_similar(text: str, others: Iterable[tuple[str, str]], threshold: float = SIMILAR) -> Iterator[Similar]:
    """Those of `others` (id and text) that are similar to one text, which stands under the empty id."""
    own = pairs_of(text)
    if len(own) >= FEWEST:
        for id, words in others:
            share = share_of(own, pairs_of(words))
            if share >= threshold:
                yield Similar("", id, share)


def share_of(one: Pairs, other: Pairs) -> float:
    """The Jaccard coefficient of two sets, of which one isn't empty."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


def _prefix(size: int, threshold: float) -> int:
    return size - math.ceil(threshold * size - 1e-9) + 1
