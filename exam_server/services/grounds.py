"""Grounds of accommodations: recorded apart, read for a stated purpose by who may, and every reading is logged.

Nothing else reads this table: what was agreed is all that desk, members, protocols and statistics get.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from exam_server.core.grounds import Ground, require_ground, require_purpose
from exam_server.core.people import may
from exam_server.core.problems import NotFound
from exam_server.formats.document_door import ReadDocument
from exam_server.services.case_rows import get_row
from exam_server.services.people import Names
from exam_server.services.work import Work
from exam_server.store import grounds as store
from exam_server.store.evidence_files import get_file
from exam_server.store.tables import AccommodationGroundRow, GroundViewRow


@dataclass(frozen=True)
class GroundLine:
    """That something was put forward, when, and by whom recorded: without what it says."""

    id: UUID
    has_words: bool
    has_document: bool
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True)
class Viewed:
    """A reading; `of_document`: of a document, not of the words."""

    viewed_at: datetime
    viewed_by: str
    purpose: str
    of_document: bool


@dataclass(frozen=True)
class ReadGround:
    """What was put forward, for who may read it."""

    id: UUID
    words: str
    file_name: str
    recorded_at: datetime


@dataclass(frozen=True)
class GroundFile:
    name: str
    media_type: str
    content: bytes


def list_lines(work: Work, case_id: UUID) -> list[GroundLine]:
    """What there is, oldest first. Raises NotFound for who may not manage accommodations."""
    _require_manager(work, case_id)
    names = Names(work)
    return [
        GroundLine(row.id, bool(row.words), bool(row.content_hash), row.recorded_at, names.of(row.recorded_by))
        for row in store.list_grounds(work.session, case_id)
    ]


def list_viewed(work: Work, case_id: UUID) -> list[Viewed]:
    """Who read them, the newest reading first."""
    _require_manager(work, case_id)
    names = Names(work)
    return [
        Viewed(row.viewed_at, names.of(row.viewed_by), row.purpose, row.ground_id is not None)
        for row in store.list_views(work.session, case_id)
    ]


def record_ground(work: Work, case_id: UUID, words: str, document: ReadDocument | None = None) -> UUID:
    """Keep what was put forward for an accommodation. Raises Refused without words and document."""
    kept = require_ground(Ground(words, document is not None))
    work.record()
    _require_manager(work, case_id)
    row = AccommodationGroundRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        case_id=case_id,
        words=kept,
        file_name=document.name if document else "",
        media_type=document.media_type if document else "",
        content_hash=document.digest if document else "",
        recorded_at=work.now,
        recorded_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    work.note("case.accommodation.ground_recorded", row.id)
    return row.id


def read_grounds(work: Work, case_id: UUID, purpose: str) -> list[ReadGround]:
    """The grounds themselves, oldest first; the reading is logged with its purpose in the same transaction."""
    purpose = require_purpose(purpose)
    work.record()
    _require_manager(work, case_id)
    _log(work, case_id, None, purpose)
    return [
        ReadGround(row.id, row.words, row.file_name, row.recorded_at)
        for row in store.list_grounds(work.session, case_id)
    ]


def read_ground_file(work: Work, folder: Path, case_id: UUID, ground_id: UUID, purpose: str) -> GroundFile:
    """The document of one; logged as `read_grounds`. Raises NotFound where there is none, or its bytes are gone."""
    purpose = require_purpose(purpose)
    work.record()
    _require_manager(work, case_id)
    row = work.session.get(AccommodationGroundRow, ground_id)
    if row is None or row.case_id != case_id or not row.content_hash:
        raise NotFound(str(ground_id))
    content = get_file(folder, row.content_hash)
    if content is None:
        raise NotFound(str(ground_id))
    _log(work, case_id, row.id, purpose)
    return GroundFile(row.file_name, row.media_type, content)


def _require_manager(work: Work, case_id: UUID) -> None:
    get_row(work, case_id)
    if not may(work.actor.roles, "accommodation.manage"):
        raise NotFound(str(case_id))


def _log(work: Work, case_id: UUID, ground_id: UUID | None, purpose: str) -> None:
    row = GroundViewRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        case_id=case_id,
        ground_id=ground_id,
        purpose=purpose,
        viewed_at=work.now,
        viewed_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    work.note("case.accommodation.grounds_read", row.id, document=ground_id is not None)
