"""Whether a chain holds: the database's against its kept heads, and a bundle's without any database."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO
from uuid import UUID

from exam_server.core.audit import GENESIS, ChainedEvent
from exam_server.core.audit_heads import Harmed, SignedHead, find_harm, printed_head
from exam_server.formats.audit_bundle import BundleHead, read_bundle, write_bundle
from exam_server.services.work import Work
from exam_server.store import audit as store
from exam_server.store import audit_heads as head_store
from exam_server.store.tables import OrganisationRow

IsGenuine = Callable[[str, SignedHead], bool]
"""Whether a head was signed for the organisation with that id."""


@dataclass(frozen=True)
class Verified:
    """What was found of one chain; no harm: it's whole. `heads`: how many signed ones it was compared with."""

    organisation_id: str
    length: int
    head: str
    heads: int
    harm: tuple[Harmed, ...]


def as_kept(_organisation_id: str, _head: SignedHead) -> bool:
    """For a serving process, which loads no cryptography: heads count as the database keeps them."""
    return True


def verify_own_chain(work: Work) -> Verified:
    """The chain of the actor's organisation, recomputed from its events; heads as they're kept."""
    return verify_chain(work, work.organisation_id, as_kept)


def verify_chains(work: Work, is_genuine: IsGenuine = as_kept) -> list[Verified]:
    """Every organisation's chain."""
    return [verify_chain(work, each, is_genuine) for each in store.list_organisations(work.session)]


def verify_chain(work: Work, organisation_id: UUID, is_genuine: IsGenuine) -> Verified:
    heads = head_store.list_heads(work.session, organisation_id)
    return _verify(str(organisation_id), store.walk_chain(work.session, organisation_id), heads, is_genuine)


def write_own_bundle(work: Work, file: IO[bytes]) -> None:
    """Write the organisation's chain with its heads into `file`."""
    body = work.session.get_one(OrganisationRow, work.organisation_id).name
    heads = head_store.list_heads(work.session, work.organisation_id)
    about = BundleHead(str(work.organisation_id), body, work.now.isoformat(timespec="seconds"), heads)
    write_bundle(file, about, store.walk_chain(work.session, work.organisation_id))


def verify_bundle(
    file: IO[bytes], is_genuine: IsGenuine, printed: Iterable[tuple[int, str]] = ()
) -> tuple[BundleHead, Verified]:
    """A bundle against its own heads and those that somebody reads off `printed` protocols (position, hash).

    Raises Refused for a file that isn't a bundle, or a broken one.
    """
    about, links = read_bundle(file)
    on_paper = tuple(printed_head(*each) for each in printed)

    def is_known(organisation_id: str, head: SignedHead) -> bool:
        return head in on_paper or is_genuine(organisation_id, head)

    return about, _verify(about.organisation_id, links, (*about.heads, *on_paper), is_known)


def _verify(
    organisation_id: str, chain: Iterable[ChainedEvent], heads: tuple[SignedHead, ...], is_genuine: IsGenuine
) -> Verified:
    counted = _Counted(chain)
    harm = find_harm(counted, heads, lambda head: is_genuine(organisation_id, head))
    return Verified(organisation_id, counted.length, counted.head, len(heads), harm)


class _Counted:
    """Lets the links by, and keeps how many there were and where they ended."""

    def __init__(self, chain: Iterable[ChainedEvent]) -> None:
        self._chain = chain
        self.length = 0
        self.head = GENESIS

    def __iter__(self) -> Iterator[ChainedEvent]:
        for link in self._chain:
            self.length, self.head = self.length + 1, link.hash
            yield link
