"""Who may fetch a picture: the seat that sits a form which shows it, who inspects it, and staff who read items."""

import re
from threading import Lock

from exam_server.core.people import may
from exam_server.core.problems import NotFound
from exam_server.formats.image import Picture
from exam_server.services.inspecting import is_inspected
from exam_server.services.media import ADDRESS, get_picture
from exam_server.services.presenting import present_items
from exam_server.services.sittings import get_row
from exam_server.services.work import Work
from exam_server.store.delivery import list_case_sittings
from exam_server.store.portfolio import list_cases_of_person
from exam_server.store.tables import SittingRow

SAT = ("open", "paused")
KEPT = 2500
_shown: dict[str, frozenset[str]] = {}
_guard = Lock()


def get_seats_picture(work: Work, digest: str) -> Picture:
    """A picture for the actor's seat while the test is sat or its case inspected; NotFound for any other."""
    sitting_id = work.actor.sitting_id
    row = get_row(work, sitting_id) if sitting_id else None
    if row is None or not (row.state in SAT or is_inspected(work, row.case_id)) or digest not in _shown_by(work, row):
        raise NotFound(digest)
    return get_picture(work, digest)


def find_inspected_picture(work: Work, digest: str) -> Picture | None:
    """A picture of a test of the actor's own case, while that case is inspected."""
    person_id = work.actor.person_id
    for case in list_cases_of_person(work.session, person_id) if person_id else ():
        if is_inspected(work, case.id):
            rows = [get_row(work, each) for each in list_case_sittings(work.session, case.id)]
            if any(digest in _shown_by(work, row) for row in rows):
                return get_picture(work, digest)
    return None


def _shown_by(work: Work, row: SittingRow) -> frozenset[str]:
    """The pictures of a seat's form; kept by its digest, since a form with other items has another one."""
    with _guard:
        shown = _shown.get(row.form_digest)
    if shown is None:
        html = "".join(words for item in present_items(work, row.test_form_id) for words in item.html)
        shown = frozenset(re.findall(f'src="{ADDRESS}([0-9a-f]{{64}})"', html))
        with _guard:
            _shown[row.form_digest] = shown
            while len(_shown) > KEPT:
                _shown.pop(next(iter(_shown)))
    return shown


def get_staffs_picture(work: Work, digest: str) -> Picture:
    """A picture for who reads the bank, or evidence with its items; NotFound for everybody else."""
    if not (may(work.actor.roles, "bank.read") or may(work.actor.roles, "case.read")):
        raise NotFound(digest)
    return get_picture(work, digest)
