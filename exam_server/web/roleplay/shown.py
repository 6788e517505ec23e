"""What a card showed, told by the page once it was on the screen."""

from typing import Any
from uuid import UUID

from flask import abort, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from exam_server.core.simulation.shown import CardKind, Shown
from exam_server.services import shown_cards
from exam_server.web.access import allow
from exam_server.web.roleplay.views import roleplay
from exam_server.web.work import open_work

MOST = 200


class ShownEntry(BaseModel):
    """What was on the screen from a second of the room's clock on."""

    model_config = ConfigDict(extra="forbid", strict=True)

    sequence: int = Field(ge=1, le=2**31 - 1)
    at_seconds: int = Field(ge=0, le=24 * 3600)
    seen: dict[str, list[str]]


class ShownCards(BaseModel):
    """The entries of one device, oldest first."""

    model_config = ConfigDict(extra="forbid", strict=True)

    device: str = Field(min_length=1, max_length=64)
    card: CardKind
    entries: list[ShownEntry] = Field(min_length=1, max_length=MOST)


@roleplay.post("/encounters/<uuid:encounter_id>/shown")
@allow("encounter.play")
def keep_shown(encounter_id: UUID) -> dict[str, Any]:
    """Kept once: the same (device, sequence) again changes nothing."""
    try:
        told = ShownCards.model_validate(request.get_json())
    except ValidationError:
        abort(400)
    entries = [
        Shown(told.card, told.device, each.sequence, each.at_seconds, {k: tuple(v) for k, v in each.seen.items()})
        for each in told.entries
    ]
    with open_work() as work:
        shown_cards.keep_shown(work, encounter_id, entries)
    return {"acknowledged": told.entries[-1].sequence}
