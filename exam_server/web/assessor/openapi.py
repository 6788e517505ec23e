"""The JSON end points of the assessors' room, for the OpenAPI document."""

from collections.abc import Mapping
from typing import Any

from exam_server.web.assessor.entries import GivenRating, Observations
from exam_server.web.assessor.written import Draft

ENCOUNTER = {"name": "encounter_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
COUNT = {"type": "integer", "minimum": 0}
LACKS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["criterion", "message"],
        "properties": {"criterion": {"type": "string"}, "message": {"type": "string"}},
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


def _inlined(schema: dict[str, Any], name: str = "entries", part: str = "Entry") -> dict[str, Any]:
    """References to a schema's own definitions don't resolve inside a larger document."""
    parts = schema.pop("$defs")
    schema["properties"][name]["items"] = parts[part]
    return schema


PATHS: dict[str, Any] = {
    "/assessor/encounters/{encounter_id}/state": {
        "get": _described(
            "The clock of an encounter and how many have sealed",
            {
                "state": {"type": "string", "enum": ["planned", "briefing", "running", "ended", "agreed"]},
                "words": {"type": "string"},
                "run_seconds": COUNT,
                "sealed_count": COUNT,
                "assessors": COUNT,
            },
        )
    },
    "/assessor/encounters/{encounter_id}/moderation/state": {
        "get": _described(
            "What changes as soon as another member has done something in the moderation; refused to who doesn't rate",
            {"digest": {"type": "string"}},
        )
    },
    "/assessor/encounters/{encounter_id}/observations": {
        "put": _described(
            "Taps of one device; repeats change nothing, taps after the seal are kept apart",
            {"acknowledged": {"type": "array", "items": COUNT}, "lacks": LACKS},
        )
        | _body(_inlined(Observations.model_json_schema()))
    },
    "/assessor/encounters/{encounter_id}/ratings": {
        "put": _described(
            "The rating of a criterion; level null means no opportunity; refused after the seal",
            {"saved": {"const": True}, "lacks": LACKS},
        )
        | _body(GivenRating.model_json_schema())
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
