"""What the use cases of an appeal share: its row, who may read it, and its steps."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, cast
from uuid import UUID

from exam_server.core.appeals import State, Step, step_on
from exam_server.core.problems import NotFound
from exam_server.services.work import Work
from exam_server.store import appeals as store
from exam_server.store.evidence_files import get_file
from exam_server.store.tables import AppealRow, AppealSeatRow, AppealStepRow

TAGS: Mapping[Step, str] = {
    "admitted": "case.appeal.admitted",
    "refused": "case.appeal.refused",
    "withdrawn": "case.appeal.withdrawn",
    "assigned": "case.appeal.assigned",
    "heard": "case.appeal.heard",
    "proposed": "case.appeal.ruling.proposed",
    "returned": "case.appeal.ruling.returned",
    "confirmed": "case.appeal.ruling.confirmed",
    "told": "case.appeal.told",
}


class Enclosed(NamedTuple):
    """A file that came with an appeal."""

    id: UUID
    file_name: str
    media_type: str


def list_enclosed(work: Work, appeal_id: UUID) -> tuple[Enclosed, ...]:
    return tuple(
        Enclosed(each.id, each.file_name, each.media_type) for each in store.list_documents(work.session, appeal_id)
    )


def get_appeal_file(work: Work, folder: Path, appeal_id: UUID, document_id: UUID) -> tuple[Enclosed, bytes]:
    """An enclosed file with its bytes; whose appeal it is, the caller has checked. Raises NotFound."""
    for each in store.list_documents(work.session, appeal_id):
        content = get_file(folder, each.content_hash) if each.id == document_id else None
        if content is not None:
            return Enclosed(each.id, each.file_name, each.media_type), content
    raise NotFound(str(document_id))


def get_appeal_row(work: Work, appeal_id: UUID) -> AppealRow:
    """The row, locked once the work is recording; whose it is, the caller checks. Raises NotFound."""
    lock = work.recording or None
    row = work.session.get(AppealRow, appeal_id, with_for_update=lock, populate_existing=work.recording)
    if row is None or row.organisation_id != work.organisation_id:
        raise NotFound(str(appeal_id))
    return row


def get_seated_row(work: Work, appeal_id: UUID) -> tuple[AppealRow, list[AppealSeatRow]]:
    """An appeal on which the actor decides, with who sits. Raises NotFound for anybody else."""
    row = get_appeal_row(work, appeal_id)
    seats = list(store.list_seats(work.session, row.id))
    if work.actor.account_id is None or work.actor.account_id not in {each.account_id for each in seats}:
        raise NotFound(str(appeal_id))
    return row, seats


def add_step(
    work: Work, row: AppealRow, step: Step, reason: str = "", rule: str = "", **facts: str | int | bool | None
) -> None:
    """Within `record()`: lead the appeal on, and leave the trace. Raises Refused where it stands elsewhere."""
    row.state = step_on(cast(State, row.state), step)
    work.session.add(
        AppealStepRow(
            id=work.new_id(),
            organisation_id=row.organisation_id,
            appeal_id=row.id,
            step=step,
            reason=reason.strip(),
            rule=rule,
            at=work.now,
            by=work.actor.account_id,
        )
    )
    work.session.flush()
    work.note(TAGS[step], row.id, case=str(row.case_id), **facts)
