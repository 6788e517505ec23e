"""Strategies that don't read the matter: each gives every option a number, and takes the highest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb

from exam_server.core.bank import Item
from exam_server.core.lint.wording import wording_of
from exam_server.core.lint.words import content_words, in_common, own_words, plain

Scores = Callable[[Item], Sequence[float]]


@dataclass(frozen=True)
class Strategy:
    """`by_place`: it looks at nothing but the places, so a drawn order makes it chance where options are shuffled."""

    id: str
    scores: Scores
    by_place: bool = False


def _length(item: Item) -> list[float]:
    return [len(plain(option.text)) for option in item.options]


def _qualified(item: Item) -> list[float]:
    wording = wording_of(item.language)
    return [len(wording.hedges.findall(own_words(each.text))) if wording else 0 for each in item.options]


def _echo(item: Item) -> list[float]:
    """How many of the option's words the stem has too."""
    wording = wording_of(item.language)
    stops = wording.stops if wording else frozenset()
    asked = content_words(item.stem, stops)
    return [len(in_common(content_words(option.text, stops), asked)) for option in item.options]


def _middle(item: Item) -> list[float]:
    """The places nearest to the middle; both of them where their number is even."""
    centre = (len(item.options) - 1) / 2
    return [-abs(place - centre) for place in range(len(item.options))]


def _first(item: Item) -> list[float]:
    return [float(place == 0) for place in range(len(item.options))]


def _odd(item: Item) -> list[float]:
    """The option that shares fewest words with the others."""
    wording = wording_of(item.language)
    words = [content_words(option.text, wording.stops if wording else frozenset()) for option in item.options]
    return [
        -sum(len(in_common(own, other)) / max(1, len(own)) for place, other in enumerate(words) if place != index)
        for index, own in enumerate(words)
    ]


STRATEGIES = (
    Strategy("longest", _length),
    Strategy("most-qualified", _qualified),
    Strategy("echo", _echo),
    Strategy("odd-one-out", _odd),
    Strategy("middle", _middle, by_place=True),
    Strategy("first", _first, by_place=True),
)


def chance(item: Item) -> float:
    """How often a blind guess is wholly right: one of n, or of the ways to choose as many options as there are keys.

    That a guesser knows how many keys a multiple response has is the case where its stem says so (“Wskaż trzy”).
    """
    return 1 / comb(len(item.options), sum(option.key for option in item.options))


def worth(item: Item, scores: Sequence[float]) -> float:
    """What taking the highest scores earns where it's right: 1, or a share where equal ones are guessed among.

    Where the strategy prefers nothing it's the item's chance.
    """
    _, above, tied = _sides(item, scores)
    return 1 / comb(len(tied), sum(option.key for option in item.options) - len(above))


def success(item: Item, scores: Sequence[float]) -> float:
    """How often taking the highest scores is wholly right; among equal ones the strategy guesses blindly."""
    keys, above, tied = _sides(item, scores)
    return worth(item, scores) if above <= keys <= above | tied else 0.0


def _sides(item: Item, scores: Sequence[float]) -> tuple[set[int], set[int], set[int]]:
    """The places of the keys, of what the strategy surely takes, and of those among which it guesses."""
    keys = {index for index, option in enumerate(item.options) if option.key}
    cut = sorted(scores, reverse=True)[len(keys) - 1]
    above = {index for index, score in enumerate(scores) if score > cut}
    return keys, above, {index for index, score in enumerate(scores) if score == cut}
