"""Erasing what was kept long enough: one person proposes, another confirms, and only then it goes (L5, L7, P7, P8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from exam_server.core.appeals import APPEAL_DAYS
from exam_server.core.problems import NotFound, Refused
from exam_server.core.retention import (
    DATA_KINDS,
    MOST_AT_ONCE,
    DataKind,
    due_on,
    find_hindrance,
    require_reason,
)
from exam_server.core.text import Text, text
from exam_server.services.legal_day import legal_day
from exam_server.services.retention_clocks import Clocks, Entry
from exam_server.services.work import Work
from exam_server.store import retention as store
from exam_server.store.erasing import erase_data, wipe_freed_pages
from exam_server.store.people import list_names
from exam_server.store.tables import CaseRow, ErasedDataRow, ErasureOrderRow, RetentionHoldRow

NOT_PROPOSED = text("The erasure wasn't proposed.")
NOT_ERASED = text("Nothing was erased.")
NOT_HELD = text("The hold wasn't recorded.")
Subject = tuple[DataKind, UUID]
Labels = Mapping[tuple[str, object], str]


@dataclass(frozen=True)
class DueKind:
    """One kind of data as the list shows it: how much is kept, what of it is due, and since when."""

    kind: DataKind
    years: int
    kept: int
    due: tuple[tuple[Entry, date], ...]


@dataclass(frozen=True)
class Held:
    """Data that somebody keeps although they may be due."""

    id: UUID
    kind: DataKind
    label: str
    reason: str
    held_at: datetime
    held_by: str


@dataclass(frozen=True)
class Order:
    """A proposal that waits, or was decided (`confirmed` None: it waits). `subjects`: kind and label of each."""

    id: UUID
    subjects: tuple[tuple[DataKind, str], ...]
    proposed_at: datetime
    proposed_by: str
    decided_at: datetime | None
    decided_by: str
    confirmed: bool | None
    may_confirm: bool


@dataclass(frozen=True)
class RetentionView:
    """Everything on the page of what is due."""

    today: date
    kinds: tuple[DueKind, ...]
    holds: tuple[Held, ...]
    orders: tuple[Order, ...]


def show_retention(work: Work, appeal_days: int = APPEAL_DAYS) -> RetentionView:
    """What is kept, due, held, proposed and erased."""
    today, clocks = legal_day(work), Clocks(work, appeal_days)
    entries = clocks.entries()
    labels: Labels = {(each.clock.kind, each.clock.subject_id): each.label for each in entries}
    kinds = [
        DueKind(
            kind,
            clocks.years_of(kind),
            sum(each.clock.kind == kind for each in entries),
            tuple(_due_of(kind, entries, today)),
        )
        for kind in DATA_KINDS
    ]
    return RetentionView(today, tuple(kinds), tuple(_holds(work, labels)), tuple(_orders(work, labels)))


def _due_of(kind: DataKind, entries: Iterable[Entry], today: date) -> list[tuple[Entry, date]]:
    found = [
        (each, due)
        for each in entries
        if each.clock.kind == kind
        and (due := due_on(each.clock)) is not None
        and find_hindrance(each.clock, today) is None
    ]
    return sorted(found, key=lambda each: (each[1], each[0].label))


def _holds(work: Work, labels: Labels) -> list[Held]:
    rows = store.list_holds(work.session, work.organisation_id)
    names = _names(work, [row.held_by for row in rows])
    return [
        Held(
            row.id,
            cast(DataKind, row.kind),
            labels.get((row.kind, row.subject_id), "–"),
            row.reason,
            row.held_at,
            names.get(row.held_by, ""),
        )
        for row in rows
    ]


def _orders(work: Work, labels: Labels) -> list[Order]:
    """The newest first."""
    rows, actor = store.list_orders(work.session, work.organisation_id), work.actor.account_id
    names = _names(work, [by for row in rows for by in (row.proposed_by, row.decided_by)])
    return [
        Order(
            row.id,
            tuple((kind, labels.get((kind, subject_id), str(subject_id))) for kind, subject_id in subjects_of(row)),
            row.proposed_at,
            names.get(row.proposed_by, ""),
            row.decided_at,
            names.get(row.decided_by, ""),
            row.confirmed,
            row.decided_at is None and actor is not None and actor != row.proposed_by,
        )
        for row in reversed(rows)
    ]


def _names(work: Work, account_ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Of whoever is still there: an order that was repeated after a restore may be of somebody who isn't."""
    found = list_names(work.session, work.organisation_id, {each for each in account_ids if each is not None})
    return dict(found.items())


