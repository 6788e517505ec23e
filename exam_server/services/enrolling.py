"""Candidates enrol by themselves: with the data minimum, or with their account; nothing tells who enrolled before."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from exam_server.core.candidates import CandidateEntry
from exam_server.core.consents import CONSENT_KINDS
from exam_server.core.delivery.codes import letters_of
from exam_server.core.enrolment import (
    NEEDS,
    NOT_ENROLLED,
    Verdict,
    require_birth,
    require_confirmed,
    require_taking,
)
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services.enrolment_windows import (
    EnrolmentWindow,
    count_taken,
    enter_organisation,
    get_window,
    get_window_row,
    window_of,
)
from exam_server.services.legal_day import legal_day
from exam_server.services.notices import queue_for_enrolment
from exam_server.services.throttling import Door, count_attempt, is_door_closed
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.store import enrolment as store
from exam_server.store.tables import EnrolmentDecisionRow, EnrolmentRow, EnrolmentWindowRow

CODE_LETTERS = 8


@dataclass(frozen=True)
class Wishes:
    """What whoever enrols says beside who they are; `confirmed` numbers the window's conditions from 0.

    `needs` name changes of conditions without any reason; `consents` are voluntary (P4).
    """

    language: str
    confirmed: Collection[int] = ()
    needs: Collection[str] = ()
    consents: Collection[str] = ()


@dataclass(frozen=True)
class OwnEnrolment:
    """One of the actor's own enrolments; `verdict` None: the office hasn't decided yet."""

    id: UUID
    code: str
    window: EnrolmentWindow
    made_at: datetime
    verdict: Verdict | None
    reason: str


def get_public_window(work: Work, window_id: UUID) -> EnrolmentWindow:
    """A window for whoever wants to enrol."""
    enter_organisation(work)
    return get_window(work, window_id)


def enrol(work: Work, keys: Keys, door: Door, window_id: UUID, entry: CandidateEntry, wishes: Wishes) -> str:
    """Enrol somebody without an account; gives the code that they cite. An earlier entry of the same person at the
    same window is replaced, silently, so that nobody learns who enrolled before.

    Raises Refused before, after and without a place, without a condition (P3), and after too many attempts.
    """
    enter_organisation(work)
    if is_door_closed(work, keys, door, entry.email):
        why = text("Too many people are enrolling at once, or with this address.")
        raise Refused(NOT_ENROLLED, why, text("Try again in a few minutes; what you typed stays here."), rule="P3")
    work.record()
    row = get_window_row(work, window_id)
    count_attempt(work, keys, door, entry.email)
    _require_enrolable(work, row, wishes)
    if entry.born_on is None:
        raise Refused(NOT_ENROLLED, text("The date of birth is missing."), text("Write it."))
    require_birth(entry.born_on, legal_day(work))
    for before in _waiting_entries(work, row.id):
        if before.person_id is None and _is_same(before, entry):
            decide(work, before, "replaced")
    return _add(work, row, wishes, entry, None)


def enrol_again(work: Work, window_id: UUID, wishes: Wishes) -> str:
    """Enrol the actor's own person. Raises Refused as `enrol`, and for whoever is enrolled there already."""
    person_id = work.actor.person_id
    if person_id is None:
        raise NotFound(str(window_id))
    work.record()
    row = get_window_row(work, window_id)
    if any(each.window_id == row.id and ends_open(end) for each, end in _own(work, person_id)):
        raise Refused(
            NOT_ENROLLED,
            text("You're enrolled here already."),
            text("See under “My cases” where it stands."),
            rule="P3",
        )
    _require_enrolable(work, row, wishes)
    return _add(work, row, wishes, None, person_id)


def list_own_enrolments(work: Work) -> list[OwnEnrolment]:
    """The actor's own ones, the newest first."""
    found = _own(work, work.actor.person_id) if work.actor.person_id else []
    return [
        OwnEnrolment(
            row.id,
            row.code,
            get_window(work, row.window_id),
            row.made_at,
            cast(Verdict, end.verdict) if end else None,
            end.reason if end else "",
        )
        for row, end in reversed(found)
    ]


def withdraw_own(work: Work, enrolment_id: UUID) -> None:
    """Take an own enrolment back while it waits; the place is free again. Raises Refused after that."""
    work.record()
    row = work.session.get(EnrolmentRow, enrolment_id, with_for_update=True)
    if row is None or row.person_id is None or row.person_id != work.actor.person_id:
        raise NotFound(str(enrolment_id))
    require_waiting(work, row)
    decide(work, row, "withdrawn")


def require_waiting(work: Work, row: EnrolmentRow) -> None:
    """Raises Refused where somebody has decided already; the row is locked."""
    if store.find_decision(work.session, row.id) is not None:
        raise Refused(
            text("Nothing was changed."),
            text("This enrolment isn't waiting any more."),
            text("Reload the page and look at the new state first."),
        )


def decide(
    work: Work, row: EnrolmentRow, verdict: Verdict, reason: str = "", case_id: UUID | None = None
) -> EnrolmentDecisionRow:
    """Within `record()`: end an enrolment, once."""
    made = EnrolmentDecisionRow(
        id=work.new_id(),
        organisation_id=row.organisation_id,
        enrolment_id=row.id,
        verdict=verdict,
        reason=reason,
        case_id=case_id,
        decided_at=work.now,
        decided_by=work.actor.account_id,
    )
    work.session.add(made)
    work.session.flush()
    work.note(f"enrolment.{verdict}", row.id, case=str(case_id) if case_id else None)
    return made


def ends_open(end: EnrolmentDecisionRow | None) -> bool:
    """Whether an enrolment with this end holds a place."""
    return end is None or end.verdict == "confirmed"


def _require_enrolable(work: Work, row: EnrolmentWindowRow, wishes: Wishes) -> None:
    window = window_of(row)
    require_taking(window, count_taken(work, row), work.now)
    require_confirmed(window.conditions, wishes.confirmed)


def _own(work: Work, person_id: UUID) -> list[store.Entry]:
    return list(store.list_entries_of_person(work.session, person_id))


def _waiting_entries(work: Work, window_id: UUID) -> list[EnrolmentRow]:
    return [row for row, end in store.list_entries(work.session, window_id) if end is None]


def _is_same(row: EnrolmentRow, entry: CandidateEntry) -> bool:
    """The same address, names and day of birth: who knows all four could have enrolled them just so."""
    kept, new = (row.given_names, row.family_name), (entry.given_names, entry.family_name)
    same = [each.casefold() for each in kept] == [each.casefold() for each in new]
    return same and (row.email, row.born_on) == (entry.email, entry.born_on)


def _add(
    work: Work, window: EnrolmentWindowRow, wishes: Wishes, entry: CandidateEntry | None, person_id: UUID | None
) -> str:
    given = entry or CandidateEntry("", "")
    row = EnrolmentRow(
        id=work.new_id(),
        organisation_id=window.organisation_id,
        window_id=window.id,
        person_id=person_id,
        code=letters_of(secrets.token_hex(CODE_LETTERS), CODE_LETTERS),
        given_names=given.given_names,
        family_name=given.family_name,
        born_on=given.born_on,
        email=given.email,
        phone=given.phone,
        language=wishes.language,
        needs=[need for need in NEEDS if need in wishes.needs],
        consents=[kind for kind in CONSENT_KINDS if kind in wishes.consents],
        made_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    work.note("enrolment.made", row.id, window=str(window.id), by_account=person_id is not None)
    queue_for_enrolment(work, "enrolment_received", row.id)
    return row.code
