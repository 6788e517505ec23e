"""The OpenAPI document of all JSON end points, for whoever writes another client or checks this one."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from flask import Blueprint, jsonify
from werkzeug.wrappers import Response

from exam_server.core.bank import LONGEST_TYPED, Kind
from exam_server.core.delivery import STATES
from exam_server.services.saving import LAST_SEQUENCE, MOST_SAVES
from exam_server.services.writing_products import LONGEST as LONGEST_PRODUCT
from exam_server.web.access import allow
from exam_server.web.account.openapi import PATHS as ACCOUNT
from exam_server.web.assessor.openapi import PATHS as ASSESSOR
from exam_server.web.author.openapi import PATHS as AUTHOR
from exam_server.web.candidate.beats import MOST_COUNTED
from exam_server.web.cookies import SEAT_COOKIE, SESSION_COOKIE
from exam_server.web.office.openapi import PATHS as OFFICE
from exam_server.web.public.openapi import PATHS as PUBLIC
from exam_server.web.roleplay.openapi import PATHS as ROLEPLAY

openapi = Blueprint("openapi", __name__)
Schema = dict[str, Any]


def _typed(kind: Kind) -> Schema:
    return {"type": "string", "maxLength": LONGEST_TYPED[kind]}


POSITION: Schema = {"type": "integer", "minimum": 1, "description": "A position on the page, from 1"}
NATURAL: Schema = {"type": "integer", "minimum": 0}
SEQUENCE: Schema = {"type": "integer", "minimum": 1, "maximum": LAST_SEQUENCE}
RESPONSE: Schema = {
    "description": "By kind: single_choice and true_false a position or null, multiple_response the chosen positions, "
    "matching for each left-hand side the position of its right-hand side or null, ordering every position once in the "
    "given order (or nothing), gap_text and inline_choice for each gap of the stem the text or the position of a "
    "choice or null, numeric, short_text and extended_text the text",
    "anyOf": [
        {"title": "single_choice, true_false", "anyOf": [POSITION, {"type": "null"}]},
        {"title": "multiple_response", "type": "array", "items": POSITION},
        {"title": "matching", "type": "array", "items": {"anyOf": [POSITION, {"type": "null"}]}},
        {"title": "ordering", "anyOf": [{"type": "array", "items": POSITION, "uniqueItems": True}, {"type": "null"}]},
        {"title": "inline_choice", "type": "array", "items": {"anyOf": [POSITION, {"type": "null"}]}},
        {"title": "gap_text", "type": "array", "items": {"anyOf": [_typed("gap_text"), {"type": "null"}]}},
        *({"title": kind, **_typed(kind)} for kind in ("numeric", "short_text", "extended_text")),
    ],
}
STATE: Schema = {"type": "string", "enum": [*STATES, "elsewhere", "held"]}
COOKIE: Schema = {"type": "apiKey", "in": "cookie", "description": "Over HTTPS its name begins with __Host-"}
MOMENT: Schema = {"type": "string", "format": "date-time"}


def _object(optional: Mapping[str, Schema] | None = None, **properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": {**properties, **(optional or {})}}


def _list(items: Schema, **bounds: int) -> Schema:
    return {"type": "array", "items": items, **bounds}


SAVES = _object(
    epoch={"type": "integer", "minimum": 1, "description": "The admission of the seat that the page belongs to"},
    form={"type": "string", "description": "The digest of the sitting's test form"},
    saves=_list(
        _object({"at": {"type": "string"}}, sequence=SEQUENCE, position=POSITION, response=RESPONSE),
        minItems=1,
        maxItems=MOST_SAVES,
    ),
)
RENUMBER: Schema = {
    "type": "boolean",
    "description": "Another window used this number for the response that's given here; this save wasn't kept and has "
    "to be sent again under a number above `highest`",
}
HIGHEST: Schema = {**NATURAL, "description": "The highest sequence that the server holds of this admission"}
STORED: Schema = {
    **RESPONSE,
    "description": "As it is stored: a text without NULs, and with a question mark for each half of a surrogate pair. "
    "A save is never refused for such a character",
}
RESULT = _object(
    {"renumber": RENUMBER},
    sequence=SEQUENCE,
    status={"type": "string", "enum": ["saved", "late", "refused", "duplicate"]},
    response=STORED,
    why={"type": ["string", "null"]},
)
ANSWER = _object(
    acknowledged=NATURAL,
    highest=HIGHEST,
    results=_list(RESULT),
    saved_at=MOMENT,
    remaining_seconds=NATURAL,
    state=STATE,
)
ARRIVED: dict[str, Schema] = {
    "acknowledged": {**NATURAL, "description": "The sequence of this admission below which nothing is missing"},
    "highest": HIGHEST,
    "earlier": {**NATURAL, "description": "Grows with every save that arrives of an earlier admission"},
}
HEARTBEAT = _object(
    {
        "starts_in_seconds": {
            "type": "number",
            "description": "To the instant at which a test begins; only before it",
        },
        "break_left_seconds": {
            **NATURAL,
            "description": "What is left of the breaks that were agreed for this candidate; only where some were",
        },
        "break_asked": {"type": "boolean"},
        "break_declined": {"type": "boolean", "description": "The desk declined the last break that was asked for"},
        "break_ends_at": {
            "type": "string",
            "description": "Until when a break is covered, such as 11:30; else empty",
        },
    },
    state=STATE,
    remaining_seconds=NATURAL,
    ends_at={"type": "string", "description": "A time of day such as 11:30; empty while no time runs"},
    epoch=NATURAL,
    seat=NATURAL,
    announcement={"type": "string"},
    **ARRIVED,
)
CONFIG_KEY: Schema = {"description": "Safe Exam Browser's key of this page, a string; anything else is no key"}
BEAT = _object(
    {
        "unsent": {**NATURAL, "maximum": MOST_COUNTED},
        "position": {**NATURAL, "maximum": MOST_COUNTED},
        "config_key": CONFIG_KEY,
    }
)
READY = _object(
    ready={"type": "boolean"},
    clock_offset_seconds={"type": "number"},
    forms_to_prepare={
        "type": ["integer", "null"],
        "description": "Forms of coming tests that aren't prepared yet; null before the first look",
    },
)
MACHINE = _object(
    config_header={"type": "boolean"},
    exam_header={"type": "boolean"},
    header_exam={"type": "string", "description": "The exam to whose settings the headers belong, or empty"},
    script_exam={"type": "string", "description": "The exam to whose settings the page's key belongs, or empty"},
    now=MOMENT,
)
SHOWN: Schema = {"description": "Anything but an object shows no key", "properties": {"config_key": CONFIG_KEY}}
WORDS: Schema = {"type": "string"}
ERROR = _object(error=_object(what=WORDS, why=WORDS, remedy=WORDS, rule=WORDS, id=WORDS))


def _operation(summary: str, answer: Schema, body: Schema | None = None) -> Schema:
    described: Schema = {"summary": summary, "responses": {"200": _content("Done", answer)}}
    if body is not None:
        described["requestBody"] = {"required": True, **_content("", body)}
        del described["requestBody"]["description"]
    return described


def _content(description: str, schema: Schema) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


PATHS: Schema = {
    "/sitting/responses": {
        "put": _operation("Save responses; acknowledged ones are on the server's disk", ANSWER, SAVES),
    },
    "/sitting/saved": {
        "get": _operation(
            "What counts of a running test's responses, by position",
            _object(**ARRIVED, responses={"type": "object", "additionalProperties": RESPONSE}),
        ),
    },
    "/sitting/state": {
        "get": _operation("Time, state and announcement of the seat", HEARTBEAT),
        "put": _operation("The seat's heartbeat: saves that wait on the device, and the item shown", HEARTBEAT, BEAT),
    },
    "/sitting/break": {"put": _operation("Ask the desk for a break that was agreed", HEARTBEAT)},
    "/sitting/flags": {
        "put": _operation(
            "Flag an item for another look, or unflag it",
            _object(flags=_list(POSITION)),
            _object(position=POSITION, flagged={"type": "boolean"}),
        ),
    },
    "/simulation/now": {
        "get": _operation(
            "Where the candidate's simulation and its clock stand",
            _object(
                state={"type": "string", "enum": ["planned", "briefing", "running", "ended", "agreed"]},
                stands={"type": "boolean"},
                preparation_left=NATURAL,
                left_seconds={"type": "integer", "description": "Below zero once the script's time is over"},
            ),
        ),
    },
    "/simulation/{station}/products/{product}/draft": {
        "put": {
            "parameters": [
                {"name": "station", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}},
                {"name": "product", "in": "path", "required": True, "schema": {"type": "string"}},
            ],
            **_operation(
                "Keep what the candidate writes in a simulation as it stands; refused once it's handed in",
                _object(saved={"const": True}),
                _object(words={"type": "string", "maxLength": LONGEST_PRODUCT}),
            ),
        },
    },
    "/machine/keys": {"post": _operation("What arrives of a computer's keys, and the server's clock", MACHINE, SHOWN)},
    "/healthz": {"get": _operation("Whether the process answers", _object(alive={"const": True}))},
    "/readyz": {"get": _operation("Whether a write succeeds, and how the clock stands", READY)},
    "/openapi.json": {"get": _operation("This document", {"type": "object"})},
}
OPEN = frozenset({"/account/passkey", "/account/login/passkey", "/healthz", "/readyz", "/openapi.json", *PUBLIC})
PATHS["/readyz"]["get"]["responses"]["503"] = _content(
    "The database or the journal doesn't take writes", {"type": "object"}
)


@cache
def document() -> Schema:
    """All paths with what they share: errors in one shape, and what a caller must hold."""
    paths = {**PATHS, **ACCOUNT, **PUBLIC, **ASSESSOR, **AUTHOR, **OFFICE, **ROLEPLAY}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Exam server", "version": "1"},
        "paths": {
            path: {method: _shared(path, each) for method, each in paths[path].items()} for path in sorted(paths)
        },
        "components": {
            "schemas": {"Error": ERROR},
            "securitySchemes": {
                "seat": {**COOKIE, "name": SEAT_COOKIE},
                "session": {**COOKIE, "name": SESSION_COOKIE},
                "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
            },
        },
    }


def _shared(path: str, operation: Schema) -> Schema:
    holder = "seat" if path.startswith(("/sitting", "/simulation")) else "session"
    changes = "requestBody" in operation
    needed: list[Schema] = [] if path in OPEN else [{holder: [], **({"csrf": []} if changes else {})}]
    refused = _content("Refused: what, why and what to do", {"$ref": "#/components/schemas/Error"})
    return {**operation, "security": needed, "responses": {**operation["responses"], "default": refused}}


@openapi.get("/openapi.json")
@allow("public")
def show_document() -> Response:
    return jsonify(document())
