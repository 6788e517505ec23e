"""Words made comparable: for searching without diacritics, and for names in addresses."""

import re
import unicodedata

# These letters carry their stroke inside, so Unicode doesn't take them apart.
STROKES = str.maketrans({"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O"})


def fold(words: str) -> str:
    """Words without case, diacritics and repeated spaces: “Źródło  wody” and “zrodlo wody” are the same."""
    apart = unicodedata.normalize("NFKD", words).translate(STROKES)
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).casefold().split())


def slug(words: str) -> str:
    """A name for folders and addresses: lower-case ASCII letters and digits, joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(words)))
