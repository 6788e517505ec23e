"""The chain's daily head: what is due, its signature, and what is kept of it."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from exam_server.core.audit_heads import SignedHead, head_statement, is_head_due
from exam_server.services.legal_day import legal_day
from exam_server.services.work import Work
from exam_server.store import audit as chain_store
from exam_server.store import audit_heads as store
from exam_server.store.tables import AuditHeadRow

Sign = Callable[[bytes], tuple[str, str]]
"""Gives the public key and the signature of a statement, in hexadecimal."""


def list_due_heads(work: Work) -> list[tuple[UUID, SignedHead]]:
    """What is to be signed today: organisations with the head of their chain as it stands, unsigned."""
    today, due = legal_day(work), []
    for organisation_id in chain_store.list_organisations(work.session):
        row = chain_store.find_head(work.session, organisation_id)
        newest = store.find_newest_head(work.session, organisation_id)
        if row is not None and is_head_due(newest, row.position, today):
            due.append((organisation_id, SignedHead(today, row.position, row.hash)))
    return due


def sign_head(organisation_id: UUID, head: SignedHead, sign: Sign) -> SignedHead:
    """Vouch for a head."""
    key, signature = sign(head_statement(str(organisation_id), head))
    return replace(head, key=key, signature=signature)


def keep_head(work: Work, organisation_id: UUID, head: SignedHead) -> None:
    """Keep a signed head; another process may have been first, and then its head stands."""
    work.record()
    work.organisation_id = organisation_id
    chain_store.lock_chain(work.session, organisation_id)
    newest = store.find_newest_head(work.session, organisation_id)
    if is_head_due(newest, head.position, head.day):
        kept = {"day": head.day, "position": head.position, "hash": head.hash}
        signed = {"key": head.key, "signature": head.signature}
        work.session.add(AuditHeadRow(organisation_id=organisation_id, **kept, **signed))
        work.note("audit.head.signed", None, position=head.position, hash=head.hash, key=head.key)


def find_newest_head(work: Work) -> SignedHead | None:
    """The newest signed head: what a protocol prints."""
    return store.find_newest_head(work.session, work.organisation_id)
