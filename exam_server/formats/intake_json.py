"""An intake as JSON and back, from one process to another and for the time until an author confirms it."""

import base64
import json
from typing import Any

from exam_server.core.assembly import Blueprint
from exam_server.core.bank import Item, Stimulus
from exam_server.core.exchange import Brought
from exam_server.core.problems import Problem
from exam_server.core.text import Text
from exam_server.formats.image import Picture
from exam_server.formats.intake import Intake
from exam_server.formats.plain import from_plain, to_plain


def dump_intake(intake: Intake) -> bytes:
    """UTF-8 JSON; values in sentences become words or numbers."""
    data = {
        "format": intake.format,
        "items": [_brought(each) for each in intake.items],
        "stimuli": [to_plain(each) for each in intake.stimuli],
        "pictures": {path: _picture(each) for path, each in intake.pictures.items()},
        "blueprints": [to_plain(each) for each in intake.blueprints],
        "problems": [{**vars(each), "message": _text(each.message)} for each in intake.problems],
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
            tuple(Problem(**{**each, "message": _text_back(each["message"])}) for each in data["problems"]),
            tuple(from_plain(Blueprint, each) for each in data.get("blueprints", ())),
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not an intake") from error


def _brought(brought: Brought) -> dict[str, Any]:
    return {
        "id": brought.id,
        "place": brought.place,
        "item": None if brought.item is None else to_plain(brought.item),
        "changes": [_text(each) for each in brought.changes],
        "refused": [_text(each) for each in brought.refused],
    }


def _brought_back(data: Any) -> Brought:
    return Brought(
        str(data["id"]),
        str(data["place"]),
        None if data["item"] is None else from_plain(Item, data["item"]),
        tuple(map(_text_back, data["changes"])),
        tuple(map(_text_back, data["refused"])),
    )


def _picture(picture: Picture) -> dict[str, Any]:
    return {**vars(picture), "content": base64.b64encode(picture.content).decode("ascii")}


def _picture_back(data: Any) -> Picture:
    return Picture(**{**data, "content": base64.b64decode(data["content"])})


def _text(sentence: Text) -> dict[str, Any]:
    return {"template": sentence.template, "values": {name: _value(value) for name, value in sentence.values.items()}}


def _value(value: object) -> object:
    if isinstance(value, Text):
        return _text(value)
    return value if isinstance(value, str | int | float) else str(value)


def _text_back(data: Any) -> Text:
    values = {name: _text_back(value) if isinstance(value, dict) else value for name, value in data["values"].items()}
    return Text(str(data["template"]), values)
