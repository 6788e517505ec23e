"""Recovery codes for the day on which the other factor is lost: ten at a time, shown once, each taken once.

They are kept as passwords are, slow and salted, so that whoever has a backup (with the installation's secret in it)
can't try them all. Hashing takes a while: it's done before anything is recorded.
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.second_factor import RECOVERY_CODES
from exam_server.core.tickets import RANDOM_BYTES, make_ticket, normalise_ticket
from exam_server.services.passwords import hash_password, verify_password
from exam_server.services.people import own_id
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.store import factors as store
from exam_server.store.tables import RecoveryCodeRow

SHELF_DIGITS = 2
"""Eight bits of a keyed digest say which codes to try, mostly one; they leave 42 bits to guess, slowly."""


@dataclass(frozen=True)
class NewCode:
    """A code as its owner sees it once, and what is kept of it."""

    shown: str
    shelf: str
    code_hash: str


def make_codes(work: Work, keys: Keys) -> tuple[NewCode, ...]:
    """New ones for the actor; before recording."""
    shown = [make_ticket(secrets.token_bytes(RANDOM_BYTES)) for _ in range(RECOVERY_CODES)]
    digests = [_digest(keys, own_id(work), code) for code in shown]
    return tuple(
        NewCode(code, digest[:SHELF_DIGITS], hash_password(digest)) for code, digest in zip(shown, digests, strict=True)
    )


def make_first_codes(work: Work, keys: Keys) -> tuple[NewCode, ...]:
    """As `make_codes` where the actor has none; else none."""
    return () if store.count_recovery_codes(work.session, own_id(work)) else make_codes(work, keys)


def keep_codes(work: Work, codes: tuple[NewCode, ...]) -> tuple[str, ...]:
    """Instead of all that the actor had, within `record()`; gives what is shown of them."""
    store.delete_recovery_codes(work.session, own_id(work))
    for code in codes:
        work.session.add(
            RecoveryCodeRow(
                id=work.new_id(),
                organisation_id=work.organisation_id,
                account_id=own_id(work),
                shelf=code.shelf,
                code_hash=code.code_hash,
                made_at=work.now,
            )
        )
    work.note("people.recovery_codes.made", own_id(work), count=len(codes))
    return tuple(code.shown for code in codes)


def find_code(work: Work, keys: Keys, account_id: UUID, typed: str) -> UUID | None:
    """Which of an account's codes that is; before recording. No code at all takes as long to say so."""
    code = normalise_ticket(typed)
    if code is None:
        return None
    digest = _digest(keys, account_id, code)
    rows = store.list_recovery_codes(work.session, account_id, digest[:SHELF_DIGITS])
    tried: dict[UUID | None, str] = {row.id: row.code_hash for row in rows} or {None: ""}
    return next((id for id, code_hash in tried.items() if verify_password(code_hash, digest)), None)


def spend_code(work: Work, code_id: UUID) -> bool:
    """False where somebody was quicker; within `record()`."""
    row = store.find_recovery_code(work.session, code_id)
    if row is None:
        return False
    row.used_at = work.now
    work.note("people.recovery_code.used", row.account_id)
    return True


def _digest(keys: Keys, account_id: UUID, code: str) -> str:
    return keys.digest("recovery-code", f"{account_id.hex}.{code}")
