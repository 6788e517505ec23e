"""Passkeys: added by their owner under a name, used to log in or to prove anew who acts; verified apart."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from exam_server.core.passkeys import MOST, is_current, require_name
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.formats.passkey_answer import Answer, to_base64url
from exam_server.services.factors import free_session, require_one_left
from exam_server.services.logging_in import Entrance, Login, go_on
from exam_server.services.people import TOO_OFTEN, own_id
from exam_server.services.reading_apart import Verified, verify_passkey_apart
from exam_server.services.recovery_codes import make_first_codes
from exam_server.services.sessions import Renewal, note_proof
from exam_server.services.throttling import is_door_closed, note_failure
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.store import factors as store
from exam_server.store.tables import AccountRow, PasskeyRow, PersonRow

NOT_ADDED = text("The passkey wasn't added.")
NOT_TAKEN = text("The passkey wasn't taken. Try again, or use another way in.")


@dataclass(frozen=True)
class Site:
    """What passkeys are made for: the server's name, and the origin that browsers see."""

    name: str
    origin: str


@dataclass(frozen=True)
class OwnPasskey:
    id: UUID
    name: str
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class NewOwner:
    """What a browser needs to make a passkey; `known`: the credentials that the account has already."""

    handle: str
    login: str
    name: str
    known: Sequence[str]


def make_challenge(keys: Keys, holder: str, now: datetime) -> str:
    """Signed, so that nothing has to be kept of it; only the browser that holds `holder` can use it. Base64url."""
    body = f"{int(now.timestamp() * 1_000_000)}.{secrets.token_hex(16)}"
    return to_base64url(f"{body}.{_signature(keys, holder, body)}".encode())


def find_made_at(keys: Keys, holder: str, challenge: bytes) -> datetime | None:
    """When a genuine challenge of this browser was made; None for anything else."""
    body, _, signature = challenge.decode("ascii", "replace").rpartition(".")
    if not hmac.compare_digest(_signature(keys, holder, body).encode(), signature.encode()):
        return None
    return datetime.fromtimestamp(int(body.partition(".")[0]) / 1_000_000, UTC)


def _signature(keys: Keys, holder: str, body: str) -> str:
    return keys.digest("passkey", f"{holder}\n{body}")[:32]


def list_own(work: Work) -> list[OwnPasskey]:
    rows = store.list_passkeys(work.session, own_id(work))
    return [OwnPasskey(row.id, row.name, row.made_at, row.used_at) for row in rows]


def get_new_owner(work: Work) -> NewOwner:
    account = work.session.get_one(AccountRow, own_id(work))
    person = work.session.get_one(PersonRow, account.person_id)
    known = [row.credential_id for row in store.list_passkeys(work.session, account.id)]
    return NewOwner(to_base64url(account.id.bytes), account.login, f"{person.given_names} {person.family_name}", known)


def add(work: Work, keys: Keys, site: Site, holder: str, answer: Answer, name: str) -> tuple[str, ...]:
    """Keep a passkey that the actor's browser made; gives recovery codes where there were none. Raises Refused."""
    name = require_name(name, NOT_ADDED)
    made_at = find_made_at(keys, holder, answer.challenge)
    if made_at is None or not is_current(made_at, None, work.now):
        raise Refused(NOT_ADDED, text("The page was open for too long."), text("Reload it and try again."))
    verified = verify_passkey_apart(answer, site.name, site.origin)
    if verified is None:
        raise Refused(NOT_ADDED, text("What the browser sent isn't a passkey's answer."), text("Try again."))
    codes = make_first_codes(work, keys)
    work.record()
    if store.find_passkey(work.session, verified.credential_id) is not None:
        raise Refused(NOT_ADDED, text("It's added already."), text("Nothing needs to be done."))
    if len(store.list_passkeys(work.session, own_id(work))) >= MOST:
        raise Refused(NOT_ADDED, text("You have {most} already.", most=MOST), text("Remove one that you don't use."))
    row = PasskeyRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        account_id=own_id(work),
        name=name,
        credential_id=verified.credential_id,
        public_key=verified.public_key,
        sign_count=verified.sign_count,
        made_at=work.now,
        challenged_at=made_at,
    )
    work.session.add(row)
    work.note("people.factor.set_up", own_id(work), kind="passkey")
    return free_session(work, codes)


def rename(work: Work, passkey_id: UUID, name: str) -> None:
    name = require_name(name, text("The passkey wasn't renamed."))
    work.record()
    _get_own_row(work, passkey_id).name = name


def remove(work: Work, passkey_id: UUID) -> None:
    """Raises Refused where the body's rule asks for a second factor and this is the last one (P3)."""
    work.record()
    work.session.delete(_get_own_row(work, passkey_id))
    require_one_left(work)
    work.note("people.factor.removed", own_id(work), kind="passkey")


def _get_own_row(work: Work, passkey_id: UUID) -> PasskeyRow:
    row = work.session.get(PasskeyRow, passkey_id)
    if row is None or row.account_id != own_id(work):
        raise NotFound(str(passkey_id))
    return row


def log_in(work: Work, entrance: Entrance, site: Site, holder: str, answer: Answer) -> Login:
    """By a passkey alone, which checked who holds it; what fails counts for everybody's limit: it names nobody."""
    if is_door_closed(work, entrance.keys, entrance.door, ""):
        return Login(refusal=TOO_OFTEN)
    used = _verify(work, entrance.keys, site, holder, answer)
    work.record()
    account_id = _take(work, used) if used else None
    if account_id is None:
        note_failure(work, entrance.keys, entrance.door, "")
        return Login(refusal=NOT_TAKEN)
    return go_on(work, entrance, account_id, "passkey")


def prove(work: Work, keys: Keys, site: Site, holder: str, answer: Answer, held: str) -> Renewal:
    """Keep that the actor proved anew who they are, by a passkey of theirs. `held`: the token of the log-in."""
    used = _verify(work, keys, site, holder, answer)
    work.record()
    if used is None or _take(work, used) != own_id(work):
        return Renewal(refusal=NOT_TAKEN)
    return note_proof(work, ("passkey",), held)


@dataclass(frozen=True)
class _Used:
    """A genuine use: what the verifier says, and when its challenge was made."""

    verified: Verified
    made_at: datetime


def _verify(work: Work, keys: Keys, site: Site, holder: str, answer: Answer) -> _Used | None:
    """Before anything is recorded, since it takes a process of its own."""
    made_at = find_made_at(keys, holder, answer.challenge)
    row = store.find_passkey(work.session, answer.credential_id)
    if made_at is None or row is None or not is_current(made_at, row.challenged_at, work.now):
        return None
    verified = verify_passkey_apart(answer, site.name, site.origin, row.public_key, row.sign_count)
    return _Used(verified, made_at) if verified else None


def _take(work: Work, used: _Used) -> UUID | None:
    """Spend the answer, within `record()`: whose passkey it is; None where it was spent or the account closed."""
    row = store.find_passkey(work.session, used.verified.credential_id, lock=True)
    if row is None or not is_current(used.made_at, row.challenged_at, work.now):
        return None
    if work.session.get_one(AccountRow, row.account_id).disabled_at is not None:
        return None
    row.challenged_at, row.used_at, row.sign_count = used.made_at, work.now, used.verified.sign_count
    return row.account_id
