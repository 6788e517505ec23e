"""What rules need to know of a language, as patterns over its texts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """Patterns are searched in plain text, without regard to case (but for `emphasis`, which is the writer's own).

    `hedges` qualify a statement, `absolutes` exclude every exception. `refers` names other options by letter or place,
    `catch_all` all or none of them. `negative` is a question for what is not the case. `approves` and `rejects` are
    verdicts that a rationale opens with. `stops` are folded words that carry no matter. `hard_syllables`: from how many
    syllables a word counts as hard in the language's FOG index. `agreeing` gives, for words that end a stem to be
    completed, the pattern of a first word that fits them. `other_form` is a form of a first word that stands out.
    """

    hedges: re.Pattern[str]
    absolutes: re.Pattern[str]
    catch_all: re.Pattern[str]
    refers: re.Pattern[str]
    negative: re.Pattern[str]
    emphasis: re.Pattern[str]
    approves: re.Pattern[str]
    rejects: re.Pattern[str]
    stops: frozenset[str]
    vowels: re.Pattern[str]
    hard_syllables: int
    agreeing: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    infinitive: re.Pattern[str] | None = None


def any_of(alternatives: Iterable[str]) -> re.Pattern[str]:
    """A pattern of whole words; an alternative may hold `\\w*` for the endings of an inflected word."""
    return re.compile(rf"\b(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


def listed(words: str) -> tuple[str, ...]:
    """Alternatives written one after the other; in one of several words, `_` stands for a space."""
    return tuple(each.replace("_", " ") for each in words.split())
