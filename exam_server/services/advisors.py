"""Who supports a candidate in identification and documentation, and then doesn't judge them (S8)."""

from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services.credentials import count_advising, get_person_id, list_files
from exam_server.services.legal_day import legal_day
from exam_server.services.people import get_name
from exam_server.services.qualification import get_edition
from exam_server.services.work import Work
from exam_server.store import commission as store
from exam_server.store.tables import CaseAdvisorRow, CaseRow


def name_advisor(work: Work, case_id: UUID, account_id: UUID) -> None:
    """Give a case an advisor from today; asked twice, it changes nothing.

    Raises Refused for whoever hasn't proved the years that the form asks of an advisor before taking the role (S8).
    """
    case = work.session.get(CaseRow, case_id)
    if case is None or case.organisation_id != work.organisation_id:
        raise NotFound(str(case_id))
    edition, person_id = get_edition(work, case.edition_id), get_person_id(work, account_id)
    file = list_files(work, [person_id])[person_id]
    proof = count_advising(file, edition.content.advisor, edition.code, legal_day(work))
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
    work.note("case.advisor.named", case_id, advisor=str(account_id))
