"""Addresses and names of a network: what is private, which one to tell people, who asks, and from which ranges."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from exam_server.core.text import Text, text

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# What the Internet doesn't route: RFC 1918, 6598 (carriers), 3927 and 4193 (link-local, unique local), and loopback.
PRIVATE_NETWORKS: tuple[Network, ...] = tuple(
    ip_network(each)
    for each in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "127.0.0.0/8",
        "fc00::/7",
        "fe80::/10",
        "::1/128",
    )
)
# Names that no public registry gives away: RFC 6762, 6761, 8375 and ICANN's reservation of .internal.
PRIVATE_DOMAINS = ("local", "localhost", "home.arpa", "internal", "lan")
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 (only compared with)


@lru_cache(maxsize=2048)
def find_address(text: str) -> Address | None:
    """The address that a text is, without its zone and as IPv4 where it's one in IPv6's notation; None for a name."""
    try:
        found = ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens at `host`."""
    address = find_address(host)
    return host == "localhost" if address is None else address.is_loopback


def is_private(name: str) -> bool:
    """Whether an address or a name means something in a local network alone; a name without a dot does."""
    address = find_address(name)
    if address is not None:
        return is_within(address, PRIVATE_NETWORKS)
    return "." not in name or name.lower().endswith(tuple(f".{domain}" for domain in PRIVATE_DOMAINS))


def is_within(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)


def choose_address(addresses: Iterable[str]) -> str:
    """The one of a machine's addresses to tell people: IPv4 before IPv6, private before public, never loopback's.

    Gives `127.0.0.1` for a machine without a network.
    """
    found = [each for each in map(find_address, addresses) if each and not each.is_loopback and not each.is_link_local]
    found.sort(key=lambda each: (each.version, not is_private(str(each))))
    return str(found[0]) if found else "127.0.0.1"


@dataclass(frozen=True)
class RangesRead:
    """Ranges as somebody typed them: what was understood, and what wasn't, in words."""

    networks: tuple[Network, ...]
    problems: tuple[Text, ...]


def read_ranges(words: str) -> RangesRead:
    """Addresses and ranges in CIDR notation (RFC 4632, 4291), apart by spaces, commas or lines; a repeated one once."""
    networks: list[Network] = []
    problems: list[Text] = []
    for word in words.replace(",", " ").replace(";", " ").split():
        try:
            networks.append(ip_network(word))
        except ValueError:
            problems.append(_misread(word))
    return RangesRead(tuple(dict.fromkeys(networks)), tuple(problems))


def _misread(word: str) -> Text:
    try:
        meant = ip_network(word, strict=False)
    except ValueError:
        return text("“{word}” is neither an address nor a range such as 192.168.1.0/24.", word=word)
    return text("“{word}” begins in the middle of the range {meant}.", word=word, meant=str(meant))


def find_client(peer: str, forwarded: str, proxies: Iterable[Network]) -> Address | None:
    """The address that a request comes from; None where a trusted proxy says something that isn't one.

    `peer` is who is connected. `forwarded` (X-Forwarded-For) is believed only as far as trusted proxies wrote it: from
    its right end up to the first address that is none of theirs. Whatever stands further left anybody can have made up.
    """
    trusted = tuple(proxies)
    address = find_address(peer)
    for word in reversed(forwarded.split(",") if forwarded else []):
        if address is None or not is_within(address, trusted):
            break
        address = find_address(word.strip())
    return address


def as_host(name: str) -> str:
    """A name or address as it stands in a web address: IPv6 in brackets."""
    return f"[{name}]" if ":" in name else name
