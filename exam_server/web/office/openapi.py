"""The JSON end point of the office's room, for the OpenAPI document."""

from typing import Any

from exam_server.services.rehearsing import MOST_SEATS

IDENTIFIER = {"type": "string", "format": "uuid"}
SEATS = {"type": "integer", "minimum": 1, "maximum": MOST_SEATS}
LIKE = {"anyOf": [IDENTIFIER, {"type": "null"}], "description": "The exam whose blueprint the rehearsal takes"}
MADE = {
    "type": "object",
    "required": ["exam", "title", "tickets"],
    "properties": {
        "exam": IDENTIFIER,
        "title": {"type": "string"},
        "tickets": {"type": "array", "items": {"type": "string"}, "description": "By seat; given this once"},
    },
}
WANTED = {"type": "object", "required": ["seats"], "properties": {"seats": SEATS, "exam": LIKE}}

PATHS: dict[str, Any] = {
    "/office/rehearsals": {
        "post": {
            "summary": "Make a rehearsal: a frozen exam with made-up candidates, all admitted",
            "requestBody": {"required": True, "content": {"application/json": {"schema": WANTED}}},
            "responses": {"200": {"description": "Made", "content": {"application/json": {"schema": MADE}}}},
        }
    },
}
