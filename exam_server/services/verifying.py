"""What anybody may learn of a certificate: that it's valid or not, of what, from when and of whom; nothing else."""

from dataclasses import dataclass
from datetime import date
from hmac import compare_digest
from typing import cast
from uuid import UUID

from exam_server.core.problems import NotFound
from exam_server.core.register import EntryKind, Standing, standing_of
from exam_server.core.throttle import Pressure, may_ask, place_of
from exam_server.services.certificate_making import hash_token
from exam_server.services.people import find_organisation_id
from exam_server.services.throttling import Door, count_attempt, count_failures, log_closed, note_failure
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.store import certification as store
from exam_server.store.tables import CertificateRow

NOWHERE = UUID(int=0)


@dataclass(frozen=True)
class Confirmed:
    """All that the public page says."""

    standing: Standing
    qualification: str
    issued_on: date
    body: str


@dataclass(frozen=True)
class Doors:
    """Wrong attempts are counted by whoever asks, by the number that is asked about, by both, and altogether.

    None of them shuts out who hasn't failed: else anybody could lock the number of somebody's certificate.
    """

    asking: Door
    number: Door


class TooMany(Exception):
    """Too many wrong attempts: nothing is looked up for a while."""


def verify_certificate(
    work: Work, keys: Keys, doors: Doors, asking: str, cited: str, born_on: date | None
) -> Confirmed | None:
    """What is known of a number with its holder's day of birth; None for a wrong number and for a wrong day alike.

    Both take the same steps: one search, one comparison, and the note of the failure. Raises TooMany.
    `asking`: the client's address, of which nothing but a keyed digest is kept.
    """
    cited, place = " ".join(cited.split())[:60], place_of(asking)
    both = f"{place}\n{cited}"
    work.record()
    if not may_ask(_pressure(work, keys, doors, place, both, cited)):
        log_closed(keys, doors.asking, place)
        raise TooMany
    found = store.find_by_number(work.session, _organisation(work), cited)
    known = found[1].born_on.isoformat() if found else ""
    given = born_on.isoformat() if born_on else "-"
    entries = store.list_entries_of(work.session, [found[0].id if found else NOWHERE])
    if not compare_digest(known.encode(), given.encode()) or found is None:
        count_attempt(work, keys, doors.asking, place)
        count_attempt(work, keys, doors.number, both)
        note_failure(work, keys, doors.number, cited)
        return None
    return _confirmed(found[0], standing_of(cast(EntryKind, each.kind) for each in entries))


def verify_token(work: Work, token: str) -> Confirmed:
    """What a QR code's address says. Raises NotFound for any other token."""
    row = store.find_by_token(work.session, _organisation(work), hash_token(token))
    if row is None:
        raise NotFound("certificate")
    entries = store.list_entries_of(work.session, [row.id])
    return _confirmed(row, standing_of(cast(EntryKind, each.kind) for each in entries))


def _pressure(work: Work, keys: Keys, doors: Doors, place: str, both: str, cited: str) -> Pressure:
    return Pressure(
        own=count_failures(work, keys, doors.asking, place),
        own_about=count_failures(work, keys, doors.number, both),
        about=count_failures(work, keys, doors.number, cited),
        everybody=count_failures(work, keys, doors.asking, ""),
        own_limit=doors.asking.limit,
        about_limit=doors.number.limit,
        everybody_limit=doors.asking.global_limit,
    )


def _confirmed(row: CertificateRow, standing: Standing) -> Confirmed:
    return Confirmed(standing, row.qualification, row.issued_on, row.body)


def _organisation(work: Work) -> UUID:
    return find_organisation_id(work) or NOWHERE
