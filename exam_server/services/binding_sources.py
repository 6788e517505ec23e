"""What binds an edition: an authorised person compares it with the announcement and confirms that (L23)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from exam_server.core.certification import Source, require_source
from exam_server.services.legal_day import legal_day
from exam_server.services.people import Names
from exam_server.services.qualification import get_edition
from exam_server.services.work import Work
from exam_server.store import certification as store
from exam_server.store.tables import SourceConfirmationRow

ANNOUNCEMENT = "announcement"


@dataclass(frozen=True)
class Confirmation:
    """What somebody confirmed of an edition, when and with which remark."""

    source: Source
    note: str
    made_at: datetime
    made_by: str


def confirm_source(work: Work, edition_id: UUID, title: str, number: str, published_on: date | None, note: str) -> None:
    """Confirm that an edition says what its announcement says. Raises Refused for missing words or a day to come.

    A later confirmation takes the place of an earlier one, which is kept.
    """
    get_edition(work, edition_id)
    source = require_source(title, number, published_on, legal_day(work))
    work.record()
    row = SourceConfirmationRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        edition_id=edition_id,
        kind=ANNOUNCEMENT,
        title=source.title,
        number=source.number,
        published_on=source.published_on,
        note=note.strip(),
        made_at=work.now,
        made_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    work.note("qualification.source.confirmed", row.id, edition=str(edition_id))


def list_confirmations(work: Work, edition_id: UUID) -> list[Confirmation]:
    """Everything that was confirmed of an edition, the newest first. Raises NotFound."""
    get_edition(work, edition_id)
    names = Names(work)
    return [
        Confirmation(
            Source(row.kind, row.title, row.number, row.published_on), row.note, row.made_at, names.of(row.made_by)
        )
        for row in store.list_sources(work.session, edition_id)
    ]
