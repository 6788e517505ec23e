"""Whether a head of the audit chain is the installation's; only for commands, since it loads cryptography."""

from exam_server.core.audit_heads import SignedHead, head_statement
from exam_server.formats.ed25519 import is_signed, public_key
from exam_server.services.audit_chain import IsGenuine
from exam_server.services.tokens import Keys


def own_key(secret: bytes) -> str:
    """The public key, in hexadecimal, that follows from an installation's secret."""
    return public_key(Keys(secret).audit_head_seed())


def signed_by(key: str) -> IsGenuine:
    """Takes the heads of this key; an empty one takes every head that its own key has signed."""

    def is_genuine(organisation_id: str, head: SignedHead) -> bool:
        return key in ("", head.key) and is_signed(head.key, head.signature, head_statement(organisation_id, head))

    return is_genuine
