"""Test forms: what a draw yields, and the digest that names a form."""

from collections.abc import Iterable
from dataclasses import dataclass

from exam_server.core.assembly.canonical import digest_of
from exam_server.core.bank import Kind
from exam_server.core.text import Text


@dataclass(frozen=True)
class DrawnItem:
    """An item in its place. `cell` is the narrowest cell that it counts in, empty where it counts in none.

    `options` are the item's `drawn_ids` in drawn order (the left side of matching stays as authored).
    """

    id: str
    revision: str
    kind: Kind
    criteria: tuple[str, ...]
    cell: str
    options: tuple[str, ...]
    reason: Text


@dataclass(frozen=True)
class TestForm:
    """One drawn set of item revisions in the order in which a candidate meets them; numbers count from 1."""

    __test__ = False

    number: int
    digest: str
    expected_facility: float
    expected_seconds: int
    items: tuple[DrawnItem, ...]


@dataclass(frozen=True)
class Draw:
    """Numbered forms of one seed; the first n forms of a longer draw are the draw of n.

    Every form's expected facility is within the blueprint's band of `target_facility`.
    """

    blueprint: str
    seed: str
    pool_digest: str
    target_facility: float
    forms: tuple[TestForm, ...]


def form_digest(items: Iterable[DrawnItem]) -> str:
    """SHA-256 over item revisions and options in order: what a candidate gets, whatever the form's number is."""
    return digest_of([[item.id, item.revision, item.options] for item in items])