def subjects_of(row: ErasureOrderRow) -> list[Subject]:
    return [(cast(DataKind, kind), UUID(subject_id)) for kind, subject_id in row.subjects]


def propose_erasure(work: Work, subjects: Sequence[Subject], appeal_days: int = APPEAL_DAYS) -> UUID:
    """Ask for the erasure of what is due. Raises Refused where anything stands against one of them, with its rule."""
    work.record()
    chosen = list(dict.fromkeys(subjects))
    if not chosen:
        raise Refused(NOT_PROPOSED, text("Nothing was chosen."), text("Tick what is to be erased."))
    if len(chosen) > MOST_AT_ONCE:
        why = text("More than {count} were chosen.", count=MOST_AT_ONCE)
        raise Refused(NOT_PROPOSED, why, text("Propose them in several parts."))
    _require_due(work, chosen, appeal_days, NOT_PROPOSED)
    waiting = {each for row in _waiting(work) for each in subjects_of(row)}
    if waiting & set(chosen):
        why = text("Some of it waits in another proposal.")
        raise Refused(NOT_PROPOSED, why, text("Decide that one first."), "P7")
    row = ErasureOrderRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        subjects=[[kind, str(subject_id)] for kind, subject_id in chosen],
        proposed_at=work.now,
        proposed_by=work.actor.account_id,
        files=[],
    )
    work.session.add(row)
    work.session.flush()
    work.note("retention.erasure.proposed", row.id, count=len(chosen))
    return row.id


def propose_person(work: Work, case_id: UUID, appeal_days: int = APPEAL_DAYS) -> UUID:
    """Ask for the erasure of everything of a case's person. Raises Refused, with the rule that keeps some of it."""
    work.record()
    case = work.session.get(CaseRow, case_id)
    if case is None or case.organisation_id != work.organisation_id or case.rehearsal:
        raise NotFound(str(case_id))
    entries = Clocks(work, appeal_days).entries()
    return propose_erasure(work, [_subject(each) for each in entries if each.person_id == case.person_id], appeal_days)


def _subject(entry: Entry) -> Subject:
    return entry.clock.kind, cast(UUID, entry.clock.subject_id)


def _require_due(work: Work, chosen: Sequence[Subject], appeal_days: int, what: Text) -> dict[Subject, Entry]:
    """The chosen data with their clocks; all of them may be erased today, names only with everything else."""
    today = legal_day(work)
    entries = {_subject(each): each for each in Clocks(work, appeal_days).entries()}
    for subject in chosen:
        entry = entries.get(subject)
        if entry is None:
            raise Refused(what, text("Some of it isn't kept any more."), text("Load the page again."))
        problem = find_hindrance(entry.clock, today)
        if problem is not None:
            why = text("{label}: {reason}.", label=entry.label, reason=problem.message)
            raise Refused(what, why, problem.remedy or text("Wait."), problem.rule)
    nameless = {entries[each].person_id for each in chosen if each[0] == "identity"}
    left = [each for key, each in entries.items() if each.person_id in nameless and key not in set(chosen)]
    if left:
        why = text("{label}: other data of the person are still kept.", label=left[0].label)
        raise Refused(what, why, text("Erase those before, or with the name."), left[0].clock.by)
    return {each: entries[each] for each in chosen}


