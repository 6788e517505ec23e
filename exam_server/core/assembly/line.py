"""The order in which units stand in line for a form: those drawn less often first, then by a keyed digest."""

import hmac
from collections.abc import Sequence

from exam_server.core.assembly.stock import Stock

RANKS = 1 << 64


def keyed(seed: str, *words: object) -> bytes:
    """HMAC-SHA256 of the words under the seed; the words can't run into each other."""
    return hmac.digest(seed.encode(), "\x1f".join(str(word) for word in words).encode(), "sha256")


def line_up(stock: Stock, seed: str, form: object, drawn: Sequence[int]) -> list[int]:
    """A sort key per unit: how often it was drawn so far, then its digest for this form."""
    return [
        drawn[index] * RANKS + int.from_bytes(keyed(seed, "pick", form, unit.key)[:8], "big")
        for index, unit in enumerate(stock.units)
    ]
