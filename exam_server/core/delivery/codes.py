"""Codes that people compare and type: digests in letters of which none looks like another."""

import hashlib

_LETTERS = str.maketrans("0123456789abcdef", "ABCDEFHJKMNPRTXY")


def letters_of(digest: str, count: int, group: int = 4) -> str:
    """The first `count` hexadecimal digits of a digest as letters in groups, such as `ABCD EFHJ`."""
    letters = digest[:count].translate(_LETTERS)
    return " ".join(letters[start : start + group] for start in range(0, len(letters), group))


def check_code(digest: str) -> str:
    """A digest's first 64 bits, to be compared by eye or typed."""
    return letters_of(digest, 16)


def item_code(revision: str) -> str:
    """The mark of an item's revision, the same on every form that holds it: who asks about it names it so (B22).

    Six letters of a hash, since the item's own id tells the criterion that it asks for.
    """
    return letters_of(hashlib.sha256(revision.encode()).hexdigest(), 6, 3)


def normalise_code(typed: str) -> str:
    """A code as it was meant, from whatever was typed: capitals, without spaces and hyphens."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())
