"""Words made comparable and plain: for searching without diacritics, for names in addresses, for lists."""

import re
import unicodedata

# These letters carry their stroke inside, so Unicode doesn't take them apart.
STROKES = str.maketrans({"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O"})


PICTURE = re.compile(r"!\[((?:[^\[\]\\]|\\.)*)\]\([^()\s]*\)")


def without_pictures(markdown: str) -> str:
    """A Markdown text with each picture's description in its place, in brackets."""
    return PICTURE.sub(r"[\1]", markdown)


def fold(words: str) -> str:
    """Words without case, diacritics and repeated spaces: “Źródło  wody” and “zrodlo wody” are the same."""
    apart = unicodedata.normalize("NFKD", words).translate(STROKES)
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).casefold().split())


def slug(words: str) -> str:
    """A name for folders and addresses: lower-case ASCII letters and digits, joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(words)))
