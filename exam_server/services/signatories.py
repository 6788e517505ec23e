"""Whose signatures a protocol takes, and whose are missing (L19)."""

from collections.abc import Iterable, Mapping
from typing import Any

from exam_server.core.signatures import SignedReading, match_signers


def list_signatories(record: Mapping[str, Any]) -> list[str]:
    """As `ProtocolRecord.signatories`, of a record of any version; nobody's of one that was erased."""
    parts = (record, *record.get("panels", ())) if record else ()
    return list(dict.fromkeys(member["name"] for part in parts for member in part["members"]))


def list_unsigned(record: Mapping[str, Any], readings: Iterable[SignedReading]) -> tuple[str, ...]:
    """The names of those whose signature none of the protocol's files holds."""
    names = list_signatories(record)
    signed = match_signers(names, (each for reading in readings for each in reading.signatures))
    return tuple(name for number, name in enumerate(names) if number not in signed)
