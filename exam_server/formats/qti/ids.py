"""Identifiers of QTI as ids of our parts: kept where they fit, else shortened, always distinct."""

import re
from collections.abc import Iterable, Mapping

LONGEST = 32


def part_ids(identifiers: Iterable[str]) -> Mapping[str, str]:
    """From each identifier of a file to the id of an option, a pair or a gap."""
    ids: dict[str, str] = {}
    for identifier in dict.fromkeys(identifiers):
        plain = re.sub(r"[^A-Za-z0-9_-]", "-", identifier) or "x"
        name, number = plain[:LONGEST], 1
        while name in ids.values():
            number += 1
            name = f"{plain[: LONGEST - 4]}-{number}"
        ids[identifier] = name
    return ids
