"""What a criterion asks a person to do, read from its Polish verbs: to talk, to do, or to write (P1)."""

import re
from typing import Literal

Manner = Literal["talks", "does", "writes"]

TALKING_VERBS = "omawia wymienia charakteryzuje opisuje wyjaśnia objaśnia definiuje tłumaczy nazywa wylicza"
TALKING = frozenset(TALKING_VERBS.split())
# These talk only about the right object: "wskazuje źródła", but not "wskazuje brakujące dane".
TALKING_ABOUT = {
    "podaje": ("przykład", "definicj", "nazw", "cech", "zasad", "rodzaj", "sposob", "źród"),
    "wskazuje": ("przykład", "źród", "sposob"),
}
TELLING_APART = frozenset({"rozróżnia", "rozpoznaje", "odróżnia"})
WRITING = frozenset({"sporządza", "pisze", "spisuje", "redaguje"})
WRITING_OF = {
    "przygotowuje": ("zapis", "dokument", "raport", "notatk", "sprawozdani", "pism"),
    "opracowuje": ("zapis", "dokument", "raport", "notatk", "sprawozdani", "pism"),
    "wypełnia": ("dokument", "formularz", "kart", "protok"),
}
AND, WITH = (["i"], ["oraz"], ["lub"]), (["z"], ["ze"])
ADVERBS = frozenset({"wspólnie", "razem", "samodzielnie"})
PARTNERS = ("klient", "osob", "uczestni", "pacjent", "rozmówc", "odbiorc", "uczni", "podopieczn", "gości")


def manner_of(criterion: str) -> Manner:
    """How a criterion is shown: by its leading verb, that verb's object, and whether it's done with a client."""
    words = re.findall(r"\w+", criterion.lower())
    while words and words[0] in ADVERBS:
        words.pop(0)
        if _with_partner(words):
            return "does"
    if not words:
        return "does"
    verb, rest = words[0], _after_verbs(words)
    if verb in WRITING or _starts_with(rest, WRITING_OF.get(verb, ())):
        return "writes"
    if _with_partner(rest):
        return "does"
    return "talks" if _talks(verb, rest) else "does"


def _after_verbs(words: list[str]) -> list[str]:
    """The words after the leading verbs: “omawia i uzgadnia z klientem” is done with a client too."""
    place = 1
    while (
        len(words) > place + 1
        and words[place] in ("i", "oraz", "lub")
        and words[place + 2 : place + 3] in (["z"], ["ze"])
    ):
        place += 2
    return words[place:]


def _with_partner(words: list[str]) -> bool:
    """“z klientem” right after the verb; “relacji z klientem” further on is only what is talked about."""
    return len(words) > 1 and words[0] in ("z", "ze") and words[1].startswith(PARTNERS)


def _starts_with(rest: list[str], stems: tuple[str, ...]) -> bool:
    """Whether the object, with at most one adjective before it, is one of the nouns."""
    return bool(stems) and any(word.startswith(stems) for word in rest[:2])


def _talks(verb: str, rest: list[str]) -> bool:
    if verb in TALKING:
        return True
    if verb in TELLING_APART:
        return any(conjunction == "i" and word in TALKING for conjunction, word in zip(rest, rest[1:], strict=False))
    return _starts_with(rest, TALKING_ABOUT.get(verb, ()))
