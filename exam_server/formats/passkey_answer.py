"""What a browser says of a passkey, as it arrives: the few fields that have to be looked at before it's verified."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

LONGEST = 20_000


@dataclass(frozen=True)
class Answer:
    """`credential_id` is base64url; `challenge` the bytes that the browser was given; `whole` goes to the verifier."""

    credential_id: str
    challenge: bytes
    whole: dict[str, Any]


def read_answer(sent: object) -> Answer | None:
    """None for anything that isn't an answer of a passkey."""
    try:
        if not isinstance(sent, dict) or len(json.dumps(sent)) > LONGEST:
            return None
        said = json.loads(from_base64url(sent["response"]["clientDataJSON"]))
        return Answer(to_base64url(from_base64url(sent["rawId"])), from_base64url(said["challenge"]), sent)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def to_base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def from_base64url(given: str) -> bytes:
    """Raises ValueError for what isn't base64url."""
    return urlsafe_b64decode(given + "=" * (-len(given) % 4))
