"""The JSON end points of the role-play room, for the OpenAPI document."""

from typing import Any

from pydantic import BaseModel

from exam_server.web.roleplay.views import Beat
from exam_server.web.tablet_log import LogBatch

ENCOUNTER = {"name": "encounter_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
COUNT = {"type": "integer", "minimum": 0}
CLOCK = {"run_seconds": COUNT, "phase_seconds": COUNT, "room_seconds": COUNT, "since_end": COUNT, "now_ms": COUNT}
NOW = {
    "type": "object",
    "required": ["html", "clock", "seen", "viewer", "csrf"],
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
        "viewer": {"type": "string", "description": "The account that is logged in"},
        "csrf": {"type": "string"},
    },
}
TAKEN = {
    "acknowledged": {**COUNT, "description": "The last entry of the log that the server holds"},
    "digest": {"type": "string", "description": "SHA-256 of the log up to it"},
    "joint": {"type": "string", "enum": ["linked", "gap", "forked"]},
    "now_ms": COUNT,
    "declined": {
        "type": "array",
        "description": "New entries that the run doesn't take, and why; they're kept without counting",
        "items": {
            "type": "object",
            "required": ["sequence", "why"],
            "properties": {"sequence": COUNT, "why": {"type": "string"}},
        },
    },
}


def _described(summary: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "summary": summary,
        "parameters": [ENCOUNTER],
        "responses": {"200": {"description": "Done", "content": {"application/json": {"schema": schema}}}},
    }


def _taking(summary: str, schema: dict[str, Any], body: type[BaseModel]) -> dict[str, Any]:
    content = {"application/json": {"schema": body.model_json_schema()}}
    return _described(summary, schema) | {"requestBody": {"required": True, "content": content}}


def _looking(what: str) -> dict[str, Any]:
    return {
        "get": _described(f"{what} of this moment", NOW),
        "put": _taking(f"{what} of this moment, for a page that also says that it's there", NOW, Beat),
    }


PATHS: dict[str, Any] = {
    "/roleplay/encounters/{encounter_id}/card/now": _looking("The role-player's card"),
    "/roleplay/encounters/{encounter_id}/prompter/now": _looking("The prompter's taps"),
    "/roleplay/encounters/{encounter_id}/log": {
        "put": _taking(
            "What a tablet adds to its log of a run: taps, each at the second at which it was made, and what the card "
            "showed; repeats change nothing",
            {"type": "object", "required": list(TAKEN), "properties": TAKEN},
            LogBatch,
        )
    },
}
