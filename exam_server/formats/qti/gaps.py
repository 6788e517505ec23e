"""Inline choices, gap matches and several text entries as drafts of inline_choice and gap_text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exam_server.core.bank import Gap, Item, Option
from exam_server.formats.qti.declarations import Given
from exam_server.formats.qti.draft import NOTHING, Choice, Draft, texts_of
from exam_server.formats.qti.fitting import worth
from exam_server.formats.qti.ids import part_ids
from exam_server.formats.qti.processing import Processing
from exam_server.formats.qti.typed import foreseen, letter_cases

Offered = Mapping[str, str]


@dataclass(frozen=True)
class Blank:
    """A place in the text: its mark in the stem, the response that it belongs to, its choices."""

    id: str
    response: str
    offered: Offered


def draft_inline(blanks: Sequence[Blank], processing: Processing) -> Draft | None:
    """Each place with its own choices and its own response; None where a place has no one right choice."""
    gaps, slots, names = [], [], {}
    for blank in blanks:
        ids = part_ids(blank.offered)
        names[blank.response] = ids
        choices = {each: Choice(f"{blank.id} {ids[each]}", blank.response, (each,)) for each in blank.offered}
        key = _key(choices, frozenset(texts_of(processing.responses[blank.response].correct)), processing)
        if key is None:
            return None
        gaps.append(Gap(blank.id, _options(blank, ids, key)))
        slots.append((NOTHING, *choices.values()))

    def spell(given: Given) -> object:
        chosen = [(blank, texts_of(given.get(blank.response))) for blank in blanks]
        return {blank.id: names[blank.response].get(each[0], each[0]) for blank, each in chosen if each}

    return Draft(Item("draft", "inline_choice", (), "", gaps=tuple(gaps)), tuple(slots), spell)


def draft_gap_match(blanks: Sequence[Blank], processing: Processing) -> Draft | None:
    """Each gap offers the whole pool; one response holds the pairs “choice gap”. None: a gap without one key."""
    (response,) = {blank.response for blank in blanks}
    correct = frozenset(texts_of(processing.responses[response].correct))
    gaps, slots = [], []
    meant: dict[str, tuple[str, str]] = {}
    for blank in blanks:
        ids = part_ids(blank.offered)
        values = {each: f"{each} {blank.id}" for each in blank.offered}
        choices = {each: Choice(f"{_own(blank)} {ids[each]}", response, (value,)) for each, value in values.items()}
        key = _key(choices, frozenset(each for each, value in values.items() if value in correct), processing)
        if key is None:
            return None
        meant |= {value: (_own(blank), ids[each]) for each, value in values.items()}
        gaps.append(Gap(_own(blank), _options(blank, ids, key)))
        slots.append((NOTHING, *choices.values()))

    def spell(given: Given) -> object:
        return dict(meant.get(each, (each, each)) for each in texts_of(given.get(response)))

    return Draft(Item("draft", "inline_choice", (), "", gaps=tuple(gaps)), tuple(slots), spell)


def draft_typed_gaps(blanks: Sequence[Blank], processing: Processing) -> Draft | None:
    """Each place takes a typed text; None where nothing typed there earns anything."""
    gaps, slots = [], []
    for blank in blanks:
        texts = foreseen(blank.response, processing)
        keys = frozenset(each.text for each in texts if each.key)
        if not keys:
            return None
        gaps.append(Gap(blank.id, texts))
        known = [Choice(f"{blank.id} {each.id}", blank.response, (each.text,)) for each in texts]
        others = [Choice("", blank.response, (each,)) for each in letter_cases(texts)]
        slots.append((NOTHING, *others, *known))

    def spell(given: Given) -> object:
        chosen = [(blank.id, texts_of(given.get(blank.response))) for blank in blanks]
        return {id: each[0] for id, each in chosen if each}

    return Draft(Item("draft", "gap_text", (), "", gaps=tuple(gaps)), tuple(slots), spell)


def _options(blank: Blank, ids: Mapping[str, str], key: str) -> tuple[Option, ...]:
    return tuple(Option(ids[each], words, each == key) for each, words in blank.offered.items())


def _own(blank: Blank) -> str:
    return part_ids([blank.id])[blank.id]


def _key(choices: Mapping[str, Choice], correct: frozenset[str], processing: Processing) -> str | None:
    keys = correct & choices.keys()
    if not keys:
        earned = {each: worth(processing, choice) for each, choice in choices.items()}
        best = max(earned.values(), default=0.0)
        keys = frozenset(each for each, value in earned.items() if value == best and value > 0)
    return next(iter(keys)) if len(keys) == 1 else None
