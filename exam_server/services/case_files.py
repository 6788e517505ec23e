"""The cases of candidates: those that there are, and new ones for the rest, in as few statements as kinds of rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.candidates import CandidateEntry
from exam_server.core.problems import Refused
from exam_server.core.resitting import require_edition
from exam_server.core.text import text
from exam_server.services.qualification import get_edition
from exam_server.services.resitting import find_begun
from exam_server.services.work import Work
from exam_server.store import case as store
from exam_server.store.base import add_rows
from exam_server.store.tables import CaseRow, PersonRow


@dataclass(frozen=True)
class CaseFile:
    """A case by its id and by the code that stands for the person (P5)."""

    id: UUID
    code: str


def open_cases(work: Work, edition_id: UUID, entries: Sequence[CandidateEntry]) -> list[CaseFile]:
    """A case for each entry, in their order; within `record()`, whatever their number a short hold of the lane.

    Who has an e-mail address is the person who has it already. Raises Refused where the name or date of birth is
    another, and where somebody began under another edition (L23).
    """
    return open_cases_of(work, edition_id, file_people(work, entries))


def open_cases_of(work: Work, edition_id: UUID, person_ids: Sequence[UUID]) -> list[CaseFile]:
    """A case for each person, in their order: theirs, or a new one. Call it within `record()`."""
    cases = {
        row.person_id: CaseFile(row.id, row.code) for row in store.list_cases_of(work.session, edition_id, person_ids)
    }
    new = set(person_ids) - cases.keys()
    for number in find_begun(work, new, edition_id).values() if new else ():
        require_edition(number, get_edition(work, edition_id).number)
    number = store.count_cases(work.session, work.organisation_id)
    opened: dict[UUID, CaseFile] = {}
    for person_id in person_ids:
        if person_id not in cases:
            number += 1
            opened[person_id] = cases[person_id] = CaseFile(work.new_id(), f"K{number:04d}")
    shared = {"organisation_id": work.organisation_id, "edition_id": edition_id, "created_at": work.now}
    rows = [shared | {"id": case.id, "code": case.code, "person_id": person} for person, case in opened.items()]
    add_rows(work.session, CaseRow, rows)
    work.note_each("case.opened", [case.id for case in opened.values()])
    return [cases[person_id] for person_id in person_ids]


def file_people(work: Work, entries: Sequence[CandidateEntry]) -> list[UUID]:
    """The persons of the entries, in their order; who isn't known is filed. Call it within `record()`."""
    emails = {entry.email for entry in entries} - {""}
    known = {
        row.email: (row.id, _known(row)) for row in store.list_people_at(work.session, work.organisation_id, emails)
    }
    found: list[UUID] = []
    rows: list[dict[str, object]] = []
    for entry in entries:
        id, same = known.get(entry.email) or (work.new_id(), entry)
        if entry.email not in known:
            rows.append(_row(work, id, entry))
        elif not _is_same(same, entry):
            raise _is_somebody_else(entry.email)
        if entry.email:
            known[entry.email] = (id, same)
        found.append(id)
    add_rows(work.session, PersonRow, rows)
    return found


def _row(work: Work, id: UUID, entry: CandidateEntry) -> dict[str, object]:
    return {
        "id": id,
        "organisation_id": work.organisation_id,
        "given_names": entry.given_names,
        "family_name": entry.family_name,
        "born_on": entry.born_on,
        "email": entry.email,
        "phone": entry.phone,
        "created_at": work.now,
    }


def _known(row: PersonRow) -> CandidateEntry:
    return CandidateEntry(row.given_names, row.family_name, row.born_on, row.email)


def _is_same(known: CandidateEntry, entry: CandidateEntry) -> bool:
    """The same names, and no other date of birth where both are known."""
    names = [known.given_names.casefold(), known.family_name.casefold()]
    other_day = None not in (known.born_on, entry.born_on) and known.born_on != entry.born_on
    return names == [entry.given_names.casefold(), entry.family_name.casefold()] and not other_day


def _is_somebody_else(email: str) -> Refused:
    return Refused(
        text("The candidates weren't added."),
        text("The e-mail address {email} belongs to a person of another name or date of birth.", email=email),
        text("Check names, date and address; leave the address out if two people share it."),
    )
