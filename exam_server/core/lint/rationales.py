"""Rationales against the key: what the author says about an option must go with whether it's the key."""

from collections.abc import Iterator

from exam_server.core.bank import Item
from exam_server.core.lint.rule import Hit, Known
from exam_server.core.lint.wording import wording_of
from exam_server.core.lint.words import own_words, words_of
from exam_server.core.text import text

FEWEST_WORDS = 4


def two_correct(item: Item, known: Known) -> Iterator[Hit]:
    """A distractor whose rationale opens by calling it right, or gives the very reason of a key."""
    wording = wording_of(item.language)
    if wording is None or item.kind == "true_false":
        return
    reasons = {_said(option.rationale) for option in item.options if option.key} - {()}
    for index, option in enumerate(item.options):
        if option.key:
            continue
        if wording.approves.search(own_words(option.rationale)):
            message = text("The rationale of {id} calls it right, but it isn't a key.", id=option.id)
            yield Hit(f"options.{index}.rationale", message)
        elif _said(option.rationale) in reasons:
            message = text("Option {id}, which isn't a key, has the same rationale as a key.", id=option.id)
            yield Hit(f"options.{index}.rationale", message)


def key_called_wrong(item: Item, known: Known) -> Iterator[Hit]:
    wording = wording_of(item.language)
    if wording is None or item.kind == "true_false":
        return
    for index, option in enumerate(item.options):
        if option.key and wording.rejects.search(own_words(option.rationale)):
            message = text("The rationale of {id} calls it wrong, but it's a key.", id=option.id)
            yield Hit(f"options.{index}.rationale", message)


def _said(rationale: str) -> tuple[str, ...]:
    """The words of a rationale, if it's more than a remark."""
    words = tuple(words_of(rationale))
    return words if len(words) >= FEWEST_WORDS else ()
