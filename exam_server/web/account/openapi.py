"""The JSON end points of the door for accounts, for the OpenAPI document."""

from typing import Any

TEXT = {"type": "string"}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": sorted(properties), "properties": properties}


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


ANSWER = {
    "type": "object",
    "required": ["rawId", "response"],
    "description": "What the browser says of the passkey (WebAuthn), binary parts in base64url",
    "properties": {"id": TEXT, "rawId": TEXT, "type": TEXT, "response": {"type": "object"}},
}


def _answered(summary: str, answer: dict[str, Any]) -> dict[str, Any]:
    return {
        "summary": summary,
        "requestBody": {"required": True, **_content(ANSWER)},
        "responses": {
            "200": {"description": "Done", **_content(answer)},
            "422": {"description": "Not taken", **_content(_object(why=TEXT))},
        },
    }


PATHS: dict[str, Any] = {
    "/account/passkey": {
        "get": {
            "summary": "A challenge for a passkey, and the site that it has to be of; it holds for five minutes",
            "responses": {"200": {"description": "Done", **_content(_object(challenge=TEXT, site=TEXT))}},
        }
    },
    "/account/login/passkey": {"post": _answered("Log in by a passkey", _object(next=TEXT))},
    "/account/security/passkey-proof": {
        "post": _answered("Prove anew who acts, by a passkey", _object(proved={"const": True}))
    },
}
