"""What a tablet posts of its log, as JSON: each entry once, however often it's sent."""

from typing import Any, TypeVar
from uuid import UUID

from flask import abort, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from exam_server.core.device_log import LAST_SEQUENCE, LONGEST_DEVICE, LONGEST_ENTRY
from exam_server.core.problems import Refused
from exam_server.services import sealing, tablets
from exam_server.web.access import allow
from exam_server.web.assessor.views import assessor, milliseconds
from exam_server.web.language import speak
from exam_server.web.work import house, open_work

Body = TypeVar("Body", bound=BaseModel)
DIGEST = r"^[0-9a-f]{64}$"


class GivenPin(BaseModel):
    """The PIN that was typed for the seal of that number; it's no part of the log."""

    model_config = ConfigDict(extra="forbid", strict=True)

    sequence: int = Field(ge=1, le=LAST_SEQUENCE)
    pin: str = Field(max_length=20)


class LogBatch(BaseModel):
    """Entries in the order in which the device made them, each as the text that it hashed.

    `previous`: the device's digest before the first of them; `made`: how many entries it has made in all; `pins`: those
    of the seals among the entries.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    device: str = Field(min_length=1, max_length=LONGEST_DEVICE)
    previous: str = Field(pattern=DIGEST)
    made: int = Field(ge=0, le=LAST_SEQUENCE)
    entries: list[str] = Field(max_length=tablets.MOST_ENTRIES)
    pins: list[GivenPin] = Field(default=[], max_length=10)


@assessor.put("/encounters/<uuid:encounter_id>/log")
@allow("encounter.rate")
def post_log(encounter_id: UUID) -> dict[str, Any]:
    body = read_body(LogBatch)
    if any(len(entry) > LONGEST_ENTRY for entry in body.entries):
        abort(400)
    batch = tablets.Batch(body.device, body.previous, body.made, tuple(body.entries))
    given = {each.sequence: each.pin for each in body.pins}
    with open_work() as work:
        answer, seals = sealing.post_log(work, house().keys, house().pin_door, encounter_id, batch, given)
        now = work.now
    return {
        "acknowledged": answer.head.sequence,
        "digest": answer.head.digest,
        "joint": answer.joint,
        "now_ms": milliseconds(now),
        "seals": [{"sequence": each.sequence, "standing": each.standing, "why": _why(each.refusal)} for each in seals],
    }


def _why(refusal: Refused | None) -> str:
    return " ".join(speak(each) for each in (refusal.what, refusal.why, refusal.remedy)) if refusal else ""


def read_body(kind: type[Body]) -> Body:
    """The JSON of a request. Aborts with 400 where it isn't of the kind."""
    try:
        return kind.model_validate(request.get_json())
    except ValidationError:
        abort(400)
