"""A ruling on a key in words, and the places of an item in which something counts as right."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from exam_server.core.bank import Item, Scoring
from exam_server.core.rekeying import Ruling, apply_ruling, settle
from exam_server.core.scoring.choices import choice_words
from exam_server.core.text import text
from exam_server.web.language import speak
from exam_server.web.statistics import decimal


class Place(NamedTuple):
    """A gap, a left-hand side or the whole item (no name), with all that can be chosen there in words."""

    name: str
    words: str
    choices: Mapping[str, str]


def places_of(item: Item) -> Sequence[Place]:
    """Where something can count as right; none of an order and of an extended text, which have no such places."""
    words = choice_words(item)
    named = [(gap.id, gap.id) for gap in item.gaps] or [(pair.id, pair.left) for pair in item.pairs if pair.left]
    if named:
        return [
            Place(name, label, {each: said for each, said in words.items() if each.split(" ")[0] == name})
            for name, label in named
        ]
    return [] if item.kind in ("ordering", "extended_text") else [Place("", "", words)]


def ruling_words(item: Item, ruling: Ruling) -> list[str]:
    """All that counts as right, or the points, one after the other."""
    if ruling.everybody:
        return [speak(text("whatever was given"))]
    return list(_words(item, settle(item, ruling)))


def _words(item: Item, ruling: Ruling) -> Iterator[str]:
    ruled = apply_ruling(item, ruling)
    words, texts = choice_words(ruled), {option.id: option.text for option in item.options}
    if ruled.scoring.mapping:
        yield from _points(words, ruled.scoring)
        return
    yield from (" → ".join(texts[id] for id in order) for order in ruling.orders)
    yield from (words[key] for key in ruling.keys)
    yield from (f"[{each.gap}] {each.text}" if each.gap else each.text for each in ruling.accepted)
    if ruled.scoring.exact_case != item.scoring.exact_case:
        yield speak(text("letter case counts") if ruled.scoring.exact_case else text("letter case doesn't count"))


def _points(words: Mapping[str, str], scoring: Scoring) -> Iterator[str]:
    yield from (f"{said}: {decimal(scoring.mapping[name])}" for name, said in words.items() if name in scoring.mapping)
    lower, upper = ("–" if each is None else decimal(each) for each in (scoring.lower, scoring.upper))
    yield speak(text("bounds: {lower} … {upper}", lower=lower, upper=upper))
