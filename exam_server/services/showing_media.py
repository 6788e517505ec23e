"""Who may fetch a picture: the seat that sits a form which shows it, and staff who read items."""

from uuid import UUID

from exam_server.core.people import may
from exam_server.core.problems import NotFound
from exam_server.formats.image import Picture
from exam_server.services.media import ADDRESS, get_picture
from exam_server.services.presenting import present_form
from exam_server.services.sittings import get_row
from exam_server.services.work import Work

SAT = ("open", "paused")


def get_seats_picture(work: Work, digest: str) -> Picture:
    """A picture for the actor's seat, while the test is sat; NotFound for any other, there or not."""
    sitting_id = work.actor.sitting_id
    if sitting_id is None or get_row(work, sitting_id).state not in SAT or not _is_shown(work, sitting_id, digest):
        raise NotFound(digest)
    return get_picture(work, digest)


def _is_shown(work: Work, sitting_id: UUID, digest: str) -> bool:
    wanted = f'src="{ADDRESS}{digest}"'
    return any(wanted in html for item in present_form(work, sitting_id) for html in item.html)


def get_staffs_picture(work: Work, digest: str) -> Picture:
    """A picture for who reads the bank, or evidence with its items; NotFound for everybody else."""
    if not (may(work.actor.roles, "bank.read") or may(work.actor.roles, "case.read")):
        raise NotFound(digest)
    return get_picture(work, digest)
