"""An item's texts as plain words, and which words of an inflected language belong together."""

import re
from collections.abc import Iterable

from exam_server.core.words import fold, without_pictures

WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
EMPHASIS = re.compile(r"[*_`~]+|\\(?=\W)")
MARKUP = re.compile(r"[#>|]+|\[\[[^\]]*\]\]")
QUOTED = re.compile(r"„[^„”]*”|“[^“”]*”|«[^«»]*»|\"[^\"]*\"")
SENTENCE_END = re.compile(r"(?<=[.!?…])[”\"»)]*\s+|\n+")
ENDING = re.compile(r"(?:[aeiouy]\w{0,5}|[cknwz]\w{0,4}|sci\w{0,3}|ta?|s|m|mi|ch|d)?")
SHORTEST_STEM, LONGEST_REST = 4, 2


def plain(markdown: str) -> str:
    """The text as it's read: without marks of Markdown, pictures by their description, white space as one space."""
    return " ".join(MARKUP.sub(" ", EMPHASIS.sub("", without_pictures(markdown))).split())


def sentences(markdown: str) -> list[str]:
    parts = (plain(part) for part in SENTENCE_END.split(without_pictures(markdown).strip()))
    return [part for part in parts if part]


def own_words(markdown: str) -> str:
    """What the author says, without what is only quoted; a text that is one quotation stays, without its marks."""
    words = plain(markdown)
    inner = words.rstrip(" .!?").strip('„”“"«»')
    whole = QUOTED.fullmatch(words.rstrip(" .!?"))
    return inner if whole else " ".join(QUOTED.sub(" ", words).split())


def words_of(text: str) -> list[str]:
    """Folded words (`core.words.fold`) in their order."""
    return WORD.findall(fold(plain(text)))


def content_words(text: str, stops: frozenset[str]) -> list[str]:
    """Words that carry the matter: of four letters or more, and none of the language's `stops` (folded)."""
    return [word for word in words_of(text) if len(word) >= SHORTEST_STEM and word not in stops]


def akin(one: str, other: str) -> bool:
    """Whether two folded words are forms of one: a common beginning, and what differs looks like endings.

    A light stemmer by comparison instead of a dictionary: `doradca`, `doradcy` and `doradztwo` are akin, `prawo` and
    `prawda` are not. It errs for stems that change inside (`ręka`, `ręce`) and for a few strangers that begin alike.
    """
    if one == other:
        return True
    shared = _shared(one, other)
    shorter, longer = sorted((len(one), len(other)))
    if shared < SHORTEST_STEM or shorter - shared > LONGEST_REST or longer - shared > LONGEST_REST + 3:
        return False
    return all(ENDING.fullmatch(word[shared:]) for word in (one, other))


def in_common(words: Iterable[str], others: Iterable[str]) -> set[str]:
    """Those of `words` that are akin to one of `others`."""
    by_start: dict[str, list[str]] = {}
    for other in others:
        by_start.setdefault(other[:SHORTEST_STEM], []).append(other)
    return {word for word in words if any(akin(word, each) for each in by_start.get(word[:SHORTEST_STEM], ()))}


def _shared(one: str, other: str) -> int:
    for length, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return length
    return min(len(one), len(other))
