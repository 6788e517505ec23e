"""The register of certificates: entries follow each other, and none is ever changed (L4)."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

EntryKind = Literal["issued", "duplicated", "replaced", "revoked"]
ActKind = Literal["issue", "duplicate", "replace", "revoke"]
Standing = Literal["valid", "replaced", "revoked"]
REGISTER_VERSION = "1"
ENTRY_WORDS: Mapping[EntryKind, Text] = MappingProxyType(
    {
        "issued": text("issued"),
        "duplicated": text("duplicate issued"),
        "replaced": text("replaced by another one"),
        "revoked": text("revoked"),
    }
)
ACT_WORDS: Mapping[ActKind, Text] = MappingProxyType(
    {
        "issue": text("issue the certificate"),
        "duplicate": text("issue a duplicate"),
        "replace": text("replace the certificate"),
        "revoke": text("revoke the certificate"),
    }
)
STANDING_WORDS: Mapping[Standing, Text] = MappingProxyType(
    {"valid": text("valid"), "replaced": text("replaced by another one"), "revoked": text("revoked")}
)
ENTRY_OF: Mapping[ActKind, EntryKind] = MappingProxyType(
    {"issue": "issued", "duplicate": "duplicated", "replace": "replaced", "revoke": "revoked"}
)

NOT_DONE: Mapping[ActKind, Text] = MappingProxyType(
    {
        "issue": text("The certificate wasn't issued."),
        "duplicate": text("The duplicate wasn't issued."),
        "replace": text("The certificate wasn't replaced."),
        "revoke": text("The certificate wasn't revoked."),
    }
)


def standing_of(kinds: Iterable[EntryKind]) -> Standing:
    """What a certificate's entries, oldest first, come to: once it's replaced or revoked, it stays so (L4)."""
    for kind in kinds:
        if kind in ("replaced", "revoked"):
            return kind
    return "valid"


def require_act(act: ActKind, standing: Standing | None) -> None:
    """Whether an act fits how the case's newest certificate stands (None: there is none yet).

    Raises Refused for a second certificate beside a valid one, and for acts on what isn't valid any more (L4).
    """
    if act == "issue":
        if standing == "valid":
            why = text("The case has a valid certificate.")
            raise Refused(NOT_DONE[act], why, text("Issue a duplicate, or replace it."), "L4")
    elif standing != "valid":
        why = text("There is no valid certificate any more.")
        raise Refused(NOT_DONE[act], why, text("Look at the entries of the register."), "L4")
