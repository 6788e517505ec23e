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
from exam_server.store.commission import find_commission
from exam_server.store.simulation import list_encounters

MEMBER_ROLES: tuple[Role, ...] = ("chair", "assessor", "role_player", "prompter", "desk")


def change_members(work: Work, exam_id: UUID, members: Mapping[Role, Sequence[UUID]]) -> None:
    """Put these people in the place of an exam's members; a commission that has encounters to rate stays (S2).

    So does one that was appointed: it's changed where it's appointed, with every check, and may be left out here.
    """
    work.record()
    require_state(get_row(work, exam_id), "planned", "frozen", "open")
    rows = [row for row, _, _ in store.list_members(work.session, exam_id)]
    before = {(row.role, row.account_id) for row in rows if row.role in COMMISSION}
    appointed = has_appointed(work, exam_id)
    if appointed and not set(COMMISSION) & members.keys():
        after = before
    else:
        after = {(role, account_id) for role in COMMISSION for account_id in members.get(role, ())}
    if before != after:
        _require_free(work, exam_id)
        if appointed:
            raise Refused(
                text("The members weren't saved."),
                text("The commission is appointed already."),
                text("Appoint another one on the page of the commission."),
                rule="S2",
            )
    changed = {role: chosen for role, chosen in members.items() if before != after or role not in COMMISSION}
    for row in rows:
        if before != after or row.role not in COMMISSION:
            work.session.delete(row)
    work.session.flush()
    add_members(work, exam_id, changed)
    work.note("exam.members.changed", exam_id, count=sum(map(len, members.values())))


def has_appointed(work: Work, exam_id: UUID) -> bool:
    return find_commission(work.session, exam_id) is not None


def put_commission(work: Work, exam_id: UUID, roles: Mapping[UUID, Role]) -> None:
    """Make exactly these people the exam's commission, within `record()`; one that has encounters to rate stays."""
    rows = [row for row, _, _ in store.list_members(work.session, exam_id) if row.role in COMMISSION]
    before, after = {(row.role, row.account_id) for row in rows}, {(role, each) for each, role in roles.items()}
    if before == after:
        return
    _require_free(work, exam_id)
    for row in rows:
        work.session.delete(row)
    work.session.flush()
    for account_id, role in roles.items():
        store.add_member(work.session, work.organisation_id, exam_id, account_id, role)
    work.session.flush()


def _require_free(work: Work, exam_id: UUID) -> None:
    if list_encounters(work.session, exam_id):
        raise Refused(
            text("The members weren't saved."),
            text("The commission has encounters to rate already."),
            text("Change the other roles only."),
            rule="S2",
        )
