"""What a tablet sends of its log, and what it hears of it, the same in every room that has tablets."""

from typing import Any, TypeVar

from flask import abort, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from exam_server.core.device_log import LAST_SEQUENCE, LONGEST_DEVICE, LONGEST_ENTRY
from exam_server.core.problems import Refused
from exam_server.services import tablets
from exam_server.web.language import speak

Body = TypeVar("Body", bound=BaseModel)
DIGEST = r"^[0-9a-f]{64}$"


class LogBatch(BaseModel):
    """Entries in the order in which the device made them, each as the text that it hashed.

    `previous`: the device's digest before the first of them; `made`: how many entries it has made in all.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    device: str = Field(min_length=1, max_length=LONGEST_DEVICE)
    previous: str = Field(pattern=DIGEST)
    made: int = Field(ge=0, le=LAST_SEQUENCE)
    entries: list[str] = Field(max_length=tablets.MOST_ENTRIES)

    def as_batch(self) -> tablets.Batch:
        """Aborts with 400 where an entry is longer than any that a page writes."""
        if any(len(entry) > LONGEST_ENTRY for entry in self.entries):
            abort(400)
        return tablets.Batch(self.device, self.previous, self.made, tuple(self.entries))


def read_body(kind: type[Body]) -> Body:
    """The JSON of a request. Aborts with 400 where it isn't of the kind."""
    try:
        return kind.model_validate(request.get_json())
    except ValidationError:
        abort(400)


def tell(answer: tablets.Answer, now_ms: int) -> dict[str, Any]:
    """Where the server's copy of the log stands."""
    return {
        "acknowledged": answer.head.sequence,
        "digest": answer.head.digest,
        "joint": answer.joint,
        "now_ms": now_ms,
    }


def explain(refusal: Refused | None) -> str:
    return " ".join(speak(each) for each in (refusal.what, refusal.why, refusal.remedy)) if refusal else ""
