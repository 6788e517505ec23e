"""The awarding body's name and seat as they hold now; what was issued keeps what it said (L1, L11)."""

from typing import NamedTuple

from exam_server.core.body import require_body
from exam_server.services.work import Work
from exam_server.store.tables import OrganisationRow


class Body(NamedTuple):
    """How the awarding body calls itself, and where it sits; `seat` is empty until somebody enters it."""

    name: str
    seat: str


def get_body(work: Work) -> Body:
    row = work.session.get_one(OrganisationRow, work.organisation_id)
    return Body(row.name, row.seat)


def name_body(work: Work, name: str, seat: str) -> None:
    """From now on the body is called so. Raises Refused where name or seat is missing (L1)."""
    given = require_body(name, seat)
    work.record()
    row = work.session.get_one(OrganisationRow, work.organisation_id, with_for_update=True)
    if (row.name, row.seat) != given:
        row.name, row.seat = given
        work.note("people.organisation.named", row.id)
