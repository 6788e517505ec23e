"""Authors' unsaved forms: kept as they're typed, offered to their author alone, ended when the form is saved."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast
from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.formats.item_form import Fields
from exam_server.services.work import Work
from exam_server.store import bank as bank_store
from exam_server.store import drafts as store
from exam_server.store.authoring import list_names
from exam_server.store.tables import FormDraftRow, ItemRevisionRow

Subject = Literal["item", "stimulus", "scenario"]
LARGEST = 400_000
MOST_DRAFTS = 100
RECENT = timedelta(minutes=10)


@dataclass(frozen=True)
class Form:
    """Which form is open: of what, of which revision on; `code` is empty for a new one."""

    qualification: str
    subject: Subject
    code: str
    based_on: int


@dataclass(frozen=True)
class Draft:
    """One unsaved form of the actor."""

    id: UUID
    form: Form
    fields: Fields
    saved_at: datetime


@dataclass(frozen=True)
class OtherAuthor:
    """Somebody else who is typing into the same form."""

    name: str
    saved_at: datetime


def keep_draft(work: Work, draft_id: UUID, form: Form, fields: Fields) -> datetime:
    """Keep what the actor typed, over what was kept of the same open form; when. Leaves one audit event per form."""
    account = _account(work)
    if sum(len(name) + len(value) for name, value in fields.items()) > LARGEST:
        raise _not_kept_too_large()
    work.record()
    row = _find_row(work, draft_id)
    if row is None:
        if store.count_drafts(work.session, account) >= MOST_DRAFTS:
            raise _not_kept_too_many()
        row = FormDraftRow(id=draft_id, organisation_id=work.organisation_id, account_id=account)
        work.session.add(row)
        work.note("bank.draft.begun", draft_id, subject=form.subject, number=form.based_on)
    elif row.account_id != account:
        raise NotFound(str(draft_id))
    row.qualification, row.subject, row.code, row.based_on = form.qualification, form.subject, form.code, form.based_on
    row.fields, row.saved_at = dict(fields), work.now
    return work.now


def list_drafts(work: Work, qualification: str, subject: Subject, code: str) -> list[Draft]:
    """What the actor hasn't saved of this item or case (of new ones where `code` is empty), the newest first."""
    rows = store.list_drafts(work.session, _account(work), qualification, subject)
    return [_draft(row) for row in rows if row.code == code]


def get_draft(work: Work, draft_id: UUID) -> Draft:
    """One of the actor's own drafts; NotFound for any other."""
    row = _find_row(work, draft_id)
    if row is None or row.account_id != _account(work):
        raise NotFound(str(draft_id))
    return _draft(row)


def drop_draft(work: Work, draft_id: UUID) -> Draft:
    """Forget one of the actor's own drafts, which its author doesn't want any more."""
    work.record()
    draft = get_draft(work, draft_id)
    work.session.delete(work.session.get_one(FormDraftRow, draft_id))
    work.note("bank.draft.dropped", draft_id, subject=draft.form.subject)
    return draft


def end_draft(work: Work, draft_id: UUID | None) -> None:
    """Forget the draft of a form that was just saved; there may be none. Within `record()`."""
    row = _find_row(work, draft_id) if draft_id else None
    if row is not None and row.account_id == work.actor.account_id:
        work.session.delete(row)


def list_others(work: Work, form: Form) -> list[OtherAuthor]:
    """Who else typed into the form of this item or case within ten minutes; nobody where it's new."""
    if not form.code:
        return []
    found = dict(
        store.list_others(
            work.session, work.organisation_id, form.qualification, form.subject, form.code, work.now - RECENT
        )
    )
    found.pop(_account(work), None)
    names = list_names(work.session, list(found))
    return [OtherAuthor(names.get(account, ""), at) for account, at in found.items()]


def current_number(work: Work, form: Form) -> int:
    """The number of the current revision of what the form is about; 0 where there is none."""
    if form.subject == "stimulus":
        stimulus = bank_store.find_stimulus(work.session, work.organisation_id, form.qualification, form.code)
        return stimulus.number if stimulus else 0
    if form.subject == "scenario":
        scenario = bank_store.find_scenario(work.session, work.organisation_id, form.qualification, form.code)
        return scenario.number if scenario else 0
    row = bank_store.find_item(work.session, work.organisation_id, form.qualification, form.code)
    return work.session.get_one(ItemRevisionRow, row.revision_id).number if row else 0


def _find_row(work: Work, draft_id: UUID) -> FormDraftRow | None:
    return work.session.get(FormDraftRow, draft_id, with_for_update=work.recording or None)


def _account(work: Work) -> UUID:
    if work.actor.account_id is None:
        raise NotFound("account")
    return work.actor.account_id


def _draft(row: FormDraftRow) -> Draft:
    form = Form(row.qualification, cast(Subject, row.subject), row.code, row.based_on)
    return Draft(row.id, form, row.fields, row.saved_at)


def _not_kept_too_large() -> Refused:
    return Refused(
        text("The draft wasn't kept on the server."),
        text("It's longer than {limit} characters.", limit=LARGEST),
        text("Shorten the texts; until then it's kept in this browser."),
    )


def _not_kept_too_many() -> Refused:
    return Refused(
        text("The draft wasn't kept on the server."),
        text("You have {limit} unsaved drafts already.", limit=MOST_DRAFTS),
        text("Save or drop some of them; until then it's kept in this browser."),
    )
