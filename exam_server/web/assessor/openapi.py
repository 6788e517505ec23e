"""The JSON end points of the assessors' room, for the OpenAPI document."""

from collections.abc import Mapping
from typing import Any

from exam_server.web.assessor.log import SheetBatch
from exam_server.web.assessor.views import Beat
from exam_server.web.assessor.written import Draft

ENCOUNTER = {"name": "encounter_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
COUNT = {"type": "integer", "minimum": 0}
MOMENT = {"type": "integer", "description": "Milliseconds since 1970, by the server's clock"}
JOINT = {
    "type": "string",
    "enum": ["linked", "gap", "forked"],
    "description": "Whether the entries go on where the server's copy of the log ends; with a gap they have to come "
    "again from there, a fork isn't taken",
}


SEALS = {
    "type": "array",
    "description": "What became of the seals among the entries: one holds; is the second one of its sheet, kept as an "
    "incident; or was refused, and why",
    "items": {
        "type": "object",
        "required": ["sequence", "standing", "why"],
        "properties": {
            "sequence": COUNT,
            "standing": {"type": "string", "enum": ["sealed", "second", "refused"]},
            "why": {"type": "string"},
        },
    },
}
CODE = {"name": "code", "in": "path", "required": True, "schema": {"type": "string"}}
ELEMENT = {"type": "integer", "minimum": 1, "description": "The number of an element of the guide, from 1"}


def _described(summary: str, properties: dict[str, Any], parameter: Mapping[str, Any] = ENCOUNTER) -> dict[str, Any]:
    schema = {"type": "object", "required": list(properties), "properties": properties}
    return {
        "summary": summary,
        "parameters": [parameter],
        "responses": {"200": {"description": "Done", "content": {"application/json": {"schema": schema}}}},
    }


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def _inlined(schema: dict[str, Any], name: str, part: str) -> dict[str, Any]:
    """References to a schema's own definitions don't resolve inside a larger document."""
    parts = schema.pop("$defs")
    schema["properties"][name]["items"] = parts[part]
    return schema


STATE: dict[str, Any] = {
    "state": {"type": "string", "enum": ["planned", "briefing", "running", "ended", "agreed"]},
    "words": {"type": "string"},
    "run_seconds": COUNT,
    "started_ms": {**MOMENT, "type": ["integer", "null"]},
    "phase": {"type": "string", "description": "The id of the phase that runs, or empty"},
    "now_ms": MOMENT,
    "viewer": {"type": "string", "description": "The account that is logged in"},
    "csrf": {"type": "string"},
    "sealed_count": COUNT,
    "assessors": COUNT,
}
PATHS: dict[str, Any] = {
    "/assessor/encounters/{encounter_id}/state": {
        "get": _described("The clock of an encounter and how many have sealed", STATE),
        "put": _described("The same, for a sheet that also says that it's there", STATE)
        | _body(Beat.model_json_schema()),
    },
    "/assessor/encounters/{encounter_id}/moderation/state": {
        "get": _described(
            "What changes as soon as another member has done something in the moderation; refused to who doesn't rate",
            {"digest": {"type": "string"}},
        )
    },
    "/assessor/encounters/{encounter_id}/log": {
        "put": _described(
            "What a tablet adds to its log of a sheet; repeats change nothing, what comes after the seal stands apart",
            {
                "acknowledged": {**COUNT, "description": "The last entry of the log that the server holds"},
                "digest": {"type": "string", "description": "SHA-256 of the log up to it"},
                "joint": JOINT,
                "now_ms": MOMENT,
                "seals": SEALS,
            },
        )
        | _body(_inlined(SheetBatch.model_json_schema(), "pins", "GivenPin"))
    },
    "/assessor/written/texts/{code}/draft": {
        "put": _described(
            "Levels and reasons for a written response as they stand, an entry per element of its guide; refused after "
            "the seal",
            {
                "saved": {"const": True},
                "lacks": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["element", "message"],
                        "properties": {"element": ELEMENT, "message": {"type": "string"}},
                    },
                },
            },
            CODE,
        )
        | _body(_inlined(Draft.model_json_schema(), "marks", "DraftMark"))
    },
}
