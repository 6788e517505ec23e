"""The search for substitutes while it goes on: one process at a time has it, and pages show how far it is."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services.substituting import Errand
from exam_server.services.work import Work
from exam_server.store import searching as store
from exam_server.store.tables import SearchRow

FRESH = timedelta(seconds=30)
"""After so long without a word, whoever had the search is taken for dead."""
MOST_TRIES = 5


@dataclass(frozen=True)
class Due:
    """A withdrawal order or an amendment (`subject_id`) whose time has come, and what it asks of frozen forms."""

    subject_id: UUID
    errand: Errand


@dataclass(frozen=True)
class Progress:
    """`done` of `total` steps; `tries` counts processes: more than one means that one has died."""

    done: int
    total: int
    tries: int


def begin_search(work: Work, due: Due) -> int:
    """Take the search on; gives which try it is, or 0 while another process is heard of."""
    work.record()
    row = store.lock_search(work.session, due.subject_id)
    if row is None:
        own = {"subject_id": due.subject_id, "organisation_id": due.errand.organisation_id}
        row = SearchRow(**own, done=0, total=0, tries=0)
        work.session.add(row)
    elif row.seen_at is not None and work.now - row.seen_at < FRESH:
        return 0
    row.done, row.total, row.tries, row.seen_at = 0, 0, row.tries + 1, work.now
    work.session.flush()
    return row.tries


def tell_search(work: Work, due: Due, done: int, total: int) -> None:
    """How far it is."""
    work.record()
    row = store.lock_search(work.session, due.subject_id)
    if row is not None:
        row.done, row.total, row.seen_at = done, total, work.now


def let_go(work: Work, due: Due) -> None:
    """This try led nowhere: the next one may begin."""
    work.record()
    row = store.lock_search(work.session, due.subject_id)
    if row is not None:
        row.seen_at = None


def end_search(work: Work, subject_id: UUID) -> None:
    """Within `record()`: what it was for is carried out, or given up."""
    row = store.lock_search(work.session, subject_id)
    if row is not None:
        work.session.delete(row)


def show_search(work: Work, subject_id: UUID) -> Progress | None:
    """None where nobody has begun to search, or the search is over."""
    row = store.find_search(work.session, subject_id)
    return Progress(row.done, row.total, row.tries) if row is not None else None


def gave_up() -> Refused:
    """Every process that searched ended before it was done."""
    return Refused(
        text("Nothing was changed."),
        text("Looking for substitutes was broken off {count} times.", count=MOST_TRIES),
        text("Order the withdrawal again; if that doesn't help, show the server's log to the administrator."),
    )
