"""An act of a form: carried out in a work of its own, and what came of it said on the next page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from exam_server.core.problems import Refused
from exam_server.core.text import Text
from exam_server.services.work import Work
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.work import open_work


def act_and_say(do: Callable[[Work], Text]) -> bool:
    """Whether it was done; `do` gives the words for it, and a refusal brings its own."""
    try:
        with open_work() as work:
            done = do(work)
    except Refused as refused:
        flash_refusal(refused)
        return False
    flash_done(done)
    return True


@contextmanager
def acting(done: Text) -> Iterator[Work]:
    """The same for an act whose words don't depend on what came of it."""
    try:
        with open_work() as work:
            yield work
    except Refused as refused:
        flash_refusal(refused)
    else:
        flash_done(done)
