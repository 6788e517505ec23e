"""A settled paper goes into the record as an admission of its own, so that marking, evidence and receipt know it."""

from collections.abc import Mapping

from exam_server.core.delivery import Receipt, Response
from exam_server.services.delivery import get_receipt
from exam_server.services.saving import ENCODE
from exam_server.services.sittings import add_event
from exam_server.services.work import Work
from exam_server.store import delivery as store
from exam_server.store.tables import AdmissionRow, ResponseEventRow, ResponseRow, SittingRow


def file_paper(work: Work, row: SittingRow, responses: Mapping[int, Response]) -> Receipt:
    """Append the responses of a locked sitting's paper, by position, and give the receipt of the whole test.

    The journal keeps what the screen saved; the paper's epoch is the latest, so it counts where both have something.
    """
    if responses:
        _append(work, row, responses)
    add_event(work, row, "paper_filed")
    receipt = get_receipt(work, row.id)
    work.note("sitting.paper.filed", row.id, added=len(responses), count=receipt.count, digest=receipt.digest)
    return receipt


def _append(work: Work, row: SittingRow, responses: Mapping[int, Response]) -> None:
    row.epoch += 1
    work.session.add(
        AdmissionRow(
            sitting_id=row.id,
            epoch=row.epoch,
            organisation_id=row.organisation_id,
            acknowledged=len(responses),
            highest=len(responses),
            admitted_at=work.now,
            ends_at=work.now,
            source="paper",
        )
    )
    current = {each.position: each for each in store.list_responses(work.session, row.id)}
    for sequence, (position, response) in enumerate(sorted(responses.items()), start=1):
        _append_one(work, row, sequence, position, ENCODE(response), current.get(position))
    work.session.flush()


def _append_one(
    work: Work, row: SittingRow, sequence: int, position: int, response: str, current: ResponseRow | None
) -> None:
    place = {"sitting_id": row.id, "organisation_id": row.organisation_id, "position": position}
    version = {"epoch": row.epoch, "sequence": sequence}
    work.session.add(ResponseEventRow(**place, **version, response=response, status="saved", received_at=work.now))
    if current is None:
        work.session.add(ResponseRow(**place, **version, response=response, saved_at=work.now))
    else:
        current.epoch, current.sequence = row.epoch, sequence
        current.response, current.saved_at = response, work.now
