"""Files of portfolios: kept by hash before their row is written, and given back to whoever may read the case."""

import errno
from pathlib import Path
from uuid import UUID

from exam_server.core.portfolio import NOT_TAKEN
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import Text, text
from exam_server.formats.document_door import ReadDocument, read_document
from exam_server.services.case import may_see
from exam_server.services.case_rows import get_own_row, get_row
from exam_server.services.portfolio import LIMITS, Piece, get_piece, list_handed_in
from exam_server.services.reading_apart import check_document_apart, read_picture_apart
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store.evidence_files import get_file, put_file

FULL = (errno.ENOSPC, errno.EDQUOT)


def keep_document(folder: Path, file_name: str, content: bytes, what: Text = NOT_TAKEN) -> ReadDocument:
    """Check a file and keep its bytes; no transaction is open meanwhile. Raises Refused where it isn't taken.

    `what`: what fails then. What isn't filed afterwards leaves bytes that no row names; nobody can ask for them.
    """
    if len(content) > LIMITS.document_bytes:
        most = LIMITS.document_bytes // 2**20
        raise _refused_size(most, what)
    read, problems = read_document(file_name, content, read_picture_apart, check_document_apart)
    if read is None:
        raise Refused(what, problems[0].message, text("Choose another file, or save this one differently."))
    try:
        put_file(folder, read.content)
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise Refused(
            what,
            text("The server's disk is full."),
            text("Tell the office. What was handed in before is kept; try again later."),
        ) from error
    return read


def get_own_document(work: Work, folder: Path, case_id: UUID, document_id: UUID) -> tuple[Piece, bytes]:
    """A document of the actor's own case with its bytes."""
    return _with_bytes(folder, get_piece(work, get_own_row(work, case_id).id, document_id))


def get_handed_in_document(work: Work, folder: Path, case_id: UUID, document_id: UUID) -> tuple[Piece, bytes]:
    """A document that was handed in, for whoever may read the case: its commission, the office, the auditor."""
    if not may_see(work, case_store.list_stages(work.session, get_row(work, case_id).id)):
        raise NotFound(str(case_id))
    for each in list_handed_in(work, case_id):
        if each.id == document_id:
            return _with_bytes(folder, each)
    raise NotFound(str(document_id))


def _with_bytes(folder: Path, piece: Piece) -> tuple[Piece, bytes]:
    """Raises NotFound for a declaration, and for bytes that are gone or aren't what they were."""
    content = get_file(folder, piece.content_hash) if piece.kind == "document" else None
    if content is None:
        raise NotFound(str(piece.id))
    return piece, content


def _refused_size(most: int, what: Text) -> Refused:
    return Refused(
        what,
        text("The file is larger than {limit} MiB.", limit=most),
        text("Choose what shows most, or save it smaller."),
    )
