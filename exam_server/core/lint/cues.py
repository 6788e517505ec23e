"""Cues: what gives the key away to somebody who doesn't know the matter (single choices with one key)."""

from collections.abc import Iterator, Sequence

from exam_server.core.bank import Item, Option
from exam_server.core.lint.rule import Hit, Known
from exam_server.core.lint.stems import question_of
from exam_server.core.lint.wording import wording_of
from exam_server.core.lint.words import WORD, content_words, in_common, own_words, plain
from exam_server.core.text import Text, text
from exam_server.core.words import fold

LONG_FROM, LONG_BY, LONG_MARGIN = 25, 1.25, 12
"""A key of this many characters or more is too long from this ratio to the next longest option, when it also exceeds
every other one by `LONG_MARGIN` characters. Below the ratio the eye doesn't see it among lines of text."""
ECHOES, TELLING = 2, 6


def key_longest(item: Item, known: Known) -> Iterator[Hit]:
    key, others = _key_and_others(item)
    if key is None:
        return
    length, longest = len(plain(key[1].text)), max(len(plain(other.text)) for other in others)
    if length >= LONG_FROM and length >= LONG_BY * longest and length - longest >= LONG_MARGIN:
        message = text(
            "The key is much longer than every distractor: {key} characters against {other}.", key=length, other=longest
        )
        yield Hit(f"options.{key[0]}.text", message)


def key_hedged(item: Item, known: Known) -> Iterator[Hit]:
    wording, (key, others) = wording_of(item.language), _key_and_others(item)
    if key is None or wording is None:
        return
    found = wording.hedges.search(own_words(key[1].text))
    if found and not any(wording.hedges.search(own_words(other.text)) for other in others):
        message = text("Only the key is qualified (“{words}”); cautious statements are guessed right.", words=found[0])
        yield Hit(f"options.{key[0]}.text", message)


def absolute_words(item: Item, known: Known) -> Iterator[Hit]:
    """Distractors that exclude every exception beside a key that doesn't; a false statement (true/false) that does."""
    wording = wording_of(item.language)
    if wording is None:
        return
    if item.kind == "true_false":
        found = wording.absolutes.search(own_words(item.stem))
        if found and any(option.key and option.id == "false" for option in item.options):
            yield Hit("stem", _absolute(found[0]))
        return
    if item.kind not in ("single_choice", "multiple_response"):
        return
    if any(option.key and wording.absolutes.search(own_words(option.text)) for option in item.options):
        return
    for index, option in enumerate(item.options):
        # “None of the above” is a fault of its own.
        words = wording.catch_all.sub(" ", own_words(option.text))
        if found := wording.absolutes.search(words):
            yield Hit(f"options.{index}.text", _absolute(found[0]))


def _absolute(words: str) -> Text:
    return text("“{words}” excludes every exception, which gives a wrong statement away.", words=words)


def stem_in_key(item: Item, known: Known) -> Iterator[Hit]:
    """Words of the stem that come back in the key and in no distractor, where no distractor takes as many others.

    One word is enough if the question itself has it; of the case told before it, `ECHOES` words more than any
    distractor has, since distractors that take up the case too make the key look no different.
    """
    wording, (key, others) = wording_of(item.language), _key_and_others(item)
    if key is None or wording is None:
        return
    asked = content_words(item.stem, wording.stops)
    echoed = in_common(content_words(key[1].text, wording.stops), asked)
    elsewhere = {word for other in others for word in in_common(echoed, content_words(other.text, wording.stops))}
    only = sorted(echoed - elsewhere)
    most = max(len(in_common(content_words(other.text, wording.stops), asked)) for other in others)
    telling = [word for word in only if len(word) >= TELLING]
    if telling and len(echoed) >= most + (1 if _asks_with(telling, item) else ECHOES):
        words = ", ".join(word for word in WORD.findall(plain(key[1].text)) if fold(word) in only)
        message = text("Only the key repeats words of the stem: {words}.", words=words)
        yield Hit(f"options.{key[0]}.text", message)


def _asks_with(words: Sequence[str], item: Item) -> bool:
    """Whether the question itself (not the case told before it) has one of the words."""
    wording = wording_of(item.language)
    return bool(wording and in_common(words, content_words(question_of(item.stem), wording.stops)))


def _key_and_others(item: Item) -> tuple[tuple[int, Option] | None, list[Option]]:
    keys = [(index, option) for index, option in enumerate(item.options) if option.key]
    others = [option for option in item.options if not option.key]
    return (keys[0], others) if item.kind == "single_choice" and len(keys) == 1 and others else (None, others)
