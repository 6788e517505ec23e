"""The public data of a draw, as the OpenAPI document describes it."""

from typing import Any

Schema = dict[str, Any]

WORDS: Schema = {"type": "string"}
DIGEST: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
NUMBER: Schema = {"type": "integer", "minimum": 1}
MOMENT: Schema = {"type": "string", "format": "date-time"}
NONE: Schema = {"type": "null"}


def _object(optional: tuple[str, ...] = (), **fields: Schema) -> Schema:
    required = [name for name in fields if name not in optional]
    return {"type": "object", "additionalProperties": False, "required": required, "properties": fields}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


CONTRIBUTION = _object(
    ("words", "salt"),
    role={"enum": ["office", "chair"]},
    commitment=DIGEST,
    given_at=MOMENT,
    words=WORDS,
    salt={**DIGEST, "description": "With the words once the draw is shown"},
)
DRAW = _object(
    exam={"type": "string", "format": "uuid"},
    with_chair={"type": "boolean"},
    contributions=_list(CONTRIBUTION),
    drawn_at={"anyOf": [MOMENT, NONE]},
    sealed={"description": "The manifest's sealed part, empty before the draw", "anyOf": [DIGEST, {"const": ""}]},
    forms=_list(
        _object(number=NUMBER, seat={"description": "None for a spare", "anyOf": [NUMBER, NONE]}, digest=DIGEST)
    ),
    substitutions=_list(
        _object(at=MOMENT, changes=_list(_object(form=NUMBER, before=DIGEST, after=DIGEST)), kept=_list(NUMBER))
    ),
    waits_for={
        "type": "integer",
        "minimum": 0,
        "description": "Exams that have to be over before the secrets are shown",
    },
    shown_at={"anyOf": [MOMENT, NONE]},
    manifest={"description": "Its address once it's shown", "anyOf": [WORDS, NONE]},
)
EXAM: Schema = {"name": "exam_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
ISSUER = _object((), **{"@context": _list(WORDS)}, id=WORDS, type=_list(WORDS), name=WORDS, url=WORDS)
KEY = _object(
    kty={"const": "OKP"}, crv={"const": "Ed25519"}, x=WORDS, kid=WORDS, use={"const": "sig"}, alg={"const": "EdDSA"}
)


def _answer(summary: str, schema: Schema) -> Schema:
    found = {"description": "Done", "content": {"application/json": {"schema": schema}}}
    return {"get": {"summary": summary, "responses": {"200": found}}}


PATHS: Schema = {
    "/badges/issuer.json": _answer("The awarding body as an issuer of Open Badges 3.0", ISSUER),
    "/badges/keys.json": _answer(
        "The keys that badges are signed with, as a JSON Web Key Set", _object(keys=_list(KEY))
    ),
    "/exams/{exam_id}/draw.json": {
        "get": {
            "summary": "An exam's draw: commitments, digests, and the secrets once they're shown",
            "parameters": [EXAM],
            "responses": {"200": {"description": "Done", "content": {"application/json": {"schema": DRAW}}}},
        }
    },
}
