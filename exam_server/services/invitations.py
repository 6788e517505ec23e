"""Accounts of candidates: made for a case's person by an invitation, which is a one-time link."""

from datetime import timedelta
from uuid import UUID

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.services.case_rows import get_row
from exam_server.services.people import make_setup_link
from exam_server.services.work import Work
from exam_server.store import people as people_store
from exam_server.store import portfolio as store
from exam_server.store.tables import AccountRoleRow, AccountRow, PersonRow


def invite(work: Work, case_id: UUID, valid_for: timedelta) -> str:
    """The token of a link by which the case's person sets a password; their e-mail address is the log-in.

    Whoever has another role gets no link here: it would open the rooms of that role too. Raises Refused for them, and
    for a person without an address.
    """
    work.record()
    person = work.session.get_one(PersonRow, get_row(work, case_id).person_id)
    account = store.find_account_of(work.session, person.id)
    if account is None:
        account = _make(work, person)
    elif people_store.list_roles(work.session, account.id) != ["candidate"]:
        raise _refused(
            text("The person has an account with other roles."),
            text("The administrator makes links for such accounts."),
        )
    work.note("people.candidate.invited", account.id, case=str(case_id))
    return make_setup_link(work, account.id, valid_for)


def _make(work: Work, person: PersonRow) -> AccountRow:
    login = person.email.strip().lower()
    if not login:
        raise _refused(text("The person has no e-mail address."), text("Add it to their data first."))
    if people_store.find_account(work.session, login) is not None:
        raise _refused(
            text("Somebody else's account has this e-mail address as its log-in."),
            text("Give the candidate another address."),
        )
    account = AccountRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        person_id=person.id,
        login=login,
        created_at=work.now,
    )
    work.session.add(account)
    work.session.flush()
    role = AccountRoleRow(account_id=account.id, role="candidate", organisation_id=work.organisation_id)
    work.session.add(role)
    work.session.flush()
    work.note("people.account.made", account.id, roles="candidate")
    return account


def _refused(why: Text, remedy: Text) -> Refused:
    return Refused(text("No invitation was made."), why, remedy)
