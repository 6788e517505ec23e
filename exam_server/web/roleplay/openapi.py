"""The JSON end points of the role-play room, for the OpenAPI document."""

from typing import Any

from exam_server.web.roleplay.views import TappedEvent

ENCOUNTER = {"name": "encounter_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
COUNT = {"type": "integer", "minimum": 0}
NOW = {
    "type": "object",
    "required": ["html", "clock"],
    "properties": {
        "html": {"type": "string"},
        "clock": {
            "type": "object",
            "required": ["runs", "run_seconds", "phase_seconds"],
            "properties": {"runs": {"type": "boolean"}, "run_seconds": COUNT, "phase_seconds": COUNT},
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


PATHS: dict[str, Any] = {
    "/roleplay/encounters/{encounter_id}/card/now": {"get": _described("The role-player's card of this moment", NOW)},
    "/roleplay/encounters/{encounter_id}/prompter/now": {"get": _described("The prompter's taps of this moment", NOW)},
    "/roleplay/encounters/{encounter_id}/events": {
        "post": _described("One event of the run; the same (device, sequence) again changes nothing", ACKNOWLEDGED)
        | {
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": TappedEvent.model_json_schema()}},
            }
        }
    },
}
