"""The room: how its seats stand, in rows and columns, numbered row by row."""

from collections.abc import Iterable

from exam_server.core.problems import Refused
from exam_server.core.text import text

MOST = 40


def check_room(rows: int, columns: int) -> None:
    """Raises Refused for an arrangement that no room has; 0 × 0 means that nobody said."""
    if (rows, columns) != (0, 0) and not (1 <= rows <= MOST and 1 <= columns <= MOST):
        raise Refused(
            text("The arrangement wasn't saved."),
            text("Rows and columns must be between 1 and {most}.", most=MOST),
            text("Correct the numbers, or leave both empty."),
        )


def arrange(seats: Iterable[int], rows: int, columns: int) -> tuple[tuple[int, ...], ...]:
    """Rows of seat numbers; a place beyond the highest seat is there too, and more seats than places add rows."""
    highest = max(seats, default=0)
    needed = max(rows, -(-highest // columns))
    return tuple(tuple(range(row * columns + 1, (row + 1) * columns + 1)) for row in range(needed))
