"""An intake as JSON and back, from one process to another and for the time until an author confirms it."""

import base64
import json
from typing import Any

from exam_server.core.assembly import Blueprint
from exam_server.core.bank import Item, Stimulus
from exam_server.core.exchange import Brought
from exam_server.formats.image import Picture
from exam_server.formats.intake import Intake
from exam_server.formats.plain import from_plain, to_plain
from exam_server.formats.sentences import dump_problem, dump_text, load_problem, load_text


def dump_intake(intake: Intake) -> bytes:
    """UTF-8 JSON; values in sentences become words or numbers."""
    data = {
        "format": intake.format,
        "items": [_brought(each) for each in intake.items],
        "stimuli": [to_plain(each) for each in intake.stimuli],
        "pictures": {path: _picture(each) for path, each in intake.pictures.items()},
        "blueprints": [to_plain(each) for each in intake.blueprints],
        "problems": [dump_problem(each) for each in intake.problems],
    }
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")


def load_intake(content: bytes) -> Intake:
    """What `dump_intake` wrote. Raises ValueError for anything else."""
    try:
        data = json.loads(content)
        return Intake(
            str(data["format"]),
            tuple(_brought_back(each) for each in data["items"]),
            tuple(from_plain(Stimulus, each) for each in data["stimuli"]),
            {str(path): _picture_back(each) for path, each in data["pictures"].items()},
            tuple(map(load_problem, data["problems"])),
            tuple(from_plain(Blueprint, each) for each in data.get("blueprints", ())),
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not an intake") from error


def _brought(brought: Brought) -> dict[str, Any]:
    return {
        "id": brought.id,
        "place": brought.place,
        "item": None if brought.item is None else to_plain(brought.item),
        "changes": [dump_text(each) for each in brought.changes],
        "refused": [dump_text(each) for each in brought.refused],
    }


def _brought_back(data: Any) -> Brought:
    return Brought(
        str(data["id"]),
        str(data["place"]),
        None if data["item"] is None else from_plain(Item, data["item"]),
        tuple(map(load_text, data["changes"])),
        tuple(map(load_text, data["refused"])),
    )


def _picture(picture: Picture) -> dict[str, Any]:
    return {**vars(picture), "content": base64.b64encode(picture.content).decode("ascii")}


def _picture_back(data: Any) -> Picture:
    return Picture(**{**data, "content": base64.b64decode(data["content"])})
