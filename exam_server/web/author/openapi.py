"""The JSON end points of the author's room, for the OpenAPI document."""

from typing import Any

MOMENT = {"type": "string", "format": "date-time"}
NUMBER = {"type": "integer", "minimum": 0, "description": "Of a revision; 0 where there is none yet"}
DRAFT = {
    "type": "object",
    "required": ["subject", "code", "based_on", "fields"],
    "properties": {
        "subject": {"type": "string", "enum": ["item", "stimulus"]},
        "code": {"type": "string", "description": "Empty for what is new"},
        "based_on": NUMBER,
        "fields": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "What was typed by the dotted path of its place in the item's file",
        },
    },
}
OTHER = {
    "type": "object",
    "required": ["name", "saved_at"],
    "properties": {"name": {"type": "string"}, "saved_at": MOMENT},
}
KEPT = {
    "type": "object",
    "required": ["saved_at", "number", "others"],
    "properties": {
        "saved_at": MOMENT,
        "number": {**NUMBER, "description": "Of the current revision: another one than `based_on` was saved meanwhile"},
        "others": {"type": "array", "items": OTHER, "description": "Who else typed into the same form lately"},
    },
}
ID = {"name": "draft_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}

PATHS: dict[str, Any] = {
    "/author/drafts/{draft_id}": {
        "put": {
            "summary": "Keep what an author is typing as their own draft; it's no revision",
            "parameters": [ID],
            "requestBody": {"required": True, "content": {"application/json": {"schema": DRAFT}}},
            "responses": {"200": {"description": "Kept", "content": {"application/json": {"schema": KEPT}}}},
        }
    },
}
