"""Members' declarations to apply the rules of validation: recorded, withdrawn, and which of them holds (S6)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from exam_server.core.declarations import Declared, in_force, require_withdrawable
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services.legal_day import legal_day
from exam_server.services.work import Work
from exam_server.store import credentials as store
from exam_server.store.people import list_names
from exam_server.store.tables import AccountRow, DeclarationWithdrawalRow, MemberDeclarationRow


@dataclass(frozen=True)
class KeptDeclaration:
    """A declaration as the register shows it; the last four are empty while it isn't withdrawn."""

    id: UUID
    signed_on: date
    recorded_by: str
    withdrawn_on: date | None
    reason: str
    withdrawn_by: str
    withdrawn_at: datetime | None


def declare(work: Work, person_id: UUID, qualification: str, signed_on: date) -> None:
    """Record a person's signed declaration to apply the rules of validation (S6)."""
    if signed_on > legal_day(work):
        raise Refused(
            text("The entry wasn't saved."),
            text("A declaration can't be signed in the future."),
            text("Correct the date."),
        )
    work.record()
    row = MemberDeclarationRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        person_id=person_id,
        qualification=qualification,
        signed_on=signed_on,
        recorded_at=work.now,
        recorded_by=work.actor.account_id,
    )
    work.session.add(row)
    work.note("people.declaration.recorded", row.id)


def withdraw_declaration(work: Work, person_id: UUID, declaration_id: UUID, withdrawn_on: date, reason: str) -> None:
    """Let a declaration hold no more from a day on, which may be yet to come; both stay on record (S6)."""
    work.record()
    row = work.session.get(MemberDeclarationRow, declaration_id, with_for_update=True)
    if row is None or row.person_id != person_id or row.organisation_id != work.organisation_id:
        raise NotFound(str(declaration_id))
    before = store.list_withdrawals(work.session, [row.id])
    reason = reason.strip()
    require_withdrawable(Declared(row.signed_on, before[0].withdrawn_on if before else None), withdrawn_on, reason)
    made = DeclarationWithdrawalRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        declaration_id=row.id,
        withdrawn_on=withdrawn_on,
        reason=reason,
        recorded_at=work.now,
        recorded_by=work.actor.account_id,
    )
    work.session.add(made)
    work.session.flush()
    work.note("people.declaration.withdrawn", row.id)


def list_declared(
    work: Work, person_ids: Collection[UUID], qualification: str, on: date | None = None
) -> dict[UUID, Declared]:
    """By person the declaration that holds on a day, by default today (S6)."""
    rows = store.list_declarations(work.session, person_ids, qualification)
    withdrawn = {each.declaration_id: each.withdrawn_on for each in _withdrawals(work, rows)}
    found: dict[UUID, list[Declared]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(Declared(row.signed_on, withdrawn.get(row.id)))
    day = on or legal_day(work)
    holding = {person_id: in_force(own, day) for person_id, own in found.items()}
    return {person_id: each for person_id, each in holding.items() if each is not None}


def list_declared_accounts(
    work: Work, accounts: Collection[UUID], qualification: str, on: date | None = None
) -> dict[UUID, Declared]:
    """By account the declaration of its person that holds on a day, by default today (S6)."""
    people = {each: work.session.get_one(AccountRow, each).person_id for each in accounts}
    declared = list_declared(work, people.values(), qualification, on)
    return {account: declared[person] for account, person in people.items() if person in declared}


def list_kept(work: Work, person_id: UUID, qualification: str) -> list[KeptDeclaration]:
    """Every declaration of a person, oldest first, also what was withdrawn."""
    rows = store.list_declarations(work.session, [person_id], qualification)
    withdrawn = {each.declaration_id: each for each in _withdrawals(work, rows)}
    people = {row.recorded_by for row in rows} | {each.recorded_by for each in withdrawn.values()}
    names = list_names(work.session, work.organisation_id, [each for each in people if each is not None])

    def keep(row: MemberDeclarationRow) -> KeptDeclaration:
        end, by = withdrawn.get(row.id), names.get(row.recorded_by, "") if row.recorded_by else ""
        if end is None:
            return KeptDeclaration(row.id, row.signed_on, by, None, "", "", None)
        ended_by = names.get(end.recorded_by, "") if end.recorded_by else ""
        return KeptDeclaration(row.id, row.signed_on, by, end.withdrawn_on, end.reason, ended_by, end.recorded_at)

    return [keep(row) for row in rows]


def _withdrawals(work: Work, rows: Collection[MemberDeclarationRow]) -> Collection[DeclarationWithdrawalRow]:
    return store.list_withdrawals(work.session, [row.id for row in rows]) if rows else ()
