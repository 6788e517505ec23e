"""What a marked sitting gave, as the small JSON text that is kept of it."""

import json
from functools import lru_cache

from exam_server.core.psychometrics import Sat

VERSION = 1
"""Of what a text says. Whoever raises it asks for figures of all banks in a migration: texts are made anew then."""
COMPACT = (",", ":")
END = ","
"""After every choice; ids hold none."""


def pack_sat(sat: Sat) -> str:
    """Columns rather than positions: names stand once, and most of it is read as one list of one type."""
    chosen = ["".join(f"{each}{END}" for each in sorted(choices)) for choices in sat.chosen]
    columns = {"items": list(sat.items), "states": sat.states, "shares": list(sat.shares)}
    return json.dumps({**columns, "seconds": list(sat.seconds), "chosen": chosen}, separators=COMPACT)


def unpack_sat(packed: str) -> Sat:
    """What `pack_sat` packed."""
    columns = json.loads(packed)
    chosen = list(map(_choices, columns.pop("chosen")))
    return Sat(**columns, chosen=chosen)


@lru_cache(maxsize=10_000)
def _choices(joined: str) -> frozenset[str]:
    """Thousands of sittings chose the same few things."""
    return frozenset(joined.split(END)[:-1])
