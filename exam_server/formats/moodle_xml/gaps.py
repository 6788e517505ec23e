"""The gaps of an item as Cloze: whole weights, and within each gap what its options earn of it."""

import math
import re
from collections.abc import Mapping
from fractions import Fraction

from exam_server.core.bank import GAP_MARKER, Gap, Item
from exam_server.formats.moodle.question import CLOSE, percent_of

LARGEST_WEIGHT = 100


def as_cloze(item: Item) -> str:
    """The stem with each gap's answers in its place."""
    gaps = {gap.id: gap for gap in item.gaps}
    weights = weights_of(item)
    return GAP_MARKER.sub(
        lambda found: _gap(item, gaps[found[1]], weights[found[1]]) if found[1] in gaps else found[0], item.stem
    )


def weights_of(item: Item) -> Mapping[str, int]:
    """Whole numbers in the ratio of what the gaps earn at best; 1 each where nothing or no ratio is said."""
    best = [Fraction(_best(item, gap)).limit_denominator(LARGEST_WEIGHT) for gap in item.gaps]
    if not item.scoring.mapping or not all(best):
        return dict.fromkeys((gap.id for gap in item.gaps), 1)
    shared = math.lcm(*(each.denominator for each in best))
    whole = [int(each * shared) for each in best]
    divisor = math.gcd(*whole)
    return {gap.id: weight // divisor for gap, weight in zip(item.gaps, whole, strict=True)}


def has_whole_weights(item: Item) -> bool:
    """Whether Cloze says what the gaps earn: together the whole mark."""
    if not item.scoring.mapping:
        return True
    weights, best = weights_of(item), {gap.id: _best(item, gap) for gap in item.gaps}
    total = sum(weights.values())
    return (
        all(abs(best[name] - weight / total) < CLOSE for name, weight in weights.items()) and not item.scoring.default
    )


def _best(item: Item, gap: Gap) -> float:
    return max([0.0, *(item.scoring.mapping.get(f"{gap.id} {option.id}", 0.0) for option in gap.options)])


def _gap(item: Item, gap: Gap, weight: int) -> str:
    case = "_C" if item.scoring.exact_case else ""
    kind = "MULTICHOICE" if item.kind == "inline_choice" else f"SHORTANSWER{case}"
    best = _best(item, gap) or 1.0
    parts = []
    for option in gap.options:
        share = (
            item.scoring.mapping.get(f"{gap.id} {option.id}", 0.0) / best if item.scoring.mapping else float(option.key)
        )
        words = option.text if item.kind == "inline_choice" else option.text.replace("*", "\\*")
        comment = f"#{_escaped(option.rationale)}" if option.rationale.strip() else ""
        parts.append(f"%{percent_of(share)}%{_escaped(words)}{comment}")
    return f"{{{weight}:{kind}:{'~'.join(parts)}}}"


def _escaped(words: str) -> str:
    return re.sub(r"[}{~#\"\\=:%]", r"\\\g<0>", words)
