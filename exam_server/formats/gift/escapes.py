"""GIFT's escapes: while a text is taken apart, an escaped character is another one that no text has."""

import re

SPECIAL = "~=#{}:\\"
BREAK = "\ufddb"
BLANK = "\ufddc"
"""Where the answers stood within a text: shown as a line to fill in."""
_HIDDEN = {letter: chr(0xFDD0 + index) for index, letter in enumerate(SPECIAL)}
_SHOWN = {hidden: letter for letter, hidden in _HIDDEN.items()}
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_ANY = re.compile("[\ufdd0-\ufddb]")


def hide(source: str) -> str:
    """The source with each escaped character hidden, so that every other one of GIFT's is markup."""
    return _ESCAPED.sub(lambda found: BREAK if found[1] == "n" else _HIDDEN[found[1]], source)


def show(words: str) -> str:
    """The words that a hidden source stands for."""
    return _ANY.sub(lambda found: _SHOWN.get(found[0], "\n"), words)


def escaped(words: str) -> str:
    """Words as GIFT writes them, in one line."""
    return re.sub(r"[~=#{}:\\]", r"\\\g<0>", words).replace("\n", "\\n")
