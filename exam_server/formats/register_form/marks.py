"""The marks that begin list items: dashes and bullets, a) b), A. B., 1) 2), 1. 2."""

import re
from dataclasses import dataclass

DASHES = "-–—•·▪■●◦‣*"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MARK = re.compile(
    rf"(?P<dash>[{re.escape(DASHES)}])(?=\s|[A-ZĄĆĘŁŃÓŚŹŻ])\s*"
    r"|(?P<lower>[a-z])\)\s*"
    r"|(?P<upper>[A-Z])(?:[.)](?=\s|[A-ZĄĆĘŁŃÓŚŹŻ])|\s?[:–-](?=\s))\s*"
    r"|(?P<bracketed>\d{1,2})\)\s*"
    r"|(?P<dotted>\d{1,2})\.(?!\d)\s*"
)


@dataclass(frozen=True)
class Mark:
    """`style` tells kinds of lists apart; `rank` is the item's place from 1, or 0 for a dash, which has none."""

    style: str
    rank: int
    length: int


def read_mark(text: str, start: int = 0) -> Mark | None:
    """The mark that stands in `text` at `start`."""
    found = MARK.match(text, start)
    if found is None or found.lastgroup is None:
        return None
    style, sign = found.lastgroup, found[found.lastgroup]
    length = found.end() - start
    if style == "dash":
        return Mark(f"dash {sign}", 0, length)
    if style in ("lower", "upper"):
        return Mark(style, LETTERS.index(sign.lower()) + 1, length)
    return Mark(style, int(sign), length)


def without_mark(text: str) -> str:
    mark = read_mark(text)
    return text[mark.length :].strip() if mark else text
