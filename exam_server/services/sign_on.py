"""Log-ins through an identity provider, for staff whom an administrator has bound to a subject there."""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest
from uuid import UUID

import structlog

from exam_server.core.people import STAFF
from exam_server.core.problems import NotFound, Refused
from exam_server.core.sign_on import (
    LONGEST_SUBJECT,
    TROUBLE_WORDS,
    Answer,
    Flow,
    Provider,
    Subject,
    Trouble,
    find_trouble,
    proof_of,
)
from exam_server.core.text import Text, text
from exam_server.services.logging_in import Entrance, Login, go_on
from exam_server.services.people import TOO_OFTEN
from exam_server.services.sign_on_apart import redeem_apart
from exam_server.services.terms import roles_today
from exam_server.services.throttling import is_door_closed, note_failure
from exam_server.services.tokens import Keys, new_token
from exam_server.services.work import Work
from exam_server.store import factors as store
from exam_server.store.tables import AccountRow, SignOnRow

LOG = structlog.get_logger("exam.sign_on")
NOT_BOUND = text("The account wasn't bound.")


def begin_flow(now: datetime, wanted: str) -> Flow:
    return Flow(new_token(), new_token(), secrets.token_urlsafe(48), now, wanted)


def pack_flow(keys: Keys, flow: Flow) -> str:
    """For the browser that began it to keep; nobody else's is taken for one."""
    kept = [flow.state, flow.nonce, flow.verifier, flow.begun_at.timestamp(), flow.wanted]
    body = urlsafe_b64encode(json.dumps(kept).encode()).rstrip(b"=").decode()
    return f"{body}.{keys.digest('sign-on', body)}"


def read_flow(keys: Keys, token: str) -> Flow | None:
    body, _, signature = token.rpartition(".")
    if not compare_digest(keys.digest("sign-on", body).encode(), signature.encode()):
        return None
    state, nonce, verifier, begun_at, wanted = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return Flow(state, nonce, verifier, datetime.fromtimestamp(begun_at, UTC), wanted)


@dataclass(frozen=True)
class Return:
    """A browser that comes back from the provider: the attempt that it kept, what it brings, and to which address."""

    flow: Flow | None
    answer: Answer
    address: str


def log_in(work: Work, entrance: Entrance, provider: Provider, back: Return) -> Login:
    """By what the provider vouches for; what fails counts for everybody's limit: it names nobody."""
    if is_door_closed(work, entrance.keys, entrance.door, ""):
        return Login(refusal=TOO_OFTEN)
    found: Subject | Trouble | None = find_trouble(back.flow, back.answer, provider.issuer, work.now)
    if found is None and back.flow is not None:
        # A provider may take long, and nobody else waits for what this has read.
        work.session.rollback()
        found = redeem_apart(provider, back.flow, back.answer, back.address)
    work.record()
    account_id = _find_bound(work, provider, found) if isinstance(found, Subject) else None
    if account_id is None or not isinstance(found, Subject):
        return _refuse(work, entrance, found)
    return go_on(work, entrance, account_id, proof_of(found.methods, provider.strong))


def _find_bound(work: Work, provider: Provider, subject: Subject) -> UUID | None:
    """Whose account it is: open, and of somebody who works here."""
    row = store.find_sign_on(work.session, provider.issuer, subject.id)
    account = work.session.get_one(AccountRow, row.account_id) if row else None
    if account is None or account.disabled_at is not None or not roles_today(work, account.id) & STAFF:
        return None
    return account.id


def _refuse(work: Work, entrance: Entrance, found: Subject | Trouble | None) -> Login:
    trouble: Trouble = "unbound" if found is None or isinstance(found, Subject) else found
    note_failure(work, entrance.keys, entrance.door, "")
    LOG.info("sign_on.refused", why=trouble)
    words = TROUBLE_WORDS[trouble]
    return Login(refusal=Text(words.template, {"subject": found.id}) if isinstance(found, Subject) else words)


def find_own_subject(work: Work, account_id: UUID, issuer: str) -> str:
    """As whom the provider knows the account's owner; empty where nobody said it."""
    row = store.find_sign_on_of(work.session, account_id, issuer)
    return row.subject if row else ""


def bind(work: Work, account_id: UUID, issuer: str, subject: str) -> None:
    """From now on who is this subject at the provider comes in as this account. Raises Refused; NotFound outside."""
    subject = subject.strip()
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        why = text("The identifier has 1 to {most} characters.", most=LONGEST_SUBJECT)
        raise Refused(NOT_BOUND, why, text("Take it from the provider, or from what its owner is told at the door."))
    work.record()
    row = _get_account(work, account_id)
    if not roles_today(work, row.id) & STAFF:
        raise Refused(NOT_BOUND, text("Only staff sign on that way."), text("Leave the candidate's account as it is."))
    taken = store.find_sign_on(work.session, issuer, subject)
    if taken is not None and taken.account_id != account_id:
        raise Refused(NOT_BOUND, text("The identifier is another account's."), text("Unbind that account first."))
    if taken is not None:
        return
    store.delete_sign_on(work.session, account_id, issuer)
    whose = {"organisation_id": work.organisation_id, "account_id": account_id}
    told = {"issuer": issuer, "subject": subject, "bound_at": work.now, "bound_by": work.actor.account_id}
    work.session.add(SignOnRow(id=work.new_id(), **whose, **told))
    work.note("people.sign_on.bound", account_id)


def unbind(work: Work, account_id: UUID, issuer: str) -> None:
    work.record()
    _get_account(work, account_id)
    if store.delete_sign_on(work.session, account_id, issuer):
        work.note("people.sign_on.unbound", account_id)


def _get_account(work: Work, account_id: UUID) -> AccountRow:
    row = work.session.get(AccountRow, account_id)
    if row is None or row.organisation_id != work.organisation_id:
        raise NotFound(str(account_id))
    return row
