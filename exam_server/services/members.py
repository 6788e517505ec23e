"""Who works at an exam, and as what."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from exam_server.core.people import Role
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services.exam import COMMISSION, add_members
from exam_server.services.exam_rows import get_row, require_state
from exam_server.services.work import Work
from exam_server.store import delivery as store
from exam_server.store.simulation import list_encounters

MEMBER_ROLES: tuple[Role, ...] = ("chair", "assessor", "role_player", "prompter", "desk")


def change_members(work: Work, exam_id: UUID, members: Mapping[Role, Sequence[UUID]]) -> None:
    """Put these people in the place of an exam's members; a commission that has encounters to rate stays (S2)."""
    work.record()
    require_state(get_row(work, exam_id), "planned", "frozen", "open")
    rows = [row for row, _, _ in store.list_members(work.session, exam_id)]
    before = {(row.role, row.account_id) for row in rows if row.role in COMMISSION}
    after = {(role, account_id) for role in COMMISSION for account_id in members.get(role, ())}
    if before != after and list_encounters(work.session, exam_id):
        raise Refused(
            text("The members weren't saved."),
            text("The commission has encounters to rate already."),
            text("Change the other roles only."),
            rule="S2",
        )
    for row in rows:
        work.session.delete(row)
    work.session.flush()
    add_members(work, exam_id, members)
    work.note("exam.members.changed", exam_id, count=sum(map(len, members.values())))
