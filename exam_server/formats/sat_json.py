"""What a marked sitting gave, as the small JSON text that is kept of it."""

import json
from functools import lru_cache
from sys import intern

from exam_server.core.psychometrics import Sat

VERSION = 2
"""Of what a text says; those of another one are passed over, and made anew before their bank is measured next."""
COMPACT = (",", ":")
END, BETWEEN = ",", ";"
"""After every choice, and between what was chosen at two positions; no id holds either."""


def pack_sat(sat: Sat) -> str:
    """Columns, and what is words in one text for all positions: long lists are slow to read."""
    chosen = BETWEEN.join("".join(f"{each}{END}" for each in sorted(choices)) for choices in sat.chosen)
    words = {"items": " ".join(sat.items), "states": sat.states, "chosen": chosen}
    return json.dumps({**words, "shares": list(sat.shares), "seconds": list(sat.seconds)}, separators=COMPACT)


def unpack_sat(packed: str) -> Sat:
    """What `pack_sat` packed."""
    columns = json.loads(packed)
    # The same few items in all sittings: as one object each they're found several times as fast.
    items = list(map(intern, columns["items"].split()))
    chosen = list(map(_choices, columns["chosen"].split(BETWEEN)))
    return Sat(items, columns["states"], columns["shares"], columns["seconds"], chosen)


@lru_cache(maxsize=10_000)
def _choices(joined: str) -> frozenset[str]:
    """Thousands of sittings chose the same few things."""
    return frozenset(joined.split(END)[:-1])
