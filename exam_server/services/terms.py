"""Auditors' accounts that hold for a time: set by the office, read at every request (L18)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from exam_server.core.people import Role
from exam_server.core.problems import NotFound
from exam_server.core.terms import TERMED, Term, require_term, roles_on
from exam_server.services.legal_day import legal_day
from exam_server.services.work import Work
from exam_server.store import people as people_store
from exam_server.store import terms as store
from exam_server.store.people import list_names
from exam_server.store.tables import AccountTermRow


@dataclass(frozen=True)
class Auditor:
    """An account that may be an auditor; `term` None: without an end. `holds`: whether it's one today."""

    account_id: UUID
    name: str
    login: str
    term: Term | None
    reason: str
    set_at: datetime | None
    set_by: str
    holds: bool


def roles_today(work: Work, account_id: UUID) -> frozenset[Role]:
    """The roles that an account has today (L18)."""
    return holding_today(work, account_id, people_store.list_roles(work.session, account_id))


def holding_today(work: Work, account_id: UUID, given: Iterable[str]) -> frozenset[Role]:
    """The same of the roles that it was given, where they're known."""
    roles = frozenset(cast(Role, role) for role in given)
    return roles_on(legal_day(work), roles, _find_term(work, account_id)) if roles & TERMED else roles


def _find_term(work: Work, account_id: UUID) -> Term | None:
    rows = store.list_terms(work.session, account_id)
    return Term(rows[0].valid_from, rows[0].valid_until) if rows else None


def list_auditors(work: Work) -> list[Auditor]:
    """Everybody with the role, by name."""
    return [
        _auditor(work, account.id, f"{person.given_names} {person.family_name}", account.login)
        for account, person in people_store.list_role_holders(work.session, work.organisation_id, "auditor")
        if account.disabled_at is None
    ]


def _auditor(work: Work, account_id: UUID, name: str, login: str) -> Auditor:
    row = next(iter(store.list_terms(work.session, account_id)), None)
    term = Term(row.valid_from, row.valid_until) if row else None
    holds = "auditor" in roles_on(legal_day(work), frozenset({"auditor"}), term)
    if row is None:
        return Auditor(account_id, name, login, None, "", None, "", holds)
    by = list_names(work.session, work.organisation_id, [row.set_by]).get(row.set_by, "") if row.set_by else ""
    return Auditor(account_id, name, login, term, row.reason, row.set_at, by, holds)


def set_term(work: Work, account_id: UUID, valid_from: date, valid_until: date, reason: str) -> None:
    """From when until when an account may be an auditor. Raises Refused (L18), and NotFound for who isn't one."""
    reason = reason.strip()
    work.record()
    if account_id not in {each.account_id for each in list_auditors(work)}:
        raise NotFound(str(account_id))
    require_term(Term(valid_from, valid_until), legal_day(work), reason)
    row = AccountTermRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        account_id=account_id,
        valid_from=valid_from,
        valid_until=valid_until,
        reason=reason,
        set_at=work.now,
        set_by=work.actor.account_id,
    )
    work.session.add(row)
    work.note(
        "people.auditor.term_set",
        account_id,
        valid_from=valid_from.isoformat(),
        valid_until=valid_until.isoformat(),
    )
