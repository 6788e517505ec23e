"""The located line: what every layout of a register form is turned into before it's read."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "heading", "item", "end"]

INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


@dataclass(frozen=True)
class Line:
    """One line of the form.

    `fresh` says that it opens a paragraph, cell or list item. `depth` is the level of a heading or the nesting of a
    list item. An `end` line has no text: a table or list is over there.
    """

    number: int
    text: str
    kind: Kind = "text"
    fresh: bool = False
    depth: int = 0


def clean(raw: str) -> str:
    """`raw` with ordinary single spaces and without invisible characters; nothing else is touched."""
    return re.sub(r"\s+", " ", raw.translate(INVISIBLE)).strip()
