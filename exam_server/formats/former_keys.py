"""The file of an installation's earlier public keys; what doesn't read like one is no list of keys."""

import json
from collections.abc import Sequence
from datetime import date

from exam_server.core.former_keys import FormerKeys

KEY_BYTES = 32


def write_former(keys: Sequence[FormerKeys]) -> str:
    rows = [{"until": each.until.isoformat(), "head": each.head, "badge": each.badge} for each in keys]
    return json.dumps(rows, indent=1) + "\n"


def read_former(content: str) -> tuple[FormerKeys, ...]:
    """Raises ValueError for anything else: half a list would call genuine heads forged."""
    rows = json.loads(content)
    if not isinstance(rows, list):
        raise ValueError("not a list of former keys")
    try:
        return tuple(
            FormerKeys(date.fromisoformat(row["until"]), _key(row["head"]), _key(row["badge"])) for row in rows
        )
    except (KeyError, TypeError) as error:
        raise ValueError("not a list of former keys") from error


def _key(words: str) -> str:
    if len(bytes.fromhex(words)) != KEY_BYTES:
        raise ValueError("not a key")
    return words.lower()
