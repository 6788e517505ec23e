"""Inspection under control: a candidate looks at their own case for a while, each page marked and each look logged."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from exam_server.core.delivery import PresentedItem, Response
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import Text, text
from exam_server.services.case import CaseView, find_released_result
from exam_server.services.case_rows import get_own_row
from exam_server.services.conversing import list_notes
from exam_server.services.inspected_products import InspectedProduct, list_inspected_products
from exam_server.services.marking import MarkedItem, list_marked_items
from exam_server.services.panel import get_case_row
from exam_server.services.people import Names
from exam_server.services.presenting import present_items
from exam_server.services.results import OwnResult, to_own_result
from exam_server.services.sittings import get_row
from exam_server.services.tokens import new_token
from exam_server.services.work import Work
from exam_server.store import delivery as delivery_store
from exam_server.store import release as store
from exam_server.store.tables import CaseRow, InspectionRow, InspectionViewRow, StageRow

LONGEST_MINUTES = 8 * 60


@dataclass(frozen=True)
class Inspection:
    """One opened inspection; `views` says when what was looked at."""

    code: str
    opened_at: datetime
    closes_at: datetime
    opened_by: str
    views: tuple[tuple[datetime, str], ...]


@dataclass(frozen=True)
class Heard:
    """What was asked and heard in the conversation, without who noted it."""

    criterion: str
    question: str
    heard: str


@dataclass(frozen=True)
class InspectedItem:
    """An item as it stood on the candidate's page, their last response to it, and whether that counted."""

    shown: PresentedItem
    response: Response
    marked: MarkedItem


@dataclass(frozen=True)
class Inspected:
    """What the candidate sees: their result, the items with their responses, what they wrote in simulations, and what
    was noted of the conversation.

    Keys, rationales and anchors aren't there, nor who judged what. Only stages whose result is released are shown.
    """

    code: str
    candidate_code: str
    seen_at: datetime
    closes_at: datetime
    result: OwnResult
    items: tuple[InspectedItem, ...]
    products: tuple[InspectedProduct, ...]
    notes: tuple[Heard, ...]


def open_inspection(work: Work, case_id: UUID, minutes: int) -> None:
    """Let a case's candidate look at it for some minutes from now. Refused before anything is released."""
    work.record()
    get_case_row(work, case_id)
    if find_released_result(work, case_id) is None:
        raise _refused(text("Nothing of this case is released yet."), text("Release the results first."))
    if not 1 <= minutes <= LONGEST_MINUTES:
        why = text("It takes between 1 and {most} minutes.", most=LONGEST_MINUTES)
        raise _refused(why, text("Correct the number."))
    row = InspectionRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        case_id=case_id,
        code=new_token()[:8].upper(),
        opened_at=work.now,
        closes_at=work.now + timedelta(minutes=minutes),
        opened_by=work.actor.account_id,
    )
    work.session.add(row)
    work.note("case.inspection.opened", case_id, inspection=str(row.id), minutes=minutes)


def is_inspected(work: Work, case_id: UUID) -> bool:
    """Whether an inspection of a case is open now."""
    return any(row.closes_at > work.now for row in store.list_inspections(work.session, case_id))


def list_inspections(work: Work, case_id: UUID) -> list[Inspection]:
    """A case's inspections with their logs, oldest first. Raises NotFound."""
    get_case_row(work, case_id)
    names, views = Names(work), store.list_views(work.session, case_id)
    return [
        Inspection(
            row.code,
            row.opened_at,
            row.closes_at,
            names.of(row.opened_by),
            tuple((view.seen_at, view.page) for view in views if view.inspection_id == row.id),
        )
        for row in store.list_inspections(work.session, case_id)
    ]


def inspect_own(work: Work) -> Inspected:
    """The case of the actor's seat while its inspection is open; the look is logged. Refused outside of its time."""
    if work.actor.sitting_id is None:
        raise NotFound("sitting")
    work.record()
    return _inspect(work, work.session.get_one(CaseRow, get_row(work, work.actor.sitting_id).case_id))


def inspect_own_case(work: Work, case_id: UUID) -> Inspected:
    """As `inspect_own`, for a case of the actor's person: who sat no test has an account alone."""
    work.record()
    return _inspect(work, get_own_row(work, case_id))


def _inspect(work: Work, case: CaseRow) -> Inspected:
    opened = [row for row in store.list_inspections(work.session, case.id) if row.closes_at > work.now]
    view = find_released_result(work, case.id)
    if not opened or view is None:
        raise _refused(text("No inspection of your case is open now."), text("Ask the office for a time."))
    row = opened[-1]
    work.session.add(
        InspectionViewRow(
            id=work.new_id(),
            organisation_id=row.organisation_id,
            inspection_id=row.id,
            page="case",
            seen_at=work.now,
        )
    )
    work.note("case.inspection.viewed", case.id, inspection=str(row.id))
    return Inspected(
        row.code,
        case.code,
        work.now,
        row.closes_at,
        to_own_result(work, view),
        tuple(_list_items(work, case.id)),
        tuple(list_inspected_products(work, view)),
        tuple(_list_heard(work, view)),
    )


def _list_heard(work: Work, view: CaseView) -> Iterator[Heard]:
    """The notes whose evidence is released; what was asked later waits for the next release (P7)."""
    for each in list_notes(work, view.id):
        if str(each.evidence_id) in view.recorded_at:
            yield Heard(each.criterion, each.question, each.heard)


def _list_items(work: Work, case_id: UUID) -> Iterator[InspectedItem]:
    """The items of every released test of a case, marked as they were at its release (P7), test by test."""
    for sitting_id in delivery_store.list_case_sittings(work.session, case_id):
        row = get_row(work, sitting_id)
        released_at = work.session.get_one(StageRow, row.stage_id).released_at
        if released_at is None:
            continue
        responses = {
            each.position: json.loads(each.response) for each in delivery_store.list_responses(work.session, row.id)
        }
        shown = {each.position: each for each in present_items(work, row.test_form_id)}
        for marked in list_marked_items(work, row.id, released_at):
            yield InspectedItem(shown[marked.position], responses.get(marked.position), marked)


def _refused(why: Text, remedy: Text) -> Refused:
    return Refused(text("The case can't be inspected now."), why, remedy)
