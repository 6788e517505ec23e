"""PINs with which assessors seal their sheets."""

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

SHORTEST, LONGEST = 4, 8
DIGITS = "01234567890"


def require_pin(pin: str) -> None:
    """Raises Refused unless it's 4 to 8 digits that aren't the first ones that anybody would try."""
    if not (pin.isascii() and pin.isdecimal() and SHORTEST <= len(pin) <= LONGEST):
        raise _refused(text("A PIN has {shortest} to {longest} digits.", shortest=SHORTEST, longest=LONGEST))
    if len(set(pin)) == 1 or pin in DIGITS or pin in DIGITS[::-1]:
        raise _refused(text("It's a row or one digit repeated, which anybody would try first."))


def _refused(why: Text) -> Refused:
    return Refused(text("The PIN wasn't set."), why, text("Choose another one."))
