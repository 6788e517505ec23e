"""The awarding body's name and seat: protocols and certificates name them, the public page tells them (L1, L11)."""

from exam_server.core.problems import Refused
from exam_server.core.text import text

LONGEST = 200


def require_body(name: str, seat: str) -> tuple[str, str]:
    """Both as they're kept, without spaces around them. Raises Refused where one is missing or too long (L1)."""
    given = " ".join(name.split()), " ".join(seat.split())
    if not all(1 <= len(each) <= LONGEST for each in given):
        raise Refused(
            text("The body's name and seat weren't changed."),
            text("Both are needed, of {limit} characters at most.", limit=LONGEST),
            text("Fill in what is missing."),
            "L1",
        )
    return given
