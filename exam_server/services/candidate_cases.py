"""Candidates as the office keeps them: a case may be made before any exam, and its stages come one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from exam_server.core.candidates import CandidateEntry
from exam_server.services.case_files import open_cases
from exam_server.services.case_rows import get_row
from exam_server.services.qualification import get_edition
from exam_server.services.stages import Stage, list_stages
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import people as people_store
from exam_server.store import portfolio as store
from exam_server.store.tables import AccountRow, CaseRow, PersonRow


@dataclass(frozen=True)
class CandidateLine:
    """A candidate in the office's list. `account`: none, invited, usable."""

    case_id: UUID
    code: str
    name: str
    qualification: str
    account: str


@dataclass(frozen=True)
class CandidateCase:
    """A candidate's case with the data minimum and its stages."""

    id: UUID
    code: str
    name: str
    born_on: date | None
    email: str
    phone: str
    qualification: str
    prerequisites: str
    account: str
    is_staff: bool
    stages: tuple[Stage, ...]


def make_case(work: Work, edition_id: UUID, entry: CandidateEntry) -> UUID:
    """A case for a person, or the one that they have; no exam is needed. Raises Refused for another one's address."""
    work.record()
    get_edition(work, edition_id)
    return open_cases(work, edition_id, [entry])[0].id


def make_cases(work: Work, edition_id: UUID, entries: Sequence[CandidateEntry]) -> int:
    """As `make_case`, for a whole list or nobody of it; gives how many cases there are now."""
    work.record()
    get_edition(work, edition_id)
    return len({each.id for each in open_cases(work, edition_id, entries)})


def get_edition_id(work: Work, case_id: UUID) -> UUID:
    """The edition that a case is on the way to."""
    return get_row(work, case_id).edition_id


def list_candidates(work: Work) -> list[CandidateLine]:
    """Everybody with a case, the newest code last."""
    rows = case_store.list_cases(work.session, work.organisation_id)
    found = store.list_accounts_of(work.session, [person.id for _, person in rows])
    accounts = {account.person_id: account for account in found}
    names: dict[UUID, str] = {}
    for case, _ in rows:
        if case.edition_id not in names:
            names[case.edition_id] = get_edition(work, case.edition_id).content.name
    return [
        CandidateLine(
            case.id, case.code, _name(person), names[case.edition_id], _account_state(accounts.get(case.person_id))
        )
        for case, person in rows
    ]


def get_candidate_case(work: Work, case_id: UUID) -> CandidateCase:
    case: CaseRow = get_row(work, case_id)
    person = work.session.get_one(PersonRow, case.person_id)
    account = store.find_account_of(work.session, person.id)
    roles = people_store.list_roles(work.session, account.id) if account else []
    content = get_edition(work, case.edition_id).content
    return CandidateCase(
        id=case.id,
        code=case.code,
        name=_name(person),
        born_on=person.born_on,
        email=person.email,
        phone=person.phone,
        qualification=content.name,
        prerequisites=content.prerequisites,
        account=_account_state(account),
        is_staff=any(role != "candidate" for role in roles),
        stages=tuple(list_stages(work, case_id)),
    )


def _name(person: PersonRow) -> str:
    return f"{person.given_names} {person.family_name}"


def _account_state(account: AccountRow | None) -> str:
    if account is None:
        return "none"
    return "usable" if account.password_hash else "invited"
