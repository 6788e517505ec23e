"""Stems: whether a negation is seen, and how hard the text is to read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from exam_server.core.bank import Item
from exam_server.core.lint.language import Wording
from exam_server.core.lint.rule import Hit, Known
from exam_server.core.lint.wording import wording_of
from exam_server.core.lint.words import QUOTED, WORD, plain, sentences
from exam_server.core.text import text
from exam_server.core.words import without_pictures

FOG_FROM, WORDS_FROM = 18.0, 40
INSTRUCTION = re.compile(r"\s*(?:Wskaż|Zaznacz|Wybierz|Choose|Select|Mark)\b[^.!?]*[.!]?\s*$")


def question_of(stem: str) -> str:
    """The sentence that asks: the last one, without an instruction on how many to choose; as it was written."""
    whole = INSTRUCTION.sub("", without_pictures(stem).strip())
    parts = [part for part in re.split(r"(?<=[.!?…])[”\"»)]*\s+|\n+", whole) if part.strip()]
    return parts[-1] if parts else ""


def negative_stem(item: Item, known: Known) -> Iterator[Hit]:
    """A question for what is not the case, whose negation is neither bold nor in capitals."""
    wording = wording_of(item.language)
    if wording is None or item.kind == "true_false":
        return
    question = question_of(item.stem)
    bare = QUOTED.sub(" ", question)
    if wording.negative.search(plain(bare)) and not wording.emphasis.search(bare):
        yield Hit("stem", text("The stem asks for what is not the case, and the negation isn't emphasised."))


@dataclass(frozen=True)
class Fog:
    """`index` counts years of school; `words` are those of the whole text, hard words in per cent of them."""

    index: float
    words: int
    words_a_sentence: float
    hard_percent: float


def fog(markdown: str, wording: Wording) -> Fog:
    """Gunning's FOG index, 0.4 × (words a sentence + hard words in per cent), with the language's bound for hard words.

    Polish: four syllables or more, as W. Pisarek set it (Jak mierzyć zrozumiałość tekstu?, Zeszyty Prasoznawcze 4/1969)
    and the Polish FOG-PL kept it, with its bands: 13-15 first-cycle studies, 16-17 second-cycle, from 18 very hard. He
    counts syllables of the basic form; here the form in the text counts, since a dictionary would be needed, so the
    index comes out a little high. English: three or more, without Gunning's exceptions for names and compounds.
    """
    parts = sentences(markdown)
    words = [word for part in parts for word in WORD.findall(part)]
    if not words:
        return Fog(0.0, 0, 0.0, 0.0)
    hard = sum(syllables(word, wording) >= wording.hard_syllables for word in words)
    length, percent = len(words) / len(parts), 100 * hard / len(words)
    return Fog(0.4 * (length + percent), len(words), length, percent)


def syllables(word: str, wording: Wording) -> int:
    return len(wording.vowels.findall(word.casefold()))


def reading_level(item: Item, known: Known) -> Iterator[Hit]:
    """Only stems of `WORDS_FROM` words or more: in a shorter text two long words already make the index."""
    wording = wording_of(item.language)
    if wording is None:
        return
    found = fog(item.stem, wording)
    if found.words >= WORDS_FROM and found.index >= FOG_FROM:
        message = text(
            "The stem is very hard to read: FOG index {index}, {length} words a sentence, {hard} % hard words.",
            index=round(found.index),
            length=round(found.words_a_sentence),
            hard=round(found.hard_percent),
        )
        yield Hit("stem", message)
