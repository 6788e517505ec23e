"""Where and in which language an account's owner is written to; a candidate's address is the office's to change."""

from typing import NamedTuple

from exam_server.core.candidates import MAXIMUM_LENGTH, is_email
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.services.people import own_id
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store.tables import AccountRow, PersonRow

NOT_SAVED = text("It wasn't saved.")


class OwnContact(NamedTuple):
    """`language` empty: the installation's; `is_fixed`: the address tells a candidate apart, so that the office alone
    changes it.
    """

    email: str
    language: str
    is_fixed: bool


def get_own_contact(work: Work) -> OwnContact:
    row = _row(work)
    return OwnContact(row.email, row.language, work.actor.has("candidate"))


def save_own_contact(work: Work, email: str, language: str) -> None:
    """Raises Refused for what is no address, or somebody else's."""
    email = email.strip().lower()
    work.record()
    row = _row(work)
    if not work.actor.has("candidate"):
        _require_free(work, row, email)
        row.email = email
    row.language = language
    work.note("people.contact.changed", row.id)


def _row(work: Work) -> PersonRow:
    return work.session.get_one(PersonRow, work.session.get_one(AccountRow, own_id(work)).person_id)


def _require_free(work: Work, row: PersonRow, email: str) -> None:
    if email and (not is_email(email) or len(email) > MAXIMUM_LENGTH):
        raise _refused(text("This isn't an e-mail address."), text("Correct it, or leave it out."))
    others = case_store.list_people_at(work.session, row.organisation_id, {email} - {""})
    if any(other.id != row.id for other in others):
        raise _refused(text("Somebody else has this e-mail address."), text("Give another address, or none."))


def _refused(why: Text, remedy: Text) -> Refused:
    return Refused(NOT_SAVED, why, remedy)
