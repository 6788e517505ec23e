"""Matches and associations as drafts of matching; where that can't hold them, as multiple_response over the pairs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from exam_server.core.bank import Item, Option, Pair
from exam_server.formats.qti.declarations import Given
from exam_server.formats.qti.draft import NOTHING, Choice, Draft, Slot, texts_of
from exam_server.formats.qti.fitting import worth
from exam_server.formats.qti.ids import part_ids
from exam_server.formats.qti.processing import Processing

MOST_PAIRS = 60
Sides = Mapping[str, str]
"""From an associable choice's identifier to its text."""


@dataclass(frozen=True)
class Table:
    """Lefts and rights of one response; `swapped` where the file's second set stands on the left."""

    lefts: Sides
    rights: Sides
    response: str
    undirected: bool = False
    swapped: bool = False

    def value(self, left: str, right: str) -> str:
        """The pair as the file writes it."""
        if self.undirected:
            return " ".join(sorted((left, right)))
        return f"{right} {left}" if self.swapped else f"{left} {right}"

    def turned(self) -> "Table":
        return Table(self.rights, self.lefts, self.response, self.undirected, not self.swapped)


def draft_matching(table: Table, processing: Processing) -> Draft | None:
    """Each left with one right; None where the key gives a left none or several, or two rights read the same."""
    rightly = _right_of(table, processing)
    if rightly is None or len(set(table.rights.values())) < len(table.rights):
        return None
    ids = part_ids((*table.lefts, *(right for right in table.rights if right not in rightly.values())))
    side = {right: ids.get(right, "") for right in table.rights}
    side |= {right: ids[left] for left, right in reversed(list(rightly.items()))}
    pairs = [Pair(ids[left], words, table.rights[rightly[left]]) for left, words in table.lefts.items()]
    pairs += [Pair(ids[right], "", words) for right, words in table.rights.items() if right not in rightly.values()]
    slots = tuple(_slot(table, left, ids[left], rightly[left], side) for left in table.lefts)
    meant = {table.value(left, right): (ids[left], side[right]) for left in table.lefts for right in table.rights}

    def spell(given: Given) -> object:
        return dict(meant.get(each, (each, each)) for each in texts_of(given.get(table.response)))

    return Draft(Item("draft", "matching", (), "", pairs=tuple(pairs)), slots, spell)


def draft_pairs(table: Table, processing: Processing) -> Draft | None:
    """Many to many: every pair is an option; None where there would be too many."""
    values = {
        table.value(left, right): f"{words} – {table.rights[right]}"
        for left, words in table.lefts.items()
        for right in table.rights
        if left != right
    }
    if not 2 <= len(values) <= MOST_PAIRS:
        return None
    ids = part_ids(value.replace(" ", "_") for value in values)
    choices = {each: Choice(ids[each.replace(" ", "_")], table.response, (each,)) for each in values}
    keys = frozenset(texts_of(processing.responses[table.response].correct))
    keys = keys or frozenset(each for each, choice in choices.items() if worth(processing, choice) > 0)
    options = tuple(Option(choices[each].key, words, each in keys) for each, words in values.items())

    def spell(given: Given) -> object:
        chosen = texts_of(given.get(table.response))
        return [choices[each].key if each in choices else each for each in chosen]

    item = Item("draft", "multiple_response", (), "", options)
    return Draft(item, tuple((NOTHING, choice) for choice in choices.values()), spell)


def two_sides(offered: Sides, pairs: Iterable[str], response: str) -> Table | None:
    """An association's choices parted so that each right pair joins a left and a right; None where they can't be."""
    side: dict[str, bool] = {}
    for pair in pairs:
        one, _, other = pair.partition(" ")
        left = side.get(one, not side[other] if other in side else True)
        if one == other or side.setdefault(one, left) != left or side.setdefault(other, not left) == left:
            return None
    lefts = {each: words for each, words in offered.items() if side.get(each)}
    return Table(lefts, {each: offered[each] for each in offered if each not in lefts}, response, undirected=True)


def _slot(table: Table, left: str, id: str, right_one: str, side: Mapping[str, str]) -> Slot:
    """A right direction is the pair's id in a mapping, any other `left right`."""
    return (
        NOTHING,
        *(
            Choice(id if right == right_one else f"{id} {side[right]}", table.response, (table.value(left, right),))
            for right in table.rights
        ),
    )


def _right_of(table: Table, processing: Processing) -> Mapping[str, str] | None:
    """The one right of each left, by the correct response, else by what earns something."""
    correct = texts_of(processing.responses[table.response].correct) or _earning(table, processing)
    meant = {table.value(left, right): (left, right) for left in table.lefts for right in table.rights}
    found = [meant[each] for each in dict.fromkeys(correct) if each in meant]
    rightly = dict(found)
    return rightly if len(found) == len(rightly) == len(table.lefts) else None


def _earning(table: Table, processing: Processing) -> Sequence[str]:
    values = [table.value(left, right) for left in table.lefts for right in table.rights]
    return [each for each in values if worth(processing, Choice("x", table.response, (each,))) > 0]
