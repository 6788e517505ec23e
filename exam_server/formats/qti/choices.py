"""Choices, hottexts and orders as drafts of single_choice, multiple_response, true_false and ordering."""

from collections.abc import Mapping, Sequence
from itertools import islice, permutations

from exam_server.core.bank import Item, Kind, Option
from exam_server.formats.qti.declarations import Given
from exam_server.formats.qti.draft import MOST_PROBES, NOTHING, Choice, Draft, texts_of
from exam_server.formats.qti.fitting import worth
from exam_server.formats.qti.ids import part_ids
from exam_server.formats.qti.processing import Processing

Offered = Mapping[str, str]
"""From a choice's identifier to its text."""


def draft_choice(offered: Offered, response: str, several: bool, processing: Processing) -> Draft | None:
    """A choice of one or several; None without a key: the correct response, else what earns something by itself."""
    ids = part_ids(offered)
    choices = {each: Choice(ids[each], response, (each,)) for each in offered}
    keys = _keys(choices, response, several, processing)
    if not keys:
        return None
    options = tuple(Option(ids[each], words, each in keys) for each, words in offered.items())
    kind = _kind(ids, several)
    slots = ((NOTHING, *choices.values()),) if not several else tuple((NOTHING, each) for each in choices.values())

    def spell(given: Given) -> object:
        chosen = [ids.get(each, each) for each in texts_of(given.get(response))]
        return chosen if several else (chosen[0] if chosen else None)

    return Draft(Item("draft", kind, (), "", options), slots, spell)


def draft_order(offered: Offered, response: str, processing: Processing) -> Draft | None:
    """All things in the order of the correct response; None where that isn't an order of all of them."""
    ids = part_ids(offered)
    order = texts_of(processing.responses[response].correct)
    if sorted(order) != sorted(offered):
        return None
    options = tuple(Option(ids[each], offered[each]) for each in order)

    def spell(given: Given) -> object:
        return [ids.get(each, each) for each in texts_of(given.get(response))]

    return Draft(Item("draft", "ordering", (), "", options), (_orders(order, response),), spell)


def _orders(order: Sequence[str], response: str) -> tuple[Choice, ...]:
    """All orders; of too many, enough that the first ones and the last ones differ at every place."""
    ahead = islice(permutations(order), MOST_PROBES // 2)
    behind = islice(permutations(tuple(reversed(order))), MOST_PROBES // 2 - 1)
    return (NOTHING, *(Choice("", response, each) for each in dict.fromkeys((*ahead, *behind))))


def _kind(ids: Mapping[str, str], several: bool) -> Kind:
    if several:
        return "multiple_response"
    return "true_false" if set(ids.values()) == {"true", "false"} else "single_choice"


def _keys(choices: Mapping[str, Choice], response: str, several: bool, processing: Processing) -> frozenset[str]:
    correct = frozenset(texts_of(processing.responses[response].correct)) & choices.keys()
    if correct:
        return correct
    earned = {each: worth(processing, choice) for each, choice in choices.items()}
    best = max(earned.values(), default=0.0)
    return frozenset(each for each, value in earned.items() if value > 0 and (several or value == best))
