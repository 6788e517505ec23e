"""An import between its two steps: what was read is kept for its author, for a day at most, and nothing is filed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from exam_server.core.problems import NotFound
from exam_server.formats.intake import Intake
from exam_server.formats.intake_json import dump_intake, load_intake
from exam_server.services.work import Work
from exam_server.store import imports as store
from exam_server.store.tables import ImportRow

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class KeptLine:
    """One import that waits."""

    id: UUID
    qualification: str
    name: str
    made_at: datetime


@dataclass(frozen=True)
class KeptImport:
    line: KeptLine
    intake: Intake


def keep_intake(work: Work, qualification: str, name: str, intake: Intake) -> UUID:
    """Keep what was read from a file until its author confirms it; what waited too long goes."""
    content = dump_intake(intake)
    work.record()
    store.delete_imports(work.session, work.organisation_id, work.now - KEPT)
    row = ImportRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        qualification=qualification,
        name=name[:200],
        intake=content,
        made_at=work.now,
        made_by=work.actor.account_id,
    )
    work.session.add(row)
    work.note("bank.import.read", row.id, format=intake.format, items=len(intake.items))
    return row.id


def get_kept(work: Work, import_id: UUID) -> KeptImport:
    """One's own import. Raises NotFound for anybody else's, and for one that was filed, dropped or waited too long."""
    row = _get(work, import_id)
    return KeptImport(_line(row), load_intake(row.intake))


def list_kept(work: Work) -> list[KeptLine]:
    """One's own imports that wait, the newest first."""
    rows = store.list_imports(work.session, work.organisation_id, work.actor.account_id)
    return [_line(row) for row in rows if row.made_at >= work.now - KEPT]


def drop_kept(work: Work, import_id: UUID) -> None:
    """Forget an import, whether its items were filed or not."""
    work.record()
    row = _get(work, import_id)
    work.session.delete(row)
    work.note("bank.import.dropped", row.id)


def _get(work: Work, import_id: UUID) -> ImportRow:
    row = store.find_import(work.session, work.organisation_id, work.actor.account_id, import_id)
    if row is None or row.made_at < work.now - KEPT:
        raise NotFound(str(import_id))
    return row


def _line(row: ImportRow) -> KeptLine:
    return KeptLine(row.id, row.qualification, row.name, row.made_at)
