"""Signed heads of the audit chain, and what a chain that somebody has touched shows against them."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from exam_server.core.audit import GENESIS, ChainedEvent, link_hash
from exam_server.core.text import Text, text

Harm = Literal["changed", "missing", "misplaced", "unlinked", "cut_off", "rewritten", "forged_head"]


@dataclass(frozen=True)
class SignedHead:
    """The chain's head as the installation vouched for it on a day: an Ed25519 signature of `head_statement`.

    `hash`, `key` (the public one) and `signature` are hexadecimal.
    """

    day: date
    position: int
    hash: str
    key: str = ""
    signature: str = ""


@dataclass(frozen=True)
class Harmed:
    """Something was done to the chain from `position` on, and no later than `until`."""

    harm: Harm
    position: int
    until: int


def is_head_due(newest: SignedHead | None, length: int, today: date) -> bool:
    """One head a day, where the chain has grown since the one before."""
    return length > 0 if newest is None else length > newest.position and today > newest.day


def head_statement(organisation_id: str, head: SignedHead) -> bytes:
    """What is signed; whose chain it is too, so that no other body's head fits."""
    stated = {"organisation": organisation_id, "day": head.day.isoformat(), "at": head.position, "hash": head.hash}
    return json.dumps(stated, sort_keys=True, separators=(",", ":")).encode()


def find_harm(
    chain: Iterable[ChainedEvent], heads: Iterable[SignedHead], is_genuine: Callable[[SignedHead], bool]
) -> tuple[Harmed, ...]:
    """Every place where the chain doesn't hold in itself or against a genuine head, by position; empty: it's whole.

    Whoever reckons all links anew after a change is found by the heads alone, as closely as they were signed.
    """
    heads = tuple(heads)
    genuine = sorted((head for head in heads if is_genuine(head)), key=lambda head: head.position)
    forged = [Harmed("forged_head", head.position, head.position) for head in heads if head not in genuine]
    found: dict[int, str] = dict.fromkeys((head.position for head in genuine), "")
    walk = _Walk(found)
    harmed = [each for link in chain for each in walk.take(link)]
    harmed += _compare(genuine, found, walk.last)
    return tuple(sorted((*harmed, *forged), key=lambda each: (each.position, each.until)))


class _Walk:
    """Goes along the links; after a gap or a break it goes on from the link that it met."""

    def __init__(self, found: dict[int, str]) -> None:
        self.last = 0
        self._hash = GENESIS
        self._found = found

    def take(self, link: ChainedEvent) -> Iterator[Harmed]:
        expected = self.last + 1
        if link.position < expected:
            yield Harmed("misplaced", link.position, expected)
            return
        if link.position > expected:
            yield Harmed("missing", expected, link.position - 1)
        elif link.previous_hash != self._hash:
            yield Harmed("unlinked", max(1, link.position - 1), link.position)
        if link.hash != link_hash(link.previous_hash, link.event):
            yield Harmed("changed", link.position, link.position)
        if link.position in self._found:
            self._found[link.position] = link.hash
        self.last, self._hash = link.position, link.hash


def _compare(genuine: Iterable[SignedHead], found: Mapping[int, str], last: int) -> Iterator[Harmed]:
    """Heads against the links at their places: from the last one that fits to the first that doesn't."""
    held = 0
    for head in genuine:
        if head.position > last:
            yield Harmed("cut_off", last + 1, head.position)
            return
        if found[head.position] == head.hash:
            held = head.position
        elif found[head.position]:
            yield Harmed("rewritten", held + 1, head.position)
            return


def printed_head(position: int, hash: str) -> SignedHead:
    """A head that somebody reads off a printed protocol: genuine because it's on paper."""
    return SignedHead(date.min, position, hash.lower())


HARM_WORDS: Mapping[Harm, Text] = {
    "changed": text("the event isn't what was sealed"),
    "missing": text("events are missing"),
    "misplaced": text("a link stands where another belongs"),
    "unlinked": text("a link doesn't follow from the one before it: something was put in, taken out or exchanged"),
    "cut_off": text("the end was cut off: the signed head lies beyond it"),
    "rewritten": text("all links were reckoned anew after a change: they don't lead to the signed head"),
    "forged_head": text("the head's signature isn't the installation's"),
}
