"""A device's append-only log: numbered entries, each chained to the one before it, and what of them has arrived."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from exam_server.core.characters import as_kept
from exam_server.core.problems import Refused
from exam_server.core.text import text

LONGEST_ENTRY = 8000
LONGEST_DEVICE = 64
LAST_SEQUENCE = 2**31 - 1
LAST_MOMENT = 2**53 - 1
SHOWN_LETTERS = 4
Joint = Literal["linked", "gap", "forked"]
"""How what was sent joins what is known: it goes on there, something before it is missing, or it's another story."""


@dataclass(frozen=True)
class Head:
    """The end of a log: the number of its last entry (0: none yet) and the digest of all up to it."""

    sequence: int
    digest: str


@dataclass(frozen=True)
class Entry:
    """One entry: `text` is the JSON that the device hashed, `payload` what it says beside number, kind and time.

    `at_ms`: server time in milliseconds since 1970, as the device reckons it; `previous`: the digest before the entry.
    """

    sequence: int
    kind: str
    at_ms: int
    text: str
    previous: str
    digest: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Taken:
    """What a request adds: the entries that weren't known yet, and the head after them. `sent`: all that it brought."""

    entries: tuple[Entry, ...]
    head: Head
    joint: Joint
    sent: tuple[Entry, ...] = ()


def begin(encounter: str, account: str, device: str) -> Head:
    """The head of an empty log; it binds the chain to the encounter, the account and the device."""
    return Head(0, _hash(f"exam-log/1\n{encounter}\n{account}\n{device}"))


def link(digest: str, entry: str) -> str:
    """The digest (SHA-256, hexadecimal) of a log after one more entry."""
    return _hash(f"{digest}\n{entry}")


def take(head: Head, previous: str, entries: Sequence[str]) -> Taken:
    """Add what a device sent to what is known of its log; what is known already changes nothing.

    `previous`: the device's digest before the first of `entries`. Whatever doesn't go on exactly where the known log
    ends isn't taken: with a gap it has to come again from there, and a fork never fits. Raises Refused for what no
    device writes.
    """
    sent = _chained(previous, entries)
    if not sent or sent[-1].sequence < head.sequence:
        return Taken((), head, "linked", tuple(sent))
    if sent[0].sequence > head.sequence + 1:
        return Taken((), head, "gap", tuple(sent))
    digests = {sent[0].sequence - 1: previous} | {each.sequence: each.digest for each in sent}
    if digests[head.sequence] != head.digest:
        return Taken((), head, "forked", tuple(sent))
    new = tuple(each for each in sent if each.sequence > head.sequence)
    return Taken(new, Head(sent[-1].sequence, sent[-1].digest), "linked", tuple(sent))


def _chained(previous: str, entries: Sequence[str]) -> list[Entry]:
    found: list[Entry] = []
    digest = previous
    for each in entries:
        read = read_entry(each, digest)
        if found and read.sequence != found[-1].sequence + 1:
            raise _malformed()
        found.append(read)
        digest = read.digest
    return found


def read_entry(entry: str, previous: str) -> Entry:
    """One entry after the digest `previous`. Raises Refused unless it's a JSON object with number, kind and time."""
    try:
        said = json.loads(entry) if len(entry) <= LONGEST_ENTRY else None
        digest = link(previous, entry)
    except (ValueError, RecursionError):
        raise _malformed() from None
    if not isinstance(said, dict) or not isinstance(said.get("kind"), str):
        raise _malformed()
    sequence, at_ms = said.get("sequence"), said.get("at")
    if not _is_number(sequence, 1, LAST_SEQUENCE) or not _is_number(at_ms, 0, LAST_MOMENT):
        raise _malformed()
    payload = {name: said[name] for name in said if name not in ("sequence", "kind", "at")}
    return Entry(int(str(sequence)), as_kept(said["kind"][:40]), int(str(at_ms)), entry, previous, digest, payload)


def missing(head: Head, made: int) -> range:
    """The numbers that a device has made and that haven't arrived."""
    return range(head.sequence + 1, made + 1)


def shown(digest: str) -> str:
    """The few letters of a digest that people compare: `4F2A`."""
    return digest[:SHOWN_LETTERS].upper()


def _is_number(value: object, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def _malformed() -> Refused:
    return Refused(
        text("The tablet's entries weren't understood."),
        text("They aren't written as this server's pages write them."),
        text("Reload the page; what the tablet holds stays there."),
    )
