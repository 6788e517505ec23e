"""Orders of erasure outside the database: ids in a file that no restore overwrites, and repeated after one (P8).

The database is what counts; the file follows it after each commit, at each backup and each start.
"""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import cast
from uuid import UUID

from exam_server.core.retention import DataKind
from exam_server.formats.erasure_file import ErasureLine, read_lines, write_lines
from exam_server.services.erasing import Subject, carry_out, subjects_of
from exam_server.services.work import Work
from exam_server.store import retention as store
from exam_server.store.audit import list_organisations
from exam_server.store.erasing import list_named
from exam_server.store.evidence_files import drop_file
from exam_server.store.tables import ErasureOrderRow

FILE = "erasures.jsonl"


def finish_orders(work: Work, instance: Path) -> None:
    """After the commit of an erasure: its order goes into the file, and the files that it leaves nameless go."""
    keep_orders(work, instance / FILE)
    if not store.list_with_files(work.session):
        return
    work.record()
    for row in store.list_with_files(work.session):
        for digest in set(row.files) - list_named(work.session, row.files):
            drop_file(instance / "evidence", digest)
        row.files = []


def keep_orders(work: Work, file: Path) -> None:
    """Add to the file what the database has and it hasn't. Raises OSError where the disk doesn't take it."""
    known = {each.order for each in read_lines(file)}
    added = [each for each in _lines(work) if each.order not in known]
    if added:
        write_lines(file, added)


def _lines(work: Work) -> list[ErasureLine]:
    """All that each order named stands in its line, also what an earlier one had erased before."""
    orders = store.list_confirmed(work.session)
    erased = {
        (row.kind, row.subject_id): (row.rule, row.due_on.isoformat())
        for organisation_id in {each.organisation_id for each in orders}
        for row in store.list_erased(work.session, organisation_id)
    }
    return [
        ErasureLine(
            str(row.id),
            str(row.organisation_id),
            row.proposed_at.isoformat(),
            str(row.proposed_by),
            (row.decided_at or row.proposed_at).isoformat(),
            str(row.decided_by),
            tuple((kind, str(subject_id), *erased[kind, subject_id]) for kind, subject_id in subjects_of(row)),
        )
        for row in orders
    ]


def copy_beside(instance: Path, folder: Path) -> None:
    """Beside a backup lies every order up to then, also those that the folder knows from another installation."""
    known = {each.order for each in read_lines(folder / FILE)}
    added = [each for each in read_lines(instance / FILE) if each.order not in known]
    if added:
        write_lines(folder / FILE, added)


def require_readable(files: Iterable[Path]) -> None:
    """Before a restore: raises Refused where one of these can't be read, and nobody could repeat its erasures."""
    for file in files:
        read_lines(file)


def repeat_orders(work: Work, files: Iterable[Path]) -> int:
    """Erase anew what these files say was erased and a restored database still has; gives how many orders that were.

    A folder of backups may know orders of other installations too: those concern nobody here.
    """
    work.record()
    done = {order.id for order in store.list_confirmed(work.session)}
    here = set(list_organisations(work.session))
    lines = {each.order: each for file in files for each in read_lines(file) if UUID(each.organisation) in here}
    missing = [each for each in lines.values() if UUID(each.order) not in done]
    for line in sorted(missing, key=lambda each: each.decided_at):
        _repeat(work, line)
    return len(missing)


def _repeat(work: Work, line: ErasureLine) -> None:
    row = work.session.get(ErasureOrderRow, UUID(line.order)) or ErasureOrderRow(id=UUID(line.order))
    row.organisation_id, row.confirmed = UUID(line.organisation), True
    row.subjects = [[kind, subject_id] for kind, subject_id, _, _ in line.subjects]
    row.proposed_at, row.proposed_by = datetime.fromisoformat(line.proposed_at), _id_of(line.proposed_by)
    row.decided_at, row.decided_by, row.files = datetime.fromisoformat(line.decided_at), _id_of(line.decided_by), []
    work.session.add(row)
    work.session.flush()
    rules: dict[Subject, tuple[str, date]] = {
        (cast(DataKind, kind), UUID(subject_id)): (rule, date.fromisoformat(due))
        for kind, subject_id, rule, due in line.subjects
    }
    work.organisation_id = row.organisation_id
    work.note("retention.erasure.repeated", row.id, count=len(rules))
    carry_out(work, row, rules)


def _id_of(given: str) -> UUID | None:
    return None if given == "None" else UUID(given)
