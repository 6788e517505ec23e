"""Taking the saves of one request: checked against the form's shapes, put into the journal, answered when durable."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from exam_server.core.characters import as_kept
from exam_server.core.delivery import Response, ResponseShape, check_response
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.store.journal import Journal, SaveAnswer, SaveRequest, SaveResult, StoredSave

MOST_SAVES = 200
# Kept: json's own functions make a new encoder at every call that asks for anything but their defaults.
ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
DECODE = json.JSONDecoder().decode
LAST_SEQUENCE = 2**31 - 1
RENUMBER = ',"renumber":true'


@dataclass(frozen=True)
class SavesRead:
    """A request that was understood: what goes to the journal, and why it can't hold some of the saves."""

    request: SaveRequest
    refused: Mapping[int, Text]


def read_saves(body: object, sitting_id: UUID, token_epoch: int, shapes: Sequence[ResponseShape]) -> SavesRead:
    """Understand the JSON of `PUT /sitting/responses`. Raises Refused where it isn't of the fixed shape.

    A page saves under the epoch of its own token, or sends what an earlier admission on the same PC left unsent.
    """
    if not isinstance(body, dict) or not isinstance(body.get("form"), str) or not isinstance(body.get("saves"), list):
        raise _malformed(text("It must name epoch, form and saves."))
    epoch = body.get("epoch")
    if type(epoch) is not int or not 1 <= epoch <= token_epoch:
        raise _malformed(text("The epoch isn't one of this browser's admissions."))
    if not 0 < len(body["saves"]) <= MOST_SAVES:
        raise _malformed(text("One request takes 1 to {most} saves.", most=MOST_SAVES))
    kept: list[StoredSave] = []
    refused: dict[int, Text] = {}
    for entry in body["saves"]:
        sequence, position = _numbers(entry, len(shapes))
        checked = check_response(shapes[position - 1], entry["response"])
        response = _encode(checked.response)
        given_at = str(storable(str(entry.get("at", ""))[:40]))
        kept.append(StoredSave(sequence, position, response, given_at, fits=checked.why is None))
        if checked.why is not None:
            refused[sequence] = checked.why
    return SavesRead(SaveRequest(sitting_id, epoch, body["form"], tuple(kept), token_epoch), refused)


def storable(response: Response) -> Response:
    """A text without what a database can't keep: a save that's refused for it would cost everything that was typed."""
    if isinstance(response, list):
        gaps: list[str | None] = [entry and as_kept(entry) for entry in response if not isinstance(entry, int)]
        return gaps if any(isinstance(entry, str) for entry in response) else response
    return as_kept(response) if isinstance(response, str) else response


def _encode(response: Response) -> str:
    """Canonical JSON. Most responses are one choice, for which an encoder takes longer than all the rest."""
    return str(response) if type(response) is int else ENCODE(storable(response))


def _numbers(entry: Any, items: int) -> tuple[int, int]:
    if not isinstance(entry, dict) or "response" not in entry:
        raise _malformed(text("Each save must have sequence, position and response."))
    sequence, position = entry.get("sequence"), entry.get("position")
    if type(sequence) is not int or not 1 <= sequence <= LAST_SEQUENCE:
        raise _malformed(text("A sequence must be a whole number from 1."))
    if type(position) is not int or not 1 <= position <= items:
        raise _malformed(text("A position must be one of the items of the form."))
    return sequence, position


def take_saves(journal: Journal, read: SavesRead, timeout_seconds: float) -> SaveAnswer:
    """Wait until the journal has the saves on the disk. Raises UnknownSitting, or the database's error."""
    return journal.carry_out(read.request).result(timeout=timeout_seconds)


def answer_json(answer: SaveAnswer, read: SavesRead, say: Callable[[Text], str]) -> str:
    """The fixed answer as JSON; the stored value comes back as it was stored, and only then a page says saved."""
    results = ",".join(
        f'{{"sequence":{each.sequence},"status":"{each.status}","response":{each.response},'
        f'"why":{_why(each, read, say)}{RENUMBER if each.renumber else ""}}}'
        for each in answer.results
    )
    return (
        f'{{"acknowledged":{answer.acknowledged},"highest":{answer.highest},"results":[{results}],'
        f'"saved_at":"{answer.saved_at.isoformat(timespec="milliseconds")}",'
        f'"remaining_seconds":{answer.remaining_seconds},"state":"{answer.state}"}}'
    )


def _why(result: SaveResult, read: SavesRead, say: Callable[[Text], str]) -> str:
    if result.status != "refused":
        return "null"
    if result.renumber:
        return ENCODE(say(text("Another window of this test used the same number for another response.")))
    return ENCODE(say(read.refused.get(result.sequence) or text("The seat is closed.")))


def _malformed(why: Text) -> Refused:
    return Refused(text("The responses weren't understood."), why, text("Reload the page; what was saved stays saved."))
