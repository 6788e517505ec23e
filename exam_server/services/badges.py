"""A holder's badge: made of what was issued, and signed in a process apart with the installation's own key."""

import json
from functools import cache
from typing import Any, cast
from uuid import UUID

from exam_server.core.problems import NotFound
from exam_server.core.register import EntryKind, standing_of
from exam_server.formats.open_badge import Badge, make_claims
from exam_server.services.case_rows import get_own_row
from exam_server.services.own_process import run_apart
from exam_server.services.qualification import get_edition
from exam_server.services.work import Work
from exam_server.store import certification as store
from exam_server.store.tables import CertificateRow

PROGRAM = "exam_server.services.badge_process"
SECONDS = 60


def make_own_badge(work: Work, case_id: UUID, certificate_id: UUID, address: str) -> tuple[dict[str, Any], str]:
    """The claims of an own, valid certificate's badge, and its number; `address`: of the server, without a slash.

    Raises NotFound for anybody else's and for what isn't valid any more.
    """
    case = get_own_row(work, case_id)
    row = work.session.get(CertificateRow, certificate_id)
    holder = store.find_holder(work.session, certificate_id)
    if row is None or holder is None or row.case_id != case.id or not _is_valid(work, row):
        raise NotFound(str(certificate_id))
    edition = get_edition(work, row.edition_id)
    badge = Badge(
        page=f"{address}/certificates/{holder.token}",
        issuer_id=f"{address}/badges/issuer.json",
        issuer_name=row.body,
        holder_id=f"urn:uuid:{holder.id}",
        holder_name=f"{holder.given_names} {holder.family_name}",
        qualification_id=f"urn:uuid:{edition.id}",
        qualification=row.qualification,
        code=edition.code,
        prk_level=row.prk_level,
        outcomes=tuple(f"{each.code}: {each.text}" for each in edition.content.outcomes()),
        number=row.cited,
        issued_at=row.made_at,
        issuer_url=f"{address}/",
    )
    return make_claims(badge), row.cited


def sign_badge_apart(seed: bytes, claims: dict[str, Any] | None, key_id: str) -> tuple[str, dict[str, Any]]:
    """The signed token (empty without claims) and the public key. Slow: outside of a transaction.

    The seed goes through a pipe, never over a command line. Raises subprocess.SubprocessError or ValueError.
    """
    given = json.dumps({"seed": seed.hex(), "claims": claims, "key_id": key_id}).encode()
    token, key = json.loads(run_apart(PROGRAM, given, SECONDS))
    return str(token), dict(key)


@cache
def find_badge_key(seed: bytes, key_id: str) -> dict[str, Any]:
    """The public key as a JSON Web Key; a process is asked for it once."""
    return sign_badge_apart(seed, None, key_id)[1]


def _is_valid(work: Work, row: CertificateRow) -> bool:
    entries = store.list_entries_of(work.session, [row.id])
    return standing_of(cast(EntryKind, each.kind) for each in entries) == "valid"
