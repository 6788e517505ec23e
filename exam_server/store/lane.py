"""One lane for writes on SQLite: whoever wants to write waits in line, first come, first served."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


class Lane:
    """A first-in, first-out lock. A plain lock is unfair: a busy saver would starve everybody else."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[Event] = deque()
        self._taken = False

    def enter(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            turn = Event()
            self._waiting.append(turn)
        turn.wait()

    def enter_if_free(self) -> bool:
        """Without waiting; whether it was free."""
        with self._guard:
            was_free, self._taken = not self._taken, True
        return was_free

    def leave(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False

    @contextmanager
    def entered(self) -> Iterator[None]:
        self.enter()
        try:
            yield
        finally:
            self.leave()


class OpenLane(Lane):
    """PostgreSQL's lane: the server's own locks order the writers."""

    def enter(self) -> None:
        return

    def enter_if_free(self) -> bool:
        return True

    def leave(self) -> None:
        return
