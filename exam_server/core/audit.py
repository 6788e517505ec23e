"""The audit chain: each event's hash covers the hash before it, so that edit, deletion and swap are found."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

GENESIS = "0" * 64


@dataclass(frozen=True)
class ChainedEvent:
    """A committed event with its place in an organisation's chain; `position` counts from 1."""

    position: int
    event: Mapping[str, object]
    previous_hash: str
    hash: str


def link_hash(previous_hash: str, event: Mapping[str, object]) -> str:
    """SHA-256 over the previous hash and the event as JSON with sorted keys and no white space."""
    body = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous_hash}\n{body}".encode()).hexdigest()


def event_content(
    event_id: str, at: datetime, actor_id: str | None, tag: str, subject_id: str | None, facts: Mapping[str, object]
) -> dict[str, object]:
    """The part of an event that its hash covers."""
    return {
        "id": event_id,
        "at": at.isoformat(timespec="microseconds"),
        "actor": actor_id,
        "tag": tag,
        "subject": subject_id,
        "facts": dict(facts),
    }
