"""Characters that no database keeps: NUL, and halves of surrogate pairs. No form of a browser sends them; JSON can.

A request with one is refused, with two exceptions: a candidate's responses and a tablet's entries are kept without it.
Refused, they would wait in the browser until the end of the test or the day, and with them all that comes after.
"""

import re

UNKEPT = re.compile("[\0\ud800-\udfff]")


def as_kept(words: str) -> str:
    """Without NULs; half a pair becomes a question mark."""
    return words.replace("\0", "").encode("utf-8", "replace").decode()
