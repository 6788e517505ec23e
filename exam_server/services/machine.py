"""What this machine is called in its networks, and at which addresses it's reached."""

import socket

import ifaddr

from exam_server.core.network import Address, choose_address, find_address


def list_addresses() -> tuple[str, ...]:
    """IPv4 and IPv6 addresses of all network cards; without link-local IPv6, which no web address can name."""
    found = [each.ip if isinstance(each.ip, str) else each.ip[0] for card in ifaddr.get_adapters() for each in card.ips]
    known: list[Address] = [address for address in map(find_address, found) if address is not None]
    return tuple(sorted({str(each) for each in known if each.version == 4 or not each.is_link_local}))


def list_names() -> frozenset[str]:
    """Every name and address under which a browser may reach this machine, itself included."""
    name = socket.gethostname().lower().rstrip(".")
    short = name.partition(".")[0]
    return frozenset({"localhost", "127.0.0.1", "::1", name, f"{short}.local", *list_addresses()})


def main_address() -> str:
    """The address to tell people when nobody chose one."""
    return choose_address(list_addresses())
