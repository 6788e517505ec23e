"""The rules of the server's own certificates: what they cover, how long they live, when a new one is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_network

from exam_server.core.network import PRIVATE_DOMAINS, PRIVATE_NETWORKS, Network, find_address, is_within

# Browsers refuse a server's certificate that lives longer than 398 days.
LEAF_LIFE = timedelta(days=397)
AUTHORITY_LIFE = timedelta(days=3650)
RENEW_BEFORE = timedelta(days=90)
# A computer whose clock is behind takes a new certificate all the same.
CLOCKS_DIFFER = timedelta(days=1)


@dataclass(frozen=True)
class Scope:
    """What an authority may vouch for: domains with everything below them, and networks.

    Whoever steals its key can't pose as any other place with it.
    """

    domains: tuple[str, ...]
    networks: tuple[Network, ...]

    def covers(self, name: str) -> bool:
        address = find_address(name)
        if address is not None:
            return is_within(address, self.networks)
        lower = name.lower()
        return any(lower == domain or lower.endswith(f".{domain}") for domain in self.domains)


@dataclass(frozen=True)
class Validity:
    """A certificate's names (DNS names and addresses) and its time, from and until."""

    names: frozenset[str]
    not_before: datetime
    not_after: datetime


def scope_for(names: Iterable[str]) -> Scope:
    """Private use, and exactly the names and public addresses that this machine has."""
    domains, networks = list(PRIVATE_DOMAINS), list(PRIVATE_NETWORKS)
    for name in sorted(names):
        address = find_address(name)
        if address is None and not Scope(tuple(domains), ()).covers(name):
            domains.append(name.lower())
        elif address is not None and not is_within(address, networks):
            networks.append(ip_network(address))
    return Scope(tuple(domains), tuple(networks))


def is_renewal_due(leaf: Validity, names: frozenset[str], now: datetime) -> bool:
    """Whether the server needs another certificate: its names have changed, or the end comes near."""
    return leaf.names != names or now >= leaf.not_after - RENEW_BEFORE or now < leaf.not_before


def is_name_covered(name: str, certificate: Validity) -> bool:
    """Whether a browser at `https://name` accepts these names; `*.example.org` stands for one label (RFC 6125)."""
    wanted = str(find_address(name) or name.lower().rstrip("."))
    _, _, parent = wanted.partition(".")
    offered = {each.lower() for each in certificate.names}
    return wanted in offered or (find_address(name) is None and "." in parent and f"*.{parent}" in offered)


def in_groups(fingerprint: str, size: int = 4) -> tuple[str, ...]:
    """A hexadecimal fingerprint in groups that can be read aloud and followed with a finger."""
    capitals = fingerprint.upper()
    return tuple(capitals[start : start + size] for start in range(0, len(capitals), size))
