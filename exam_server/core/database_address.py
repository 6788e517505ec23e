"""Whether the way to a database could be listened to, or lead to somebody else's, as its address says."""

from urllib.parse import parse_qs, urlsplit

from exam_server.core.network import is_loopback

CHECKED = ("verify-ca", "verify-full")
"""With these libpq encrypts, and looks at whose certificate it is; with every other it can be talked out of one."""


def is_open_to_listeners(address: str) -> bool:
    """Of a PostgreSQL on another machine: whether its certificate isn't looked at."""
    parts = urlsplit(address)
    if not parts.scheme.startswith("postgresql"):
        return False
    options = parse_qs(parts.query)
    listed = ",".join(options.get("host", []) + options.get("hostaddr", [])).split(",")
    hosts = {parts.hostname or "", *map(_without_port, listed)} - {""}
    return not all(map(_is_here, hosts)) and options.get("sslmode", [""])[-1] not in CHECKED


def _without_port(host: str) -> str:
    """Of the NAME:PORT in which SQLAlchemy takes several hosts; an IPv6 address has more colons than one."""
    return host.partition(":")[0] if host.count(":") == 1 else host


def _is_here(host: str) -> bool:
    """A path is that of a socket."""
    return host.startswith(("/", "@")) or is_loopback(host)
