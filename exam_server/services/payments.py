"""The account of a case: what was asked, paid, given back and let off, as plain records; a mistake is made void."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from exam_server.core.fees import (
    FEE_BLOCKS,
    FEE_SERVICES,
    LETS_OFF,
    PAYMENT_WAYS,
    Account,
    Entry,
    EntryKind,
    FeeService,
    LetOff,
    PaymentWay,
    holding,
    require_entry,
    require_paid,
    sum_up,
)
from exam_server.core.problems import NotFound
from exam_server.services.case_rows import get_row
from exam_server.services.legal_day import legal_day
from exam_server.services.people import Names
from exam_server.services.policies import get_value
from exam_server.services.work import Work
from exam_server.store import fees as store
from exam_server.store.tables import PaymentRow


@dataclass(frozen=True)
class NewEntry:
    """A line as the office fills it in; amounts in grosze. `way` of what was paid, `let_off` of what was let off."""

    kind: EntryKind
    amount: int
    on: date
    service: str = "whole"
    set_number: int = 0
    way: str = ""
    let_off: str = ""
    note: str = ""
    voids: UUID | None = None


@dataclass(frozen=True)
class PaymentLine:
    """A line as pages show it; `holds`: no later line made it void."""

    entry: Entry
    service: FeeService
    set_number: int
    way: PaymentWay | None
    note: str
    noted_at: datetime
    noted_by: str
    holds: bool


@dataclass(frozen=True)
class CaseAccount:
    """A case's lines, oldest first, and what they come to."""

    lines: tuple[PaymentLine, ...]
    account: Account


def add_entry(work: Work, case_id: UUID, new: NewEntry) -> UUID:
    """Add a line to a case's account. Raises Refused as `require_entry`, NotFound for words that there aren't."""
    work.record()
    get_row(work, case_id)
    if new.service not in FEE_SERVICES or new.way not in ("", *PAYMENT_WAYS) or new.let_off not in ("", *LETS_OFF):
        raise NotFound(new.service)
    note, entry_id = new.note.strip(), work.new_id()
    let_off = cast(LetOff, new.let_off) if new.let_off else None
    before = [_entry(row) for row in store.list_payments(work.session, [case_id])]
    require_entry(Entry(entry_id, new.kind, new.amount, new.on, let_off, new.voids), before, legal_day(work), note)
    row = PaymentRow(
        id=entry_id,
        organisation_id=work.organisation_id,
        case_id=case_id,
        kind=new.kind,
        service=new.service,
        set_number=new.set_number,
        amount=new.amount,
        on_day=new.on,
        way=new.way,
        let_off=new.let_off,
        note=note,
        voids=new.voids,
        noted_at=work.now,
        noted_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    work.note(f"case.payment.{new.kind}", row.id, case=str(case_id), amount=new.amount)
    return row.id


def get_account(work: Work, case_id: UUID) -> CaseAccount:
    """A case's account; the caller has checked who asks."""
    rows = store.list_payments(work.session, [case_id])
    entries = [_entry(row) for row in rows]
    names, held = Names(work), {each.id for each in holding(entries)}
    lines = [
        PaymentLine(
            entry,
            cast(FeeService, row.service),
            row.set_number,
            cast(PaymentWay, row.way) if row.way else None,
            row.note,
            row.noted_at,
            names.of(row.noted_by),
            entry.id in held,
        )
        for entry, row in zip(entries, rows, strict=True)
    ]
    return CaseAccount(tuple(lines), sum_up(entries))


def require_fees_paid(work: Work, case_ids: Collection[UUID]) -> None:
    """Raises Refused where the body lets nobody sit who owes a fee, and one of these cases does (P3)."""
    blocks = bool(get_value(work, "fee_blocks", legal_day(work), FEE_BLOCKS))
    if not blocks:
        return
    accounts = by_case(store.list_payments(work.session, case_ids))
    require_paid({get_row(work, each).code: sum_up(entries).owed for each, entries in accounts.items()}, blocks)


def by_case(rows: Sequence[PaymentRow]) -> dict[UUID, list[Entry]]:
    """The lines of accounts by their cases."""
    found: dict[UUID, list[Entry]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(_entry(row))
    return found


def _entry(row: PaymentRow) -> Entry:
    let_off = cast(LetOff, row.let_off) if row.let_off else None
    return Entry(row.id, cast(EntryKind, row.kind), row.amount, row.on_day, let_off, row.voids)
