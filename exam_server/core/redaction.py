"""Pseudonyms within one dossier: the same person has the same one everywhere in it, and names in texts go."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

SHORTEST_STEM = 4
ENDING = 2


class Known(NamedTuple):
    """Somebody who occurs in a dossier; `contacts`: addresses, log-ins and numbers that name them too."""

    pseudonym: str
    given_names: str
    family_name: str
    contacts: tuple[str, ...] = ()


def number_people(ids: Sequence[str], prefix: str) -> dict[str, str]:
    """A pseudonym for each id, by the order of the ids: whoever makes the dossier anew gets the same ones."""
    return {each: f"{prefix} {number}" for number, each in enumerate(sorted(set(ids)), start=1)}


class Redactor:
    """Replaces names wherever they occur in JSON data, whole, and inflected at their end as Polish does it.

    It can't know nicknames or what a text tells between its lines: a person reads the texts before they're passed on.
    """

    def __init__(self, people: Sequence[Known]) -> None:
        self._patterns = [(_whole(one), each.pseudonym) for each in people for one in _patterns_of(each)]
        self._any = _whole("|".join(one for each in people for one in _patterns_of(each)) or "(?!)")

    def clean(self, content: object) -> object:
        """The same data with pseudonyms in all texts; keys of mappings stay."""
        if isinstance(content, str):
            return self.clean_text(content)
        if isinstance(content, Mapping):
            return {key: self.clean(value) for key, value in content.items()}
        if isinstance(content, list | tuple):
            return [self.clean(each) for each in content]
        return content

    def clean_text(self, words: str) -> str:
        if not self._any.search(words):
            return words
        for pattern, pseudonym in self._patterns:
            words = pattern.sub(pseudonym, words)
        return words


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(f"(?<!\\w)(?:{pattern})(?!\\w)", re.IGNORECASE)


def _patterns_of(person: Known) -> list[str]:
    """The longest first: a full name is one pseudonym, not two."""
    given, family = _inflected(person.given_names), _inflected(person.family_name)
    found = [re.escape(each) for each in person.contacts if each]
    if given and family:
        found += [f"{given}\\s+{family}", f"{family}\\s+{given}"]
    if family:
        found.append(family)
    return found


def _inflected(name: str) -> str:
    """The name with any ending: of each of its words all but the last two letters stay fixed, four at least."""
    words = [each for each in re.split(r"\s+", name.strip()) if each]
    return "\\s+".join(_stem(each) for each in words)


def _stem(word: str) -> str:
    fixed = word[: max(SHORTEST_STEM, len(word) - ENDING)]
    return re.escape(fixed) + (r"\w{0,6}" if len(word) >= SHORTEST_STEM else "")
