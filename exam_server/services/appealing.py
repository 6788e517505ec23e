"""Filing an appeal: by the candidate with an account, or by the office for one that came on paper (S9, P3)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from exam_server.core.appeals import (
    APPEAL_DAYS,
    MOST_DOCUMENTS,
    NOT_FILED,
    State,
    Subject,
    is_open,
    require_filing,
)
from exam_server.core.problems import NotFound, Refused
from exam_server.core.stages import StageKind
from exam_server.core.text import text
from exam_server.formats.document_door import ReadDocument
from exam_server.services.appeal_rows import add_step, get_appeal_row
from exam_server.services.appeal_subject import list_known
from exam_server.services.appeal_terms import find_term, list_told_later
from exam_server.services.case_rows import get_own_row, get_row
from exam_server.services.legal_day import legal_day
from exam_server.services.notices import queue_notice
from exam_server.services.presenting import list_frozen_items
from exam_server.services.work import Work
from exam_server.store import appeals as store
from exam_server.store import delivery as delivery_store
from exam_server.store.tables import AppealDocumentRow, AppealRow, CaseRow, OrganisationRow, SittingRow, StageRow


@dataclass(frozen=True)
class Filing:
    """What is appealed against and why; `position`: of the test's item, from 1. `criteria` empty: the whole result."""

    stage_id: UUID
    criteria: Sequence[str]
    position: int | None
    grounds: Collection[str]
    words: str


def has_open_appeal(work: Work, case_id: UUID) -> bool:
    """Whether an appeal of the case isn't closed: until then there is no certificate (S9, L2)."""
    return any(is_open(cast(State, row.state)) for row in store.list_appeals_of(work.session, case_id))


def list_with_open_appeals(work: Work) -> set[UUID]:
    """The cases of which an appeal isn't closed: nothing of them is erased (S9)."""
    rows = store.list_appeals(work.session, work.organisation_id)
    return {row.case_id for row in rows if is_open(cast(State, row.state))}


def file_own(
    work: Work, case_id: UUID, filing: Filing, documents: Sequence[ReadDocument], default_days: int = APPEAL_DAYS
) -> UUID:
    """The candidate's own appeal; after the last day too: then the office decides on it. Raises Refused."""
    work.record()
    return _file(work, get_own_row(work, case_id), filing, documents, None, default_days)


def file_from_paper(
    work: Work,
    case_id: UUID,
    filing: Filing,
    received_on: date,
    documents: Sequence[ReadDocument] = (),
    default_days: int = APPEAL_DAYS,
) -> UUID:
    """An appeal that came on paper on a day; the caller has checked that the actor is of the office."""
    work.record()
    if received_on > legal_day(work):
        raise Refused(NOT_FILED, text("It can't have come on a day that is ahead."), text("Correct the day."), "P3")
    return _file(work, get_row(work, case_id), filing, documents, received_on, default_days)


def withdraw_appeal(work: Work, case_id: UUID, appeal_id: UUID) -> None:
    """The candidate takes it back, as long as it isn't ruled on."""
    work.record()
    case = get_own_row(work, case_id)
    row = get_appeal_row(work, appeal_id)
    if row.case_id != case.id:
        raise NotFound(str(appeal_id))
    add_step(work, row, "withdrawn")


