"""Tickets: codes of 50 bits that a candidate can read from a card and type without mistaking a symbol (UX 3.3.8)."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
RANDOM_BYTES = 7
_LOOK_ALIKES = str.maketrans("OILU", "011V")
_SEPARATORS = str.maketrans("", "", " \t\r\n\u00a0-–—.")


def make_ticket(random_bytes: bytes) -> str:
    """A ticket such as `7K3QD-9XM2R` from seven secret random bytes; it carries their first 50 bits."""
    if len(random_bytes) != RANDOM_BYTES:
        raise ValueError(f"a ticket takes {RANDOM_BYTES} random bytes")
    number = int.from_bytes(random_bytes, "big") >> 6
    symbols = "".join(ALPHABET[(number >> shift) & 31] for shift in range(45, -1, -5))
    return f"{symbols[:5]}-{symbols[5:]}"


def normalise_ticket(text: str) -> str | None:
    """The ticket as it's kept, from whatever was typed, pasted or scanned; None where it can't be one."""
    symbols = text.translate(_SEPARATORS).upper().translate(_LOOK_ALIKES)
    if len(symbols) != LENGTH or not set(symbols) <= set(ALPHABET):
        return None
    return f"{symbols[:5]}-{symbols[5:]}"
