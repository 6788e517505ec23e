"""Recognises the labels of register forms and announcements by their words, whatever their numbers and ornaments."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from exam_server.formats.register_form.lines import Line

# A phrase that ends in an ellipsis is the beginning of a label. Without Polish diacritics, as `fold` makes them.
LABELS: Mapping[str, tuple[str, ...]] = {
    "name": ("nazwa kwalifikacji", "pelna nazwa kwalifikacji"),
    "short_name": ("skrot nazwy", "skrot nazwy kwalifikacji", "nazwa skrocona", "skrocona nazwa kwalifikacji"),
    "kind": ("rodzaj kwalifikacji",),
    "prk_level": (
        "proponowany poziom polskiej ramy kwalifikacji",
        "proponowany poziom prk",
        "poziom kwalifikacji",
        "poziom prk kwalifikacji",
        "poziom prk przypisany do kwalifikacji…",
        "poziom polskiej ramy kwalifikacji przypisany do kwalifikacji…",
    ),
    "level": ("poziom", "poziom prk", "poziom zestawu", "poziom prk zestawu", "poziom polskiej ramy kwalifikacji"),
    "qualification_hours": ("orientacyjny naklad pracy potrzebny do uzyskania kwalifikacji…",),
    "hours": ("orientacyjny naklad pracy", "naklad pracy", "liczba godzin", "naklad pracy w godzinach"),
    "characteristic": ("krotka charakterystyka kwalifikacji…", "podstawowe informacje o kwalifikacji"),
    "cost": ("orientacyjny koszt…", "koszt uzyskania kwalifikacji", "koszt uzyskania dokumentu…", "koszt"),
    "preceding": ("wymagane kwalifikacje poprzedzajace", "kwalifikacje poprzedzajace"),
    "conditions": (
        "w razie potrzeby warunki, jakie musi spelniac…",
        "warunki, jakie musi spelniac osoba…",
        "warunki przystapienia do walidacji",
    ),
    "validation": ("wymagania dotyczace walidacji…", "walidacja", "wymagania walidacyjne"),
    "applicant": ("wnioskodawca", "nazwa wnioskodawcy", "podmiot skladajacy wniosek"),
    "validity": ("okres waznosci dokumentu…", "okres waznosci certyfikatu…", "okres waznosci"),
    "document": ("nazwa dokumentu potwierdzajacego…", "rodzaj dokumentu potwierdzajacego…"),
    "field_code": ("kod dziedziny ksztalcenia", "dziedzina ksztalcenia"),
    "pkd": ("kod pkd", "pkd", "kod polskiej klasyfikacji dzialalnosci…"),
    "sets": (
        "zestawy efektow uczenia sie",
        "wyodrebnione zestawy efektow uczenia sie",
        "obowiazkowe zestawy efektow uczenia sie",
        "zestawy obowiazkowe",
        "efekty uczenia sie wymagane dla kwalifikacji…",
    ),
    "optional_sets": (
        "zestawy fakultatywne",
        "zestawy dodatkowe",
        "zestawy nieobowiazkowe",
        "zestawy do wyboru",
        "fakultatywne zestawy efektow uczenia sie",
        "dodatkowe zestawy efektow uczenia sie",
        "zestawy efektow uczenia sie do wyboru",
    ),
    "set_number": ("numer zestawu w kwalifikacji", "numer zestawu", "nr zestawu"),
    "set_name": ("nazwa zestawu", "nazwa zestawu efektow uczenia sie"),
    "set_kind": ("rodzaj zestawu", "rodzaj zestawu efektow uczenia sie"),
    "outcomes": (
        "poszczegolne efekty uczenia sie oraz kryteria weryfikacji ich osiagniecia",
        "poszczegolne efekty uczenia sie i kryteria weryfikacji ich osiagniecia",
        "poszczegolne efekty uczenia sie",
        "efekty uczenia sie",
        "efekty uczenia sie oraz kryteria weryfikacji",
        "efekty uczenia sie i kryteria weryfikacji",
        "efekty uczenia sie oraz kryteria weryfikacji ich osiagniecia",
        "umiejetnosci",
    ),
    "outcome": ("efekt uczenia sie", "efekt"),
    "criteria": (
        "kryteria weryfikacji",
        "kryterium weryfikacji",
        "kryteria",
        "kryteria weryfikacji ich osiagniecia",
        "kryteria weryfikacji jego osiagniecia",
        "kryteria weryfikacji osiagniecia efektu…",
        "kryteria weryfikacji efektow…",
    ),
    "aside": ("opis", "lista"),
    "other": (
        "typ wniosku",
        "typ kwalifikacji",
        "kategoria kwalifikacji",
        "grupy osob…",
        "zapotrzebowanie na kwalifikacje…",
        "odniesienie do kwalifikacji…",
        "typowe mozliwosci wykorzystania…",
        "propozycja odniesienia do poziomu…",
        "syntetyczna charakterystyka efektow uczenia sie",
        "informacje o instytucjach uprawnionych…",
        "instytucje certyfikujace",
        "minister wlasciwy…",
        "uprawnienia zwiazane z posiadaniem kwalifikacji",
        "inne, poza pozytywnym wynikiem walidacji,…",
        "termin dokonywania przegladu kwalifikacji",
        "status",
        "dokumenty",
        "zalaczniki",
        "oswiadczam, ze…",
        "dane o podmiocie…",
    ),
}
SET_KEYS = frozenset(
    {"sets", "optional_sets", "set_number", "set_name", "set_kind", "set_heading", "outcomes", "outcome", "criteria"}
)
NUMBERING = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[IVX]{1,5}\.|[a-z]\))\s+")
QUALIFIERS = re.compile(r"\b(?:wolno)?rynkowej\b|\bsektorowej\b|\buregulowanej\b|\[[^\]]*\]|\([^)]*\)|\*")
SET_HEADING = re.compile(
    r"^zestaw(?: efektow uczenia sie)?(?: nr\.?| numer)? ?0?(?P<number>\d{1,2})"
    r"(?:[.:)]| ?[-–—]|(?=\s|$))\s*(?P<rest>.*)$"
)
OUTCOME_LABEL = re.compile(r"^efekt(?: uczenia sie)?(?: nr)? (?=(?:[a-z]|\d{1,2})(?:[.:)]| ?[-–—]|$))")


@dataclass(frozen=True)
class Token:
    """A line and the label it is (`key`, empty for ordinary text); `value` is what follows the label on the line."""

    key: str
    value: str
    line: Line
    number: int | None = None


@cache
def fold(text: str) -> str:
    """Lower case without diacritics, one character for each of `text`, so that positions stay true."""
    return "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    lowered = {"ł": "l", "Ł": "l"}.get(character, character.lower())
    return unicodedata.normalize("NFD", lowered)[:1] or character


def classify(line: Line) -> Token:
    """The line as a token: which label it is, or text."""
    bare = NUMBERING.sub("", line.text, count=1).strip(" *#")
    if line.kind in ("item", "end") or not bare[:1].isupper():
        return Token("", line.text, line)
    return _set_heading(bare, line) or _outcome_label(bare, line) or _label(bare, line) or Token("", line.text, line)


def _set_heading(bare: str, line: Line) -> Token | None:
    found = SET_HEADING.match(fold(bare))
    if found is None or line.text != bare and not line.text.lstrip("*# ").startswith(bare[:6]):
        return None
    return Token("set_heading", bare[found.start("rest") :].strip(), line, int(found["number"]))


def _outcome_label(bare: str, line: Line) -> Token | None:
    found = OUTCOME_LABEL.match(fold(bare))
    return Token("outcome", bare[found.end() :], line) if found else None


def _label(bare: str, line: Line) -> Token | None:
    before, colon, after = bare.partition(":")
    key = _key(reduce_label(before)) if colon else ""
    if key:
        return Token(key, after.strip(" *"), line)
    key = _key(reduce_label(bare))
    return Token(key, "", line) if key else None


def reduce_label(label: str) -> str:
    """A label's own words: folded, without numbering, brackets, stars and the words for the type of qualification."""
    words = QUALIFIERS.sub(" ", fold(NUMBERING.sub("", label, count=1)))
    return " ".join(words.split()).strip(" :.*").replace(" ,", ",")


@cache
def _exact() -> dict[str, str]:
    return {phrase: key for key, phrase in _phrases() if not phrase.endswith("…")}


@cache
def _beginnings() -> tuple[tuple[str, str], ...]:
    return tuple((phrase.rstrip("…").strip(), key) for key, phrase in _phrases() if phrase.endswith("…"))


def _phrases() -> Iterator[tuple[str, str]]:
    for key, phrases in LABELS.items():
        for phrase in phrases:
            yield key, phrase


def _key(words: str) -> str:
    if words in _exact():
        return _exact()[words]
    return next((key for beginning, key in _beginnings() if words.startswith(beginning)), "")
