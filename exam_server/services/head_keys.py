"""Whether a head of the audit chain is the installation's; only for commands, since it loads cryptography."""

from collections.abc import Collection, Sequence

from exam_server.core.audit_heads import SignedHead, head_statement
from exam_server.core.former_keys import FormerKeys, may_have_signed
from exam_server.formats.ed25519 import is_signed, public_key
from exam_server.services.audit_chain import IsGenuine
from exam_server.services.tokens import Keys


def own_key(secret: bytes) -> str:
    """The public key, in hexadecimal, that follows from an installation's secret."""
    return public_key(Keys(secret).audit_head_seed())


def signed_by(keys: Collection[str], former: Sequence[FormerKeys] = ()) -> IsGenuine:
    """Takes the heads of these keys, and of former ones up to their day; without any, all that their own key signed."""

    def is_genuine(organisation_id: str, head: SignedHead) -> bool:
        known = not keys or head.key in keys or may_have_signed(former, head.key, head.day)
        return known and is_signed(head.key, head.signature, head_statement(organisation_id, head))

    return is_genuine
