"""Identifiers of QTI as ids of our parts: kept where they fit, else shortened, always distinct."""

import re
from collections.abc import Iterable, Mapping

LONGEST = 32
MARK = "id-"
MARKED = re.compile(r"^id-(?=[0-9-])")


def identifier(id: str) -> str:
    """An id of ours as QTI's identifier, which begins with a letter or an underscore."""
    return id if id[:1].isalpha() or id.startswith("_") else f"{MARK}{id}"


def part_ids(identifiers: Iterable[str]) -> Mapping[str, str]:
    """From each identifier of a file to the id of an option, a pair or a gap."""
    ids: dict[str, str] = {}
    for each in dict.fromkeys(identifiers):
        plain = re.sub(r"[^A-Za-z0-9_-]", "-", MARKED.sub("", each)) or "x"
        name, number = plain[:LONGEST], 1
        while name in ids.values():
            number += 1
            name = f"{plain[: LONGEST - 4]}-{number}"
        ids[each] = name
    return ids
