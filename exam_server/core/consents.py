"""Consents of a candidate: each by itself, given freely, taken back at any time, and never a condition (P4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from exam_server.core.text import Text, text

ConsentKind = Literal["sound", "picture"]
CONSENT_KINDS: tuple[ConsentKind, ...] = get_args(ConsentKind)
CONSENT_WORDS: Mapping[ConsentKind, Text] = {
    "sound": text("Sound of my conversation may be recorded."),
    "picture": text("Picture of my conversation may be recorded."),
}


@dataclass(frozen=True)
class Consent:
    """One word of a candidate on one thing: given, or taken back."""

    kind: ConsentKind
    given: bool
    said_at: datetime


def current(consents: Iterable[Consent]) -> dict[ConsentKind, Consent]:
    """The last word on each thing, in the order in which they were said."""
    return {each.kind: each for each in sorted(consents, key=lambda each: each.said_at)}


def may_record(consents: Iterable[Consent], kind: ConsentKind) -> bool:
    """Whether recording is allowed now: only where the last word says so; silence is no consent (P4)."""
    said = current(consents).get(kind)
    return said is not None and said.given
