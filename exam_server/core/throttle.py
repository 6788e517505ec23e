"""When too many failures close a door for a while, and when it only opens to those who haven't failed lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network


@dataclass(frozen=True)
class Failures:
    """How many attempts failed since the window began."""

    count: int
    window_started_at: datetime


def is_closed(failures: Failures | None, limit: int, window_seconds: int, now: datetime) -> bool:
    """Closed from the `limit`-th failure on, until the window is over."""
    return failures is not None and failures.count >= limit and not _is_over(failures, window_seconds, now)


def count_recent(failures: Failures | None, window_seconds: int, now: datetime) -> int:
    """How many attempts failed within a window that isn't over."""
    return 0 if failures is None or _is_over(failures, window_seconds, now) else failures.count


@dataclass(frozen=True)
class Pressure:
    """Recent failures at a door that nobody may shut to others: of who asks, in all and about this one thing; of
    everybody about it; and of everybody in all. The limits are what each of these may reach.
    """

    own: int
    own_about: int
    about: int
    everybody: int
    own_limit: int
    about_limit: int
    everybody_limit: int


def may_ask(found: Pressure) -> bool:
    """Whether who asks may try: below their own limit; under pressure, only who hasn't failed lately.

    About something that others failed at too often a single failure about it is one too many, and once everybody
    together has, any failure is. So guessing gets slow from however many places, and never shuts out who knows.
    """
    if found.own >= found.own_limit:
        return False
    if found.about >= found.about_limit and found.own_about:
        return False
    return found.everybody < found.everybody_limit or not found.own


def place_of(address: str) -> str:
    """From where somebody asks: of an IPv6 address the network of a household (/64), whose addresses are free."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    mapped = found.ipv4_mapped
    return str(mapped) if mapped else str(ip_network((found, 64), strict=False).network_address)


def after_failure(failures: Failures | None, window_seconds: int, now: datetime) -> Failures:
    """One more failure; a new window begins when the old one is over."""
    if failures is None or _is_over(failures, window_seconds, now):
        return Failures(1, now)
    return Failures(failures.count + 1, failures.window_started_at)


def _is_over(failures: Failures, window_seconds: int, now: datetime) -> bool:
    return now >= failures.window_started_at + timedelta(seconds=window_seconds)