def confirm_erasure(work: Work, order_id: UUID, appeal_days: int = APPEAL_DAYS) -> int:
    """Erase what another person proposed (P7); gives of how many subjects. Everything has to be due still.

    The files go after the commit: `erasure_orders.finish_orders`. Raises Refused and NotFound.
    """
    row = _lock_order(work, order_id)
    if work.actor.account_id is None or row.proposed_by == work.actor.account_id:
        why = text("Whoever proposed the erasure doesn't confirm it.")
        raise Refused(NOT_ERASED, why, text("Let somebody else confirm it."), "P7")
    due = _require_due(work, subjects_of(row), appeal_days, NOT_ERASED)
    row.confirmed, row.decided_at, row.decided_by = True, work.now, work.actor.account_id
    work.note("retention.erasure.confirmed", row.id, count=len(due))
    rules = {each: (entry.clock.by, due_on(entry.clock) or legal_day(work)) for each, entry in due.items()}
    carry_out(work, row, rules)
    return len(due)


def carry_out(work: Work, row: ErasureOrderRow, rules: Mapping[Subject, tuple[str, date]]) -> None:
    """Erase the subjects of a confirmed order, kind by kind, names last; within `record()`.

    A subject that was erased before is erased again, and keeps the row of the first time.
    """
    order_id, hashes = row.id, set(row.files)
    known = {(each.kind, each.subject_id) for each in store.list_erased(work.session, work.organisation_id)}
    wipe_freed_pages(work.session)
    for kind in DATA_KINDS:
        ids = [subject_id for each, subject_id in rules if each == kind]
        work.session.flush()
        hashes |= erase_data(work.session, kind, ids)
        for subject_id in ids:
            rule, due = rules[kind, subject_id]
            if (kind, subject_id) not in known:
                work.session.add(_erased(work, order_id, (kind, subject_id), rule, due))
            work.note("retention.data.erased", subject_id, kind=kind, rule=rule, order=str(order_id))
    work.session.get_one(ErasureOrderRow, order_id).files = sorted(hashes)


def _erased(work: Work, order_id: UUID, subject: Subject, rule: str, due: date) -> ErasedDataRow:
    kind, subject_id = subject
    return ErasedDataRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        order_id=order_id,
        kind=kind,
        subject_id=subject_id,
        rule=rule,
        due_on=due,
        erased_at=work.now,
    )


def decline_erasure(work: Work, order_id: UUID) -> None:
    """By anybody of the office: whoever proposed takes it back. Nothing is erased. Raises NotFound."""
    row = _lock_order(work, order_id)
    row.confirmed, row.decided_at, row.decided_by = False, work.now, work.actor.account_id
    work.note("retention.erasure.declined", row.id)


def _lock_order(work: Work, order_id: UUID) -> ErasureOrderRow:
    work.record()
    row = work.session.get(ErasureOrderRow, order_id, with_for_update=True)
    if row is None or row.organisation_id != work.organisation_id or row.decided_at is not None:
        raise NotFound(str(order_id))
    return row


def _waiting(work: Work) -> list[ErasureOrderRow]:
    return [row for row in store.list_orders(work.session, work.organisation_id) if row.decided_at is None]


def hold_data(work: Work, subject: Subject, reason: str, appeal_days: int = APPEAL_DAYS) -> None:
    """Keep data from being erased. Raises Refused without a reason, NotFound for what isn't kept."""
    work.record()
    reason = reason.strip()
    require_reason(reason, NOT_HELD)
    entries = {_subject(each): each for each in Clocks(work, appeal_days).entries()}
    if subject not in entries:
        raise NotFound(str(subject[1]))
    if entries[subject].clock.is_held:
        raise Refused(NOT_HELD, text("Somebody holds it already."), text("Nothing needs to be done."))
    kind, subject_id = subject
    row = RetentionHoldRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        kind=kind,
        subject_id=subject_id,
        reason=reason,
        held_at=work.now,
        held_by=work.actor.account_id,
    )
    work.session.add(row)
    work.note("retention.hold.begun", subject_id, kind=kind, hold=str(row.id))


def end_hold(work: Work, hold_id: UUID) -> None:
    """Raises NotFound."""
    work.record()
    row = work.session.get(RetentionHoldRow, hold_id, with_for_update=True)
    if row is None or row.organisation_id != work.organisation_id or row.ended_at is not None:
        raise NotFound(str(hold_id))
    row.ended_at, row.ended_by = work.now, work.actor.account_id
    work.note("retention.hold.ended", row.subject_id, kind=row.kind, hold=str(row.id))
