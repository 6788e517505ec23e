"""What tablets post of their logs, written in the journal's groups: sixty that tap at once cost one flush."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from exam_server.core.device_log import Head, Taken, begin, take
from exam_server.core.problems import Refused
from exam_server.store.journal_sql import Statements


class UnknownSheet(LookupError):
    """Whoever posted doesn't rate that encounter."""


@dataclass(frozen=True, slots=True)
class TabletPost:
    """Entries of one device's log, in order; `counting`: the numbers of those that the script's sheet writes."""

    encounter_id: UUID
    account_id: UUID
    organisation_id: UUID
    device: str
    previous: str
    made: int
    entries: tuple[str, ...]
    counting: frozenset[int]


@dataclass(slots=True)
class _Log:
    """One device's log as it stands with what this group has taken; `is_new`: it has no row yet."""

    id: Any
    head: Head
    made: int
    is_new: bool = False


class Tablets:
    """What one group of posts does between its first look at the logs and the commit, which is the journal's."""

    def __init__(self, cursor: Any, statements: Statements, now: datetime | None) -> None:
        """Without `now` the database's clock says it."""
        self._cursor, self._run, self._now = cursor, statements, now
        self._sheets: set[tuple[Any, Any]] = set()
        self._logs: dict[tuple[Any, Any, str], _Log] = {}
        self._owners: dict[tuple[Any, Any, str], TabletPost] = {}
        self._entries: list[tuple[Any, ...]] = []

    def take(self, posts: Sequence[TabletPost]) -> list[Taken | UnknownSheet | Refused]:
        """Judge each post by its log as it stands after those before it, and write them all."""
        ids = self._run.among(list({self._run.id(each.encounter_id) for each in posts}))
        for lock in self._run.sheets_locks:
            self._cursor.execute(lock, (ids,))
        self._cursor.execute(self._run.sheets, (ids,))
        for encounter, account, device, log, sequence, digest, made, clock in self._cursor.fetchall():
            self._now = self._now or clock
            self._sheets.add((encounter, account))
            if log is not None:
                self._logs[encounter, account, device] = _Log(log, Head(sequence, digest), made)
        taken = [self._take_one(each) for each in posts]
        self._write()
        return taken

    def _take_one(self, post: TabletPost) -> Taken | UnknownSheet | Refused:
        sheet = (self._run.id(post.encounter_id), self._run.id(post.account_id))
        if sheet not in self._sheets:
            return UnknownSheet(str(post.encounter_id))
        key = (*sheet, post.device)
        beginning = begin(str(post.encounter_id), str(post.account_id), post.device)
        log = self._logs.get(key) or _Log(self._run.id(uuid7()), beginning, 0, is_new=True)
        try:
            taken = take(log.head, post.previous, post.entries)
        except Refused as refused:
            return refused
        if log.is_new and not taken.entries:
            # Nothing has arrived of it yet: a page that asks, or another story, makes no log.
            return taken
        log.head, log.made = taken.head, max(post.made, taken.head.sequence, log.made)
        self._logs[key], self._owners[key] = log, post
        self._add(log, post, taken)
        return taken

    def _add(self, log: _Log, post: TabletPost, taken: Taken) -> None:
        owner, moment = self._run.id(post.organisation_id), self._run.moment(self._now)  # type: ignore[arg-type]
        self._entries += [
            (
                log.id,
                each.sequence,
                owner,
                each.kind,
                each.at_ms,
                each.text,
                each.digest,
                each.sequence in post.counting,
                moment,
            )
            for each in taken.entries
        ]

    def _write(self) -> None:
        """The logs' heads first: their entries point at them."""
        new, moved = [], []
        for (encounter, account, device), post in self._owners.items():
            log = self._logs[encounter, account, device]
            stands = (log.head.sequence, log.head.digest, log.made, self._run.moment(self._now))  # type: ignore[arg-type]
            if log.is_new:
                new.append((log.id, self._run.id(post.organisation_id), encounter, account, device, *stands))
            else:
                moved.append((*stands, log.id, log.head.sequence))
        for statement, rows in ((self._run.new_log, new), (self._run.log, moved), (self._run.entry, self._entries)):
            if rows:
                self._cursor.executemany(statement, rows)
