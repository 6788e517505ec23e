"""What a sheet sends: taps and ratings as JSON; sending the same again changes nothing."""

from typing import Any, TypeVar
from uuid import UUID

from flask import abort, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from exam_server.core.rating import Observation
from exam_server.services import rating
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.assessor.views import assessor
from exam_server.web.language import speak
from exam_server.web.work import open_work

MOST_ENTRIES = 200
LARGEST_NUMBER = 2**31 - 1
Body = TypeVar("Body", bound=BaseModel)


class Entry(BaseModel):
    """One tap, or the undoing of the tap `undoes` of the same device."""

    model_config = ConfigDict(extra="forbid", strict=True)

    sequence: int = Field(ge=1, le=LARGEST_NUMBER)
    point: str = Field("", max_length=80)
    value: int = Field(0, ge=-1, le=3)
    counter: str = Field("", max_length=80)
    note: str = Field("", max_length=2000)
    at_seconds: int = Field(0, ge=0, le=LARGEST_NUMBER)
    undoes: int | None = Field(None, ge=1, le=LARGEST_NUMBER)


class Observations(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    device: str = Field(min_length=1, max_length=64)
    entries: list[Entry] = Field(max_length=MOST_ENTRIES)


class GivenRating(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    criterion: str = Field(max_length=20)
    level: int | None
    justification: str = Field("", max_length=4000)


@assessor.put("/encounters/<uuid:encounter_id>/observations")
@allow("encounter.rate")
def save_observations(encounter_id: UUID) -> dict[str, Any]:
    body = _read(Observations)
    with open_work() as work:
        for entry in body.entries:
            _take(work, encounter_id, body.device, entry)
    return {"acknowledged": [entry.sequence for entry in body.entries], "lacks": _lacks(encounter_id)}


@assessor.put("/encounters/<uuid:encounter_id>/ratings")
@allow("encounter.rate")
def save_rating(encounter_id: UUID) -> dict[str, Any]:
    body = _read(GivenRating)
    with open_work() as work:
        rating.give_rating(work, encounter_id, body.criterion, body.level, body.justification)
    return {"saved": True, "lacks": _lacks(encounter_id)}


def _take(work: Work, encounter_id: UUID, device: str, entry: Entry) -> None:
    if entry.undoes is not None:
        rating.undo_observation(work, encounter_id, device, entry.sequence, entry.undoes)
        return
    tap = Observation("", entry.point, entry.at_seconds, entry.value, entry.note, entry.counter)
    rating.take_observation(work, encounter_id, tap, device, entry.sequence)


def _lacks(encounter_id: UUID) -> list[dict[str, str]]:
    with open_work() as work:
        lacks = rating.show_sheet(work, encounter_id).lacks
    return [{"criterion": lack.criterion, "message": speak(lack.message)} for lack in lacks]


def _read(kind: type[Body]) -> Body:
    try:
        return kind.model_validate(request.get_json())
    except ValidationError:
        abort(400)
