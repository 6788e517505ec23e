"""Answers of passkeys, verified (WebAuthn) by the library that knows their formats; loaded in a process apart alone."""

from typing import Any

from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers.exceptions import WebAuthnException

from exam_server.formats.passkey_answer import from_base64url, to_base64url


def verify(asked: dict[str, Any]) -> dict[str, Any] | None:
    """What a genuine answer says (`credential_id`, `public_key`, `sign_count`); None for any other.

    The browser must have checked who holds the passkey: by a finger, a face or a number.
    """
    try:
        return _registered(asked) if asked["public_key"] is None else _used(asked)
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None


def _registered(asked: dict[str, Any]) -> dict[str, Any]:
    done = verify_registration_response(**_shared(asked))
    return {
        "credential_id": to_base64url(done.credential_id),
        "public_key": to_base64url(done.credential_public_key),
        "sign_count": done.sign_count,
    }


def _used(asked: dict[str, Any]) -> dict[str, Any]:
    done = verify_authentication_response(
        **_shared(asked),
        credential_public_key=from_base64url(asked["public_key"]),
        credential_current_sign_count=asked["sign_count"],
    )
    return {
        "credential_id": to_base64url(done.credential_id),
        "public_key": asked["public_key"],
        "sign_count": done.new_sign_count,
    }


def _shared(asked: dict[str, Any]) -> dict[str, Any]:
    return {
        "credential": asked["credential"],
        "expected_challenge": from_base64url(asked["challenge"]),
        "expected_rp_id": asked["site"],
        "expected_origin": asked["origin"],
        "require_user_verification": True,
    }
