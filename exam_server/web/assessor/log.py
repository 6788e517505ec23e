"""What an assessor's tablet posts of its log, as JSON: each entry once, however often it's sent."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from exam_server.core.device_log import LAST_SEQUENCE
from exam_server.services import sealing, tablets
from exam_server.web.access import allow
from exam_server.web.assessor.views import assessor, milliseconds
from exam_server.web.tablet_log import LogBatch, explain, read_body, tell
from exam_server.web.work import house, open_work


class GivenPin(BaseModel):
    """The PIN that was typed for the seal of that number; it's no part of the log."""

    model_config = ConfigDict(extra="forbid", strict=True)

    sequence: int = Field(ge=1, le=LAST_SEQUENCE)
    pin: str = Field(max_length=20)


class SheetBatch(LogBatch):
    """`pins`: those of the seals among the entries."""

    pins: list[GivenPin] = Field(default=[], max_length=10)


@assessor.put("/encounters/<uuid:encounter_id>/log")
@allow("encounter.rate")
def post_log(encounter_id: UUID) -> dict[str, Any]:
    body = read_body(SheetBatch)
    batch = body.as_batch()
    with open_work() as work:
        post, now = tablets.read_post(work, encounter_id, batch), work.now
    answer, seals = (tablets.carry_out(house().journal, post), []) if post else _seal(encounter_id, batch, body.pins)
    said = [{"sequence": each.sequence, "standing": each.standing, "why": explain(each.refusal)} for each in seals]
    return tell(answer, milliseconds(now)) | {"seals": said}


def _seal(
    encounter_id: UUID, batch: tablets.Batch, pins: list[GivenPin]
) -> tuple[tablets.Answer, list[sealing.SealAnswer]]:
    """Entries with a seal among them, in one transaction with what the seal does."""
    given = {each.sequence: each.pin for each in pins}
    with open_work() as work:
        return sealing.post_log(work, house().keys, house().pin_door, encounter_id, batch, given)
