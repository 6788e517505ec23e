"""Where two readings of the same text part: runs of words that both have, and runs that only this one has."""

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Run:
    """Some words in a row; `own` marks those that the other reading doesn't have here."""

    words: str
    own: bool


def differing_words(text: str, other: str) -> tuple[Run, ...]:
    """The words of `text` in runs; joined by spaces they are the whole text."""
    mine, theirs = text.split(), other.split()
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    runs = ((tag != "equal", mine[start:end]) for tag, start, end, _, _ in matcher.get_opcodes())
    return tuple(Run(" ".join(words), own) for own, words in runs if words)
