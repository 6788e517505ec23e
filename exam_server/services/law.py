"""The sources that items cite, and amendment days: what they do to the items, and the exams that they touch."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast
from uuid import UUID

from exam_server.core.amendments import Act, takes_place_after
from exam_server.core.bank import Source, Status
from exam_server.core.problems import NotFound, Problem, Refused
from exam_server.core.text import text
from exam_server.formats.plain import content_hash, from_plain, to_plain
from exam_server.services.item_editing import check_item_text
from exam_server.services.item_filing import prepare_revision
from exam_server.services.work import Work
from exam_server.store import law as store
from exam_server.store.base import add_rows
from exam_server.store.shelf import Shelf
from exam_server.store.tables import AmendmentItemRow, AmendmentRow, ItemRevisionRow, SourceRow


@dataclass(frozen=True)
class SourceLine:
    """A source with how many items in use cite it."""

    source: Source
    citing: int


@dataclass(frozen=True)
class AmendmentLine:
    id: UUID
    source: str
    effective_on: date
    note: str
    carried_out_at: datetime | None


@dataclass(frozen=True)
class AmendedItem:
    """What the day does to an item; `prepared` is the number of the revision that it switches to."""

    code: str
    status: Status
    act: Act
    prepared: int | None


@dataclass(frozen=True)
class TouchedExam:
    """A frozen or running exam whose forms hold amended items; `after`: it takes place on the day or later.

    Once the day was carried out only forms that were drawn before it count.
    """

    title: str
    planned_at: datetime
    after: bool
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Amendment:
    line: AmendmentLine
    items: tuple[AmendedItem, ...]
    exams: tuple[TouchedExam, ...]


def load_sources(work: Work, qualification: str, sources: Iterable[Source]) -> None:
    """File a bank's sources; an unchanged one makes no revision, and none is taken away."""
    work.record()
    current = {row.code: row for row in store.list_sources(work.session, Shelf(work.organisation_id, qualification))}
    for source in sources:
        content, before = to_plain(source), current.get(source.id)
        if before is None or before.content_hash != content_hash(content):
            work.session.add(
                SourceRow(
                    id=work.new_id(),
                    organisation_id=work.organisation_id,
                    qualification=qualification,
                    code=source.id,
                    number=before.number + 1 if before else 1,
                    content=content,
                    content_hash=content_hash(content),
                    made_at=work.now,
                )
            )


def list_sources(work: Work, qualification: str) -> list[SourceLine]:
    shelf = Shelf(work.organisation_id, qualification)
    cited = [source for _, sources in store.list_citations(work.session, shelf) for source in sources]
    return [
        SourceLine(from_plain(Source, row.content), cited.count(row.code))
        for row in store.list_sources(work.session, shelf)
    ]


def list_amendments(work: Work, qualification: str) -> list[AmendmentLine]:
    """The latest day first."""
    rows = store.list_amendments(work.session, Shelf(work.organisation_id, qualification))
    return [_line(row) for row in rows]


def _line(row: AmendmentRow) -> AmendmentLine:
    return AmendmentLine(row.id, row.source, row.effective_on, row.note, row.carried_out_at)


def plan_amendment(work: Work, qualification: str, source: str, effective_on: date, note: str) -> UUID:
    """Plan a day from which a source says something else: items that cite it are retired unless chosen otherwise.

    Raises Refused for a source that the bank doesn't have and without a note.
    """
    work.record()
    shelf = Shelf(work.organisation_id, qualification)
    if source not in {row.code for row in store.list_sources(work.session, shelf)} or not note.strip():
        raise Refused(
            text("The amendment wasn't planned."),
            text("The source is unknown, or nothing says what changes."),
            text("Choose a source, and write what changes."),
        )
    citing = [item for item, sources in store.list_citations(work.session, shelf) if source in sources]
    row = AmendmentRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        qualification=qualification,
        source=source,
        effective_on=effective_on,
        note=note.strip(),
        made_at=work.now,
        made_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    own = {"amendment_id": row.id, "organisation_id": work.organisation_id, "act": "retire", "revision_id": None}
    add_rows(work.session, AmendmentItemRow, [own | {"item_id": item} for item in citing])
    work.note("bank.amendment.planned", row.id, items=len(citing), on=effective_on.isoformat())
    return row.id


def get_amendment(work: Work, amendment_id: UUID) -> Amendment:
    """Everything about an amendment day. Raises NotFound."""
    row = get_amendment_row(work, amendment_id)
    amended = store.list_amended(work.session, row.id)
    items = tuple(
        AmendedItem(item.code, cast(Status, item.status), cast(Act, each.act), _number(work, each.revision_id))
        for each, item in amended
    )
    return Amendment(_line(row), items, _touched(work, row, [item.id for _, item in amended]))


def get_amendment_row(work: Work, amendment_id: UUID) -> AmendmentRow:
    """Raises NotFound."""
    row = work.session.get(AmendmentRow, amendment_id)
    if row is None or row.organisation_id != work.organisation_id:
        raise NotFound(str(amendment_id))
    return row


def _number(work: Work, revision_id: UUID | None) -> int | None:
    return work.session.get_one(ItemRevisionRow, revision_id).number if revision_id else None


def _touched(work: Work, row: AmendmentRow, items: list[UUID]) -> tuple[TouchedExam, ...]:
    exams: dict[UUID, TouchedExam] = {}
    for exam, code, drawn_at in store.list_touched(work.session, items):
        if row.carried_out_at is not None and drawn_at >= row.carried_out_at:
            continue
        after = takes_place_after(exam.planned_at, row.effective_on)
        before = exams.get(exam.id, TouchedExam(exam.title, exam.planned_at, after, ()))
        exams[exam.id] = replace(before, codes=(*before.codes, code))
    return tuple(exams.values())


def choose_acts(work: Work, amendment_id: UUID, acts: Mapping[str, Act]) -> None:
    """Say what the day does to items, by code. Raises Refused once it was carried out."""
    work.record()
    row = _require_open(work, amendment_id)
    for each, item in store.list_amended(work.session, row.id):
        each.act = acts.get(item.code, each.act)
    work.note("bank.amendment.chosen", row.id, items=len(acts))


def _require_open(work: Work, amendment_id: UUID) -> AmendmentRow:
    row = get_amendment_row(work, amendment_id)
    if row.carried_out_at is not None:
        raise Refused(
            text("Nothing was changed."),
            text("The amendment was carried out already."),
            text("Change the items themselves."),
        )
    return row


def prepare_text(work: Work, amendment_id: UUID, code: str, source: str) -> tuple[Problem, ...]:
    """File the text that an item has from the day on, as a revision that isn't current yet; gives what the check finds.

    Nothing is filed where there is an error.
    """
    amendment = get_amendment_row(work, amendment_id)
    item, problems = check_item_text(work, amendment.qualification, source)
    if item is None or item.id != code or any(each.severity == "error" for each in problems):
        other = text("The item's code stays {code}; make a new item for another one.", code=code)
        return problems or (Problem(other, rule="id-changed"),)
    work.record()
    row = _require_open(work, amendment_id)
    found = next(((each, own) for each, own in store.list_amended(work.session, row.id) if own.code == code), None)
    if found is None:
        raise NotFound(code)
    each, own = found
    each.act, each.revision_id = "switch", prepare_revision(work, own, item, row.note)
    work.note("bank.amendment.prepared", row.id, item=str(own.id))
    return ()
