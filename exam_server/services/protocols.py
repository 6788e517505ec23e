"""Protocols of a case: prepared from the record, made once, never changed; a change is a new one that names the old."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.protocol import ProtocolRecord, protocol_number
from exam_server.core.signatures import SignedReading
from exam_server.core.text import Text, text
from exam_server.formats.plain import content_hash, from_plain, to_plain
from exam_server.services.commission import require_commission
from exam_server.services.deciding_view import show_deciding
from exam_server.services.legal_day import legal_day
from exam_server.services.panel import get_case_row
from exam_server.services.people import Names
from exam_server.services.protocol_record import Issue, Wanted, gather_record
from exam_server.services.signatories import list_unsigned
from exam_server.services.taking_back import list_undermined
from exam_server.services.work import Work
from exam_server.store import case_protocol as store
from exam_server.store.tables import ProtocolRow, SignedProtocolRow

NOT_MADE = text("The protocol wasn't made.")


@dataclass(frozen=True)
class Draft:
    """A protocol before its file is made: the record, its hash, and what is needed to keep it unchanged."""

    case_id: UUID
    wanted: Wanted
    days: int
    number: int
    before: UUID | None
    record: ProtocolRecord
    record_hash: str
    made_at: datetime


@dataclass(frozen=True)
class SignedFile:
    """A file that came back signed; `reading` is None where it was brought before signatures were verified."""

    id: UUID
    kind: str
    file_hash: str
    brought_at: datetime
    brought_by: str
    reading: SignedReading | None


@dataclass(frozen=True)
class MadeProtocol:
    """A protocol in a list. `replaced_by` cites the one that took its place.

    `unsigned`: the members whose signature no file holds.
    """

    id: UUID
    cited: str
    scope: int
    record_hash: str
    file_hash: str
    reason: str
    made_at: datetime
    made_by: str
    replaces: str
    replaced_by: str
    signed: tuple[SignedFile, ...]
    unsigned: tuple[str, ...]


def prepare_protocol(
    work: Work, case_id: UUID, scope: int, days: int, observers: tuple[str, ...] = (), reason: str = ""
) -> Draft:
    """What a protocol of a set (0: of everything) would state now; nothing is kept yet (L8, S9).

    Refused without a legal commission (S2), while a criterion of the set isn't decided, and without a reason where it
    takes the place of an earlier one. Raises NotFound.
    """
    get_case_row(work, case_id)
    require_commission(work, case_id, act="record")
    _require_decided(work, case_id, scope)
    before = _newest(work, case_id, scope)
    if before is not None and not reason.strip():
        raise _refused(text("A new protocol has to say why it takes the place of the old one."), text("Write why."))
    number = store.highest_number(work.session, work.organisation_id) + 1
    wanted = Wanted(scope, observers, before.cited if before else "", reason.strip() if before else "")
    record = gather_record(work, case_id, wanted, _issue(work, number, days))
    plain = content_hash(to_plain(record))
    return Draft(case_id, wanted, days, number, before.id if before else None, record, plain, work.now)


def keep_protocol(work: Work, draft: Draft, content: bytes, language: str) -> UUID:
    """Keep the file that was made of a draft. Refused where anything that it states has changed since."""
    work.record()
    get_case_row(work, draft.case_id)
    number = store.highest_number(work.session, work.organisation_id) + 1
    record = gather_record(work, draft.case_id, draft.wanted, _issue(work, number, draft.days))
    if content_hash(to_plain(record)) != draft.record_hash:
        raise _refused(text("Something that it states changed while it was made."), text("Make it again."))
    file_hash = hashlib.sha256(content).hexdigest()
    row = ProtocolRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        case_id=draft.case_id,
        number=draft.number,
        cited=draft.record.number,
        scope=draft.wanted.scope,
        record=json.dumps(to_plain(draft.record), ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        record_hash=draft.record_hash,
        content=content,
        file_hash=file_hash,
        language=language,
        reason=draft.wanted.reason,
        supersedes=draft.before,
        made_by=work.actor.account_id,
        made_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    work.note("case.protocol.made", row.id, number=row.cited, record=row.record_hash, file=file_hash)
    return row.id


def list_protocols(work: Work, case_id: UUID) -> list[MadeProtocol]:
    """A case's protocols, oldest first, with the signed files that hold them. Raises NotFound."""
    get_case_row(work, case_id)
    names, rows = Names(work), store.list_protocols(work.session, case_id)
    cited = {row.id: row.cited for row in rows}
    replaced = {row.supersedes: row.cited for row in rows if row.supersedes}
    signed: dict[UUID, list[SignedFile]] = {}
    for each in store.list_signed(work.session, case_id):
        signed.setdefault(each.protocol_id, []).append(_signed(each, names))
    return [
        MadeProtocol(
            row.id,
            row.cited,
            row.scope,
            row.record_hash,
            row.file_hash,
            row.reason,
            row.made_at,
            names.of(row.made_by),
            cited.get(row.supersedes, "") if row.supersedes else "",
            replaced.get(row.id, ""),
            tuple(signed.get(row.id, ())),
            list_unsigned(json.loads(row.record), (each.reading for each in signed.get(row.id, ()) if each.reading)),
        )
        for row in rows
    ]


def read_protocol(work: Work, case_id: UUID, protocol_id: UUID) -> tuple[bytes, str]:
    """The file of a case's protocol, and how it's cited. Raises NotFound."""
    row = get_row(work, case_id, protocol_id)
    return row.content, row.cited


def get_row(work: Work, case_id: UUID, protocol_id: UUID) -> ProtocolRow:
    """A protocol of a case. Raises NotFound, also for who may not see the case."""
    get_case_row(work, case_id)
    row = work.session.get(ProtocolRow, protocol_id)
    if row is None or row.case_id != case_id:
        raise NotFound(str(protocol_id))
    return row


def _signed(row: SignedProtocolRow, names: Names) -> SignedFile:
    reading = None if row.reading is None else from_plain(SignedReading, json.loads(row.reading))
    return SignedFile(row.id, row.kind, row.file_hash, row.brought_at, names.of(row.brought_by), reading)


def _issue(work: Work, number: int, days: int) -> Issue:
    today = legal_day(work)
    return Issue(protocol_number(today.year, number), today, days)


def _newest(work: Work, case_id: UUID, scope: int) -> ProtocolRow | None:
    rows = [row for row in store.list_protocols(work.session, case_id) if row.scope == scope]
    return rows[-1] if rows else None


def _require_decided(work: Work, case_id: UUID, scope: int) -> None:
    view = show_deciding(work, case_id)
    if scope and scope not in {each.outcomes.number for each in view.sets}:
        raise NotFound(str(scope))
    codes = {each.row.criterion for each in view.criteria if scope in (0, each.set_number)}
    if undermined := [code for code in list_undermined(work, case_id) if code in codes]:
        raise _refused(
            text("Decided on a recognition that was taken back: {criteria}.", criteria=", ".join(undermined)),
            text("Decide these anew."),
            "L9",
        )
    lacking = [each.row.criterion for each in view.criteria if scope in (0, each.set_number) and each.state != "holds"]
    if lacking:
        raise _refused(
            text("Not decided yet: {criteria}.", criteria=", ".join(lacking)),
            text("Decide them first; what wasn't taken can be left open with that reason."),
            "L8",
        )


def _refused(why: Text, remedy: Text, rule: str = "") -> Refused:
    return Refused(NOT_MADE, why, remedy, rule)
