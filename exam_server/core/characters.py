"""Characters that no database keeps: NUL, and halves of surrogate pairs. No form of a browser sends them; JSON can."""

import re

UNKEPT = re.compile("[\0\ud800-\udfff]")


def as_kept(words: str) -> str:
    """Without NULs; half a pair becomes a question mark."""
    return words.replace("\0", "").encode("utf-8", "replace").decode()
