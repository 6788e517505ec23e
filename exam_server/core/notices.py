"""Notices by e-mail, which say that there is news and no more: what becomes of each, and when it's tried again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal, get_args

NoticeKind = Literal[
    "enrolment_received",
    "enrolment_confirmed",
    "enrolment_declined",
    "planned",
    "to_complete",
    "result_released",
    "appeal_received",
    "appeal_ruled",
    "certificate_ready",
    "factor_added",
    "factor_reset",
]
NoticeState = Literal["waiting", "sent", "refused", "unaddressed", "expired"]
"""`unaddressed`: nobody knows the person's address; `expired`: what it says is no news any more."""
PostStep = Literal["connect", "encrypt", "log_in", "sender", "address", "recipient", "content"]
"""How far a letter came: everything up to the sender is about the mail server, the rest about this letter."""
NOTICE_KINDS: tuple[NoticeKind, ...] = get_args(NoticeKind)
POST_STEPS: tuple[PostStep, ...] = get_args(PostStep)

SERVERS_STEPS: frozenset[PostStep] = frozenset({"connect", "encrypt", "log_in", "sender"})
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=2)
LIFETIME = timedelta(days=5)
LEASE = timedelta(seconds=150)
"""How long a letter belongs to whoever posts it: longer than one may take, so that nobody posts it beside them."""
SETTLING: Mapping[NoticeKind, timedelta] = MappingProxyType({"planned": timedelta(minutes=10)})
"""Plans change several times in a row: who is concerned gets one notice when it's quiet."""


@dataclass(frozen=True)
class Posted:
    """What the mail server said: the step that it stopped at, None where it took the letter; `code` 0: no answer."""

    step: PostStep | None = None
    code: int = 0

    @property
    def is_servers(self) -> bool:
        """Whether every other letter would meet the same."""
        return self.step in SERVERS_STEPS


@dataclass(frozen=True)
class Standing:
    """Where a notice stands. `claimed_until`: somebody is posting it; `trouble`: what the last try met."""

    state: NoticeState
    queued_at: datetime
    due_at: datetime
    attempts: int = 0
    claimed_until: datetime | None = None
    trouble: PostStep | None = None
    code: int = 0
    ended_at: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether somebody may take it up: it waits, its time has come, and nobody has it."""
        free = self.claimed_until is None or self.claimed_until <= now
        return self.state == "waiting" and self.due_at <= now and free


def queue(kind: NoticeKind, has_address: bool, now: datetime) -> Standing:
    """A new notice."""
    if not has_address:
        return Standing("unaddressed", now, now, ended_at=now)
    return Standing("waiting", now, now + SETTLING.get(kind, timedelta()))


def put_off(standing: Standing, kind: NoticeKind, now: datetime) -> Standing:
    """The same news came again before the notice went: one is enough, and it waits until it's quiet."""
    return replace(standing, due_at=max(standing.due_at, now + SETTLING.get(kind, timedelta())))


def claim(standing: Standing, has_address: bool, now: datetime) -> Standing:
    """Take up a notice that is due; without an address, or too late, it ends instead."""
    if now - standing.queued_at > LIFETIME:
        return _end(standing, "expired", now)
    if not has_address:
        return _end(standing, "unaddressed", now)
    return replace(standing, attempts=standing.attempts + 1, claimed_until=now + LEASE)


def settle(standing: Standing, posted: Posted, now: datetime) -> Standing:
    """What a try came to: taken, refused for good (RFC 5321: 5yz on this letter), or to be tried again later."""
    if posted.step is None:
        return replace(_end(standing, "sent", now), trouble=None, code=0)
    tried = replace(standing, claimed_until=None, trouble=posted.step, code=posted.code)
    if posted.step == "address" or (not posted.is_servers and 500 <= posted.code <= 599):
        return _end(tried, "refused", now)
    return replace(tried, due_at=now + wait_after(standing.attempts))


def try_again(standing: Standing, has_address: bool, now: datetime) -> Standing:
    """Somebody of the office wants it sent after all; what was sent isn't sent twice, and what waits is due at once."""
    if standing.state == "sent":
        return standing
    if standing.state == "waiting":
        return replace(standing, due_at=min(standing.due_at, now))
    return Standing("waiting" if has_address else "unaddressed", now, now, ended_at=None if has_address else now)


def wait_after(attempts: int) -> timedelta:
    """How long after so many tries in a row the next one is: twice as long each time, up to two hours."""
    doublings = min(max(attempts, 1) - 1, 16)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def _end(standing: Standing, state: NoticeState, now: datetime) -> Standing:
    return replace(standing, state=state, claimed_until=None, ended_at=now)
