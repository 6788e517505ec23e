"""When a password is too easily guessed from where and by whom it's used."""

import unicodedata
from collections.abc import Iterable

MINIMUM_LENGTH = 12
SHORTEST_WORD = 4
LETTERS_OF_ITS_OWN = 6
"""So many letters have to remain of a password with words of its context in it, when those are taken away."""
OWN_WORDS = (
    *("exam", "examserver", "server", "password", "login", "certificate", "qualification", "office", "candidate"),
    *("assessor", "auditor", "author", "reviewer", "advisor", "commission", "administrator", "admin"),
    *("egzamin", "egzaminy", "egzaminów", "serwer", "hasło", "certyfikat", "kwalifikacja", "walidacja", "biuro"),
    *("kandydat", "kandydatka", "asesor", "asesorka", "audytor", "autor", "recenzent", "doradca", "komisja"),
)
"""Of the product and its rooms, in both languages; the names of the body and of the person come to it."""


def leans_on(password: str, words: Iterable[str]) -> bool:
    """Whether little more than these words (and those of the product) makes the password; digits and signs are little.

    Upper case and accents make no difference.
    """
    rest = whole = _fold(password)
    for word in sorted({_fold(each) for each in (*OWN_WORDS, *words)}, key=len, reverse=True):
        if len(word) >= SHORTEST_WORD:
            rest = rest.replace(word, "")
    return rest != whole and sum(each.isalpha() for each in rest) < LETTERS_OF_ITS_OWN


def _fold(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words.casefold().replace("ł", "l"))
    return "".join(each for each in plain if each.isalnum())
