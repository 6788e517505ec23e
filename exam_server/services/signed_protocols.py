"""Signed protocols that come back: verified in a process apart, and kept beside what was made."""

import base64
import hashlib
import json
from pathlib import Path
from uuid import UUID

from exam_server.core.problems import NotFound
from exam_server.core.signatures import SignedReading, refused_signed, require_signed
from exam_server.core.text import text
from exam_server.formats.document_door import ReadDocument, read_document
from exam_server.formats.plain import to_plain
from exam_server.formats.signed_question import Question
from exam_server.services.protocols import get_row
from exam_server.services.reading_apart import check_document_apart, read_picture_apart, read_signatures_apart
from exam_server.services.work import Work
from exam_server.store import case_protocol as store
from exam_server.store.tables import SignedProtocolRow

LARGEST = 20 * 1024 * 1024
PAPER = "paper"
"""The kind of a scan: nothing in it is verified, somebody vouches for it."""
ISSUER_FILES = (".pem", ".crt", ".cer", ".der")


def list_roots(folder: Path) -> tuple[tuple[str, str], ...]:
    """The certificates of issuers that the office trusts: files of a folder by name, in base 64."""
    if not folder.is_dir():
        return ()
    files = sorted(each for each in folder.iterdir() if each.suffix.lower() in ISSUER_FILES)
    return tuple((each.name, base64.b64encode(each.read_bytes()).decode()) for each in files)


def ask_signed(
    work: Work, case_id: UUID, protocol_id: UUID, given: bytes, roots: tuple[tuple[str, str], ...] = ()
) -> Question:
    """What the verification has to know of a file. Refused where it doesn't begin with the protocol's own bytes."""
    row = get_row(work, case_id, protocol_id)
    if len(given) > LARGEST:
        raise refused_signed(
            text("The file is larger than {limit} MiB.", limit=LARGEST // 2**20),
            text("Sign the file that was downloaded here, without printing or saving it anew."),
        )
    if not given.startswith(row.content):
        raise refused_signed(
            text("It isn't protocol {number} with a signature: its bytes differ.", number=row.cited),
            text("Sign the file that was downloaded here, without printing or saving it anew."),
        )
    return Question(len(row.content), row.made_at, work.now, roots)


def verify_signed(given: bytes, question: Question) -> SignedReading:
    """What the file's signatures show. Takes seconds: outside of a transaction. Refused where one doesn't hold."""
    reading = read_signatures_apart(given, question)
    require_signed(reading, question.made_at, question.now)
    return reading


def keep_signed(work: Work, case_id: UUID, protocol_id: UUID, given: bytes, reading: SignedReading) -> None:
    """Keep a verified file beside its protocol, by hash; the same one again changes nothing."""
    work.record()
    get_row(work, case_id, protocol_id)
    file_hash = hashlib.sha256(given).hexdigest()
    present = {each.file_hash for each in store.list_signed(work.session, case_id) if each.protocol_id == protocol_id}
    if file_hash in present:
        return
    _keep(work, protocol_id, "pades", given, json.dumps(to_plain(reading)))
    counted = {"signatures": len(reading.signatures), "issuers_checked": bool(reading.roots)}
    work.note("case.protocol.signed", protocol_id, file=file_hash, **counted)


def check_paper(name: str, given: bytes) -> ReadDocument:
    """A scan of a protocol that was signed on paper. Takes a while: outside of a transaction. Raises Refused."""
    if len(given) > LARGEST:
        why = text("The file is larger than {limit} MiB.", limit=LARGEST // 2**20)
        raise refused_signed(why, text("Scan it with fewer points to the inch."))
    read, problems = read_document(name, given, read_picture_apart, check_document_apart)
    if read is None:
        raise refused_signed(problems[0].message, text("Choose another file, or save this one differently."))
    if read.media_type != "application/pdf":
        raise refused_signed(text("It isn't a PDF."), text("Scan all pages into one PDF."))
    return read


def keep_paper(work: Work, case_id: UUID, protocol_id: UUID, read: ReadDocument) -> None:
    """Keep a scan beside its protocol: who brings it says that all members signed the paper, with their name."""
    work.record()
    get_row(work, case_id, protocol_id)
    present = {each.file_hash for each in store.list_signed(work.session, case_id) if each.protocol_id == protocol_id}
    if read.digest not in present:
        _keep(work, protocol_id, PAPER, read.content, None)
        work.note("case.protocol.scanned", protocol_id, file=read.digest)


def read_signed(work: Work, case_id: UUID, signed_id: UUID) -> tuple[bytes, str, str]:
    """A signed file with its kind and the citation of its protocol. Raises NotFound."""
    row = work.session.get(SignedProtocolRow, signed_id)
    if row is None:
        raise NotFound(str(signed_id))
    return row.content, row.kind, get_row(work, case_id, row.protocol_id).cited


def _keep(work: Work, protocol_id: UUID, kind: str, content: bytes, reading: str | None) -> None:
    row = SignedProtocolRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        protocol_id=protocol_id,
        kind=kind,
        content=content,
        file_hash=hashlib.sha256(content).hexdigest(),
        reading=reading,
        brought_by=work.actor.account_id,
        brought_at=work.now,
    )
    work.session.add(row)
