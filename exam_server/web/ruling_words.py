"""A ruling on a key in words and in the fields of a form, for whichever room asks what another key would change."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from werkzeug.datastructures import MultiDict

from exam_server.core.bank import Item, Scoring
from exam_server.core.rekeying import TYPED_IN, Ruling, apply_ruling, settle
from exam_server.core.scoring import key
from exam_server.core.scoring.choices import choice_words
from exam_server.core.text import Text, text
from exam_server.formats.ruling_fields import write_ruling
from exam_server.web.language import speak
from exam_server.web.statistics import decimal

VERDICTS: Mapping[str, Text] = {"met": text("met"), "not_met": text("not met"), "open": text("open")}


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


def fields_of(sent: MultiDict[str, str]) -> dict[str, list[str]]:
    """An address or a form as the fields of a ruling."""
    return {name: values for name, values in sent.lists()}


def field_words(item: Item, ruling: Ruling, holds: Ruling, sent: Mapping[str, list[str]] | None) -> dict[str, Any]:
    """What `_parts/ruling_fields.html` shows of a ruling; `sent`: fields that can't be read, as they came."""
    return {
        "item": item,
        "places": places_of(item),
        "choices": choice_words(item),
        "typed_in": item.kind in TYPED_IN,
        "authored": key(item),
        "texts": {option.id: option.text for option in item.options},
        "known_orders": _orders(item, ruling, holds),
        "decimal": decimal,
        "f": write_ruling(item, ruling) if sent is None else sent,
    }


def _orders(item: Item, *rulings: Ruling) -> list[str]:
    """Every order that was ever named, the author's first."""
    own = [option.id for option in item.options]
    found = (" ".join(order) for each in rulings for order in each.orders if sorted(order) == sorted(own))
    return list(dict.fromkeys([" ".join(own), *found]))


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
