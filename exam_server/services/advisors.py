"""Who supports a candidate in identification and documentation, and then doesn't judge them (S8)."""

from dataclasses import dataclass
from uuid import UUID

from exam_server.core.advising import require_knowledge
from exam_server.core.commission import Proof
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services.case_rows import get_row
from exam_server.services.credentials import count_advising, get_person_id, list_files
from exam_server.services.excluding import follow_exclusions
from exam_server.services.legal_day import legal_day
from exam_server.services.people import get_name, list_holders
from exam_server.services.qualification import Edition, get_edition
from exam_server.services.work import Work
from exam_server.store import commission as store
from exam_server.store.tables import CaseAdvisorRow, CaseRow


@dataclass(frozen=True)
class Advisor:
    """Somebody with the role of an advisor, and what their documents prove today; None: no years are asked."""

    account_id: UUID
    name: str
    proof: Proof | None
    assigned: bool


@dataclass(frozen=True)
class AdvisorsOf:
    """Everybody who has the role, and what the qualification asks of them beyond years."""

    advisors: tuple[Advisor, ...]
    requirements: tuple[str, ...]


def list_advisors(work: Work, case_id: UUID) -> AdvisorsOf:
    """For the office: who may advise this case, and who does."""
    edition = get_edition(work, get_row(work, case_id).edition_id)
    assigned = {row.account_id for row in store.list_advisors(work.session, [case_id])}
    found = [
        Advisor(each.account_id, each.name, _prove(work, edition, each.account_id), each.account_id in assigned)
        for each in list_holders(work, "advisor")
        if not each.disabled or each.account_id in assigned
    ]
    return AdvisorsOf(tuple(found), edition.content.advisor.requirements)


def assign_advisor(work: Work, case_id: UUID, account_id: UUID, knows: bool) -> None:
    """As `name_advisor`, for somebody with the role; `knows`: the office checked what else the form asks (S8).

    Raises Refused where it didn't, and for whose case it is.
    """
    case = get_row(work, case_id)
    if account_id not in {each.account_id for each in list_holders(work, "advisor") if not each.disabled}:
        raise NotFound(str(account_id))
    if get_person_id(work, account_id) == case.person_id:
        raise Refused(
            text("The advisor wasn't named."),
            text("Nobody advises their own case."),
            text("Choose somebody else."),
            rule="S8",
        )
    require_knowledge(get_edition(work, case.edition_id).content.advisor, knows)
    name_advisor(work, case_id, account_id)


def name_advisor(work: Work, case_id: UUID, account_id: UUID) -> None:
    """Give a case an advisor from today; asked twice, it changes nothing. What they had settled of it is opened again.

    Raises Refused for whoever hasn't proved the years that the form asks of an advisor before taking the role (S8).
    """
    case = work.session.get(CaseRow, case_id)
    if case is None or case.organisation_id != work.organisation_id:
        raise NotFound(str(case_id))
    proof = _prove(work, get_edition(work, case.edition_id), account_id)
    if proof is not None and not proof.held:
        raise Refused(
            text("The advisor wasn't named."),
            text("{name} hasn't proved an advisor's experience.", name=get_name(work, account_id)),
            text("Add and verify documents, or appoint somebody else."),
            rule="S8",
        )
    work.record()
    if any(each.account_id == account_id for each in store.list_advisors(work.session, [case_id])):
        return
    row = CaseAdvisorRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        case_id=case_id,
        account_id=account_id,
        taken_on=legal_day(work),
        made_at=work.now,
        made_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    work.note("case.advisor.named", case_id, advisor=str(account_id))
    follow_exclusions(work, [case_id])


def _prove(work: Work, edition: Edition, account_id: UUID) -> Proof | None:
    """Whether verified documents prove the years today; None where the form asks for none."""
    person_id = get_person_id(work, account_id)
    file = list_files(work, [person_id])[person_id]
    return count_advising(file, edition.content.advisor, edition.code, legal_day(work))
