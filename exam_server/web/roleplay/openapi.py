"""The JSON end points of the role-play room, for the OpenAPI document."""

from typing import Any

from pydantic import BaseModel

from exam_server.web.roleplay.shown import ShownCards
from exam_server.web.roleplay.views import Beat, TappedEvent

ENCOUNTER = {"name": "encounter_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
COUNT = {"type": "integer", "minimum": 0}
CLOCK = {"run_seconds": COUNT, "phase_seconds": COUNT, "room_seconds": COUNT, "since_end": COUNT, "now_ms": COUNT}
NOW = {
    "type": "object",
    "required": ["html", "clock", "seen"],
    "properties": {
        "html": {"type": "string"},
        "clock": {
            "type": "object",
            "required": ["runs", *CLOCK],
            "properties": {"runs": {"type": "boolean"}, **CLOCK},
        },
        "seen": {
            "type": "object",
            "description": "What is on the card, by ids; the page tells it back once it's on the screen",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}
ACKNOWLEDGED = {"type": "object", "required": ["acknowledged"], "properties": {"acknowledged": COUNT}}


def _described(summary: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "summary": summary,
        "parameters": [ENCOUNTER],
        "responses": {"200": {"description": "Done", "content": {"application/json": {"schema": schema}}}},
    }


def _taking(summary: str, schema: dict[str, Any], body: type[BaseModel]) -> dict[str, Any]:
    plain = body.model_json_schema()
    for part in plain.pop("$defs", {}).values():
        # References to a schema's own definitions don't resolve inside a larger document.
        plain["properties"]["entries"]["items"] = part
    content = {"application/json": {"schema": plain}}
    return _described(summary, schema) | {"requestBody": {"required": True, "content": content}}


def _looking(what: str) -> dict[str, Any]:
    return {
        "get": _described(f"{what} of this moment", NOW),
        "put": _taking(f"{what} of this moment, for a page that also says that it's there", NOW, Beat),
    }


PATHS: dict[str, Any] = {
    "/roleplay/encounters/{encounter_id}/card/now": _looking("The role-player's card"),
    "/roleplay/encounters/{encounter_id}/prompter/now": _looking("The prompter's taps"),
    "/roleplay/encounters/{encounter_id}/events": {
        "post": _taking(
            "One event of the run; the same (device, sequence) again changes nothing", ACKNOWLEDGED, TappedEvent
        )
    },
    "/roleplay/encounters/{encounter_id}/shown": {
        "post": _taking("What a card showed and when; kept once, never rewritten", ACKNOWLEDGED, ShownCards)
    },
}
