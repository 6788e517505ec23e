"""The column that says what parts earn: `a=0.5; b=0.5; lower=-0.5; exact case`."""

import re

from exam_server.core.bank import Scoring

EXACT_CASE = "exact case"
BOUNDS = ("default", "lower", "upper")
PART = re.compile(r"([A-Za-z0-9_-]{1,32}(?: [A-Za-z0-9_-]{1,32})?)\s*=\s*(-?[0-9]{1,4}(?:[.,][0-9]{1,20})?|none)")


def write_scoring(scoring: Scoring) -> str:
    """Only what differs from all or nothing between 0 and 1."""
    bare = Scoring()
    parts = [f"{name}={value!r}" for name, value in scoring.mapping.items()]
    for name in BOUNDS:
        value = getattr(scoring, name)
        if value != getattr(bare, name):
            parts.append(f"{name}={'none' if value is None else repr(value)}")
    return "; ".join([*parts, *([EXACT_CASE] if scoring.exact_case else [])])


def read_scoring(words: str) -> Scoring | None:
    """None for what isn't of this form."""
    mapping: dict[str, float] = {}
    bounds: dict[str, float | None] = {}
    exact = False
    for part in filter(None, (each.strip() for each in words.split(";"))):
        found = PART.fullmatch(part)
        if part.lower() == EXACT_CASE:
            exact = True
        elif found is None or (found[2] == "none" and found[1] not in ("lower", "upper")):
            return None
        elif found[1] in BOUNDS:
            bounds[found[1]] = None if found[2] == "none" else float(found[2].replace(",", "."))
        else:
            mapping[found[1]] = float(found[2].replace(",", "."))
    return Scoring(mapping, exact_case=exact, **bounds)  # type: ignore[arg-type]