def _file(
    work: Work,
    case: CaseRow,
    filing: Filing,
    documents: Sequence[ReadDocument],
    received_on: date | None,
    default_days: int,
) -> UUID:
    stage = _get_stage(work, case, filing.stage_id)
    known = list_known(work, case, stage)
    subject = Subject(cast(StageKind, stage.kind), tuple(dict.fromkeys(filing.criteria)), filing.position)
    words = filing.words.replace("\r\n", "\n").strip()
    require_filing(subject, filing.grounds, words, known)
    if len(documents) > MOST_DOCUMENTS:
        raise Refused(NOT_FILED, text("It takes {most} files.", most=MOST_DOCUMENTS), text("Choose what shows most."))
    _require_first(work, stage)
    revision_id, asked = _find_item(work, stage, filing.position)
    criteria = _criteria(subject, asked, known)
    whole = not subject.criteria and subject.position is None
    later = list_told_later(work, case.id)[stage.id]
    term = find_term(work, stage, later, known if whole else criteria, default_days)
    came_on = _came_on(work, term.told_on, received_on)
    row = AppealRow(
        id=work.new_id(),
        organisation_id=case.organisation_id,
        case_id=case.id,
        stage_id=stage.id,
        number=_next_number(work, case.organisation_id),
        criteria=criteria,
        whole=whole,
        position=subject.position,
        revision_id=revision_id,
        grounds=sorted(set(filing.grounds)),
        words=words,
        told_on=term.told_on,
        days=term.days,
        until=term.until,
        received_on=came_on,
        on_paper=received_on is not None,
        filed_at=work.now,
        filed_by=work.actor.account_id,
        state="filed",
    )
    work.session.add(row)
    work.session.flush()
    for each in documents:
        _enclose(work, row, each)
    late, files = row.received_on > row.until, len(documents)
    facts = {"case": str(case.id), "stage": str(stage.id)}
    queue_notice(work, "appeal_received", case.id)
    work.note("case.appeal.filed", row.id, late=late, documents=files, paper=row.on_paper, **facts)
    return row.id


def _get_stage(work: Work, case: CaseRow, stage_id: UUID) -> StageRow:
    """A stage of the case whose result is told. Raises NotFound for any other."""
    row = work.session.get(StageRow, stage_id, with_for_update=True)
    if row is None or row.case_id != case.id:
        raise NotFound(str(stage_id))
    if row.released_at is None:
        raise Refused(
            NOT_FILED, text("The result of this stage isn't released yet."), text("Wait until it's told."), rule="S9"
        )
    return row


def _came_on(work: Work, told_on: date, received_on: date | None) -> date:
    """The day that counts: that of the paper, else today. Nobody appeals before the result is told (P3)."""
    if received_on is not None and received_on < told_on:
        raise Refused(
            NOT_FILED, text("It can't have come before the result was told."), text("Correct the day."), rule="P3"
        )
    return received_on or legal_day(work)


def _require_first(work: Work, stage: StageRow) -> None:
    for row in store.list_appeals_of(work.session, stage.case_id):
        if row.stage_id == stage.id and is_open(cast(State, row.state)):
            raise Refused(
                NOT_FILED,
                text("An appeal against this result is under way."),
                text("Wait for its ruling, or take it back first."),
                rule="S9",
            )


def _find_item(work: Work, stage: StageRow, position: int | None) -> tuple[UUID | None, tuple[str, ...]]:
    """The revision that stood there in the stage's test, and its criteria. Raises Refused for no such item."""
    if position is None:
        return None, ()
    for sitting_id in delivery_store.list_case_sittings(work.session, stage.case_id):
        sitting = work.session.get_one(SittingRow, sitting_id)
        if sitting.stage_id == stage.id:
            for each in list_frozen_items(work, sitting.test_form_id):
                if each.position == position:
                    return each.revision_id, tuple(each.item.criteria)
    raise Refused(NOT_FILED, text("The test has no question {number}.", number=position), text("Correct the number."))


def _criteria(subject: Subject, asked: Collection[str], known: dict[str, bool]) -> list[str]:
    """What the appeal is about, in the form's order: what it names, its item's, else all that isn't met."""
    named = {*subject.criteria, *(code for code in asked if code in known)}
    if named:
        return [code for code in known if code in named]
    return [code for code, met in known.items() if not met] or list(known)


def _next_number(work: Work, organisation_id: UUID) -> int:
    # Two filings at once would take the same number: PostgreSQL lets them wait for each other here.
    work.session.get_one(OrganisationRow, organisation_id, with_for_update=True)
    return store.highest_number(work.session, organisation_id) + 1


def _enclose(work: Work, row: AppealRow, read: ReadDocument) -> None:
    work.session.add(
        AppealDocumentRow(
            id=work.new_id(),
            organisation_id=row.organisation_id,
            appeal_id=row.id,
            file_name=read.name,
            kind=read.kind,
            media_type=read.media_type,
            size_bytes=len(read.content),
            content_hash=read.digest,
            source_hash=read.source_hash,
            added_at=work.now,
        )
    )
    work.session.flush()
