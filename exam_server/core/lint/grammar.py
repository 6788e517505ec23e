"""Grammar that gives the key away in sentences to be completed, as far as it can be said without a dictionary."""

from collections.abc import Callable, Iterator

from exam_server.core.bank import Item
from exam_server.core.lint.language import Wording
from exam_server.core.lint.rule import Hit, Known
from exam_server.core.lint.wording import wording_of
from exam_server.core.lint.words import WORD, plain
from exam_server.core.text import Text, text

Feature = Callable[[str], object]


def grammar_cue(item: Item, known: Known) -> Iterator[Hit]:
    """One key that alone fits the stem's last word, or alone begins or ends otherwise than all distractors.

    What it can see: gender after a demonstrative or numeral in the nominative (by the noun's ending), a/an, an
    infinitive among other forms, a question among statements, a capital among small letters, a full stop among none.
    Case, number and the government of verbs need a dictionary; of these it says nothing.
    """
    wording = wording_of(item.language)
    keys = [index for index, option in enumerate(item.options) if option.key]
    if wording is None or item.kind != "single_choice" or len(keys) != 1 or len(item.options) < 3:
        return
    words = [plain(option.text) for option in item.options]
    for tells, message in (*_agreement(item, wording), *_forms(wording)):
        if _stands_out([_value(tells, each) for each in words], keys[0]):
            yield Hit(f"options.{keys[0]}.text", message)


def _agreement(item: Item, wording: Wording) -> Iterator[tuple[Feature, Text]]:
    stem = plain(item.stem).rstrip(" :…._")
    for last, first in wording.agreeing:
        if found := last.search(stem):
            message = text("Only the key fits the stem's last word “{word}”.", word=found[0])
            yield (lambda words, fits=first: bool(fits.fullmatch(_first(words)))), message  # type: ignore[misc]


def _forms(wording: Wording) -> Iterator[tuple[Feature, Text]]:
    infinitive = wording.infinitive
    if infinitive is not None:
        yield (
            lambda words: bool(infinitive.fullmatch(_first(words))),
            text("Only the key differs in whether it begins with an infinitive."),
        )
    yield lambda words: words[:1].isupper(), text("Only the key differs in beginning with a capital or small letter.")
    yield lambda words: _end(words) == "?", text("Only the key differs in being a question or not.")
    stopped = text("Only the key differs in ending with or without a full stop.")
    yield lambda words: _end(words) in (".", ";", "?"), stopped


def _first(words: str) -> str:
    found = WORD.search(words)
    return found[0] if found else ""


def _end(words: str) -> str:
    """The mark that a text ends with, looked for inside closing quotation marks too: “…?”. and “…”. end differently."""
    inner = words.rstrip(".").rstrip('”"»“')
    return inner[-1:] if inner[-1:] == "?" else words[-1:]


def _value(tells: Feature, words: str) -> bool | None:
    return bool(tells(words)) if words else None


def _stands_out(values: list[bool | None], key: int) -> bool:
    others = {value for index, value in enumerate(values) if index != key}
    return None not in values and len(others) == 1 and values[key] not in others
