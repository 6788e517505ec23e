"""Scans of members' documents: taken like files of a portfolio, kept by hash, for whoever may read the register."""

from pathlib import Path
from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.formats.document_door import ReadDocument
from exam_server.services.credentials import Scan, to_scan
from exam_server.services.work import Work
from exam_server.store import credentials as store
from exam_server.store.evidence_files import get_file
from exam_server.store.tables import CredentialDocumentRow, CredentialFileRow

NOT_TAKEN = text("The file wasn't taken.")
MOST_SCANS = 10


def add_scan(work: Work, person_id: UUID, document_id: UUID, read: ReadDocument) -> UUID:
    """Add a file, whose bytes are kept already, to a person's document; the same bytes again change nothing.

    Raises Refused once the document is verified: whoever verified it saw it as it was then (S5).
    """
    work.record()
    document = _get_document(work, person_id, document_id, lock=True)
    present = store.list_document_files(work.session, [document_id])
    same = next((row.id for row in present if row.content_hash == read.digest), None)
    if same is not None:
        return same
    if document.verified_at is not None:
        why, remedy = text("The document is verified already."), text("Enter another document for a newer file.")
        raise Refused(NOT_TAKEN, why, remedy, rule="S5")
    if len(present) >= MOST_SCANS:
        most = text("A document has at most {count} files.", count=MOST_SCANS)
        raise Refused(NOT_TAKEN, most, text("Join them into one file."))
    row = CredentialFileRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        document_id=document_id,
        file_name=read.name,
        kind=read.kind,
        media_type=read.media_type,
        size_bytes=len(read.content),
        content_hash=read.digest,
        source_hash=read.source_hash,
        brought_at=work.now,
        brought_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    work.note("people.document.scanned", document_id, content=read.digest, bytes=row.size_bytes)
    return row.id


def get_scan(work: Work, folder: Path, person_id: UUID, scan_id: UUID) -> tuple[Scan, bytes]:
    """A file of a person's document with its bytes. Raises NotFound, also where they aren't what they were."""
    row = work.session.get(CredentialFileRow, scan_id)
    if row is None:
        raise NotFound(str(scan_id))
    _get_document(work, person_id, row.document_id)
    content = get_file(folder, row.content_hash)
    if content is None:
        raise NotFound(str(scan_id))
    return to_scan(row), content


def _get_document(work: Work, person_id: UUID, document_id: UUID, *, lock: bool = False) -> CredentialDocumentRow:
    row = work.session.get(CredentialDocumentRow, document_id, with_for_update=lock or None)
    if row is None or row.person_id != person_id or row.organisation_id != work.organisation_id or row.withdrawn_at:
        raise NotFound(str(document_id))
    return row
