"""Typed texts and numbers against what an author foresaw: which option a typed response is."""

import unicodedata
from collections.abc import Iterable

from exam_server.core.bank import Item, Option
from exam_server.core.numbers import read_number, read_span


def comparable(words: str, exact_case: bool = False) -> str:
    """A typed text as it's compared: NFC, trimmed, inner white space as one space, without letter case."""
    spaced = " ".join(unicodedata.normalize("NFC", words).split())
    return spaced if exact_case else unicodedata.normalize("NFC", spaced.casefold())


def find_option(item: Item, options: Iterable[Option], typed: str) -> Option | None:
    """The first of `options` that the typed text is, or (numeric) whose numbers it lies among."""
    if item.kind == "numeric":
        number = read_number(typed)
        spans = ((option, read_span(option.text)) for option in options)
        return next((option for option, span in spans if span and number is not None and number in span), None)
    exact = item.scoring.exact_case
    wanted = comparable(typed, exact)
    return next((option for option in options if comparable(option.text, exact) == wanted), None)
