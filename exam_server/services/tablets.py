"""Tablets: what they post of their logs, each tap once, and how far each has come."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.device_log import LONGEST_DEVICE, Entry, Head, Joint, Taken, begin, missing, shown, take
from exam_server.core.problems import NotFound, Refused
from exam_server.core.sheet_log import Script, SheetEntry, fits
from exam_server.core.simulation.script import Scenario
from exam_server.core.text import text
from exam_server.services.exam import COMMISSION
from exam_server.services.scripts import get_script
from exam_server.services.simulation import get_row, get_scenario, rated_criteria
from exam_server.services.work import Work
from exam_server.store import device_log as store
from exam_server.store.base import add_rows
from exam_server.store.device_log import SheetOf
from exam_server.store.journal import Journal, TabletPost, UnknownSheet
from exam_server.store.tables import DeviceEntryRow, DeviceLogRow, EncounterRow

MOST_ENTRIES = 200
WAIT_SECONDS = 30.0
MOST_SCRIPTS = 64
_scripts: dict[tuple[UUID, tuple[str, ...] | None], Script] = {}


@dataclass(frozen=True)
class Batch:
    """What a tablet posts: entries in order, its digest before the first of them, and how many it has made in all."""

    device: str
    previous: str
    made: int
    entries: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """Where the server's copy of the log stands now; a tablet goes on from there, and keeps what lies beyond.

    `new`: what this request added of what was `sent`.
    """

    head: Head
    joint: Joint
    new: tuple[Entry, ...]
    sent: tuple[Entry, ...]


@dataclass(frozen=True)
class DeviceStanding:
    """One tablet of an account: what arrived of it, which numbers are known to be missing, when it was heard last."""

    device: str
    arrived: int
    missing: range
    digest: str
    heard_at: datetime


def post_entries(work: Work, encounter_id: UUID, batch: Batch) -> Answer:
    """Append what the actor's tablet has made; posting the same again changes nothing. What the script's sheet doesn't
    write is kept without counting, so that no number is missing after it.

    Raises NotFound for who doesn't rate the encounter, and Refused for what no tablet writes.
    """
    script = script_of(work, get_row(work, encounter_id, COMMISSION))
    return _append(work, encounter_id, work.actor.account_id, batch, script)


def read_post(work: Work, encounter_id: UUID, batch: Batch) -> TabletPost | None:
    """The same for the journal, which writes what many tablets post at once; None where a seal is among the entries.

    Raises as `post_entries`. It only reads, and the caller ends the work before it waits.
    """
    account_id = work.actor.account_id
    sheet = account_id and store.find_sheet(work.session, work.organisation_id, encounter_id, account_id, COMMISSION)
    if account_id is None or not sheet:
        raise NotFound(str(encounter_id))
    sent = check_batch(encounter_id, account_id, batch).sent
    if any(each.kind == "seal" for each in sent):
        return None
    script = _script_of_sheet(work, sheet)
    return TabletPost(
        encounter_id,
        account_id,
        work.organisation_id,
        batch.device,
        batch.previous,
        batch.made,
        batch.entries,
        frozenset(each.sequence for each in sent if fits(each.kind, each.payload, script)),
    )


def carry_out(journal: Journal, post: TabletPost) -> Answer:
    """Wait until the entries are on the disk. Raises NotFound, Refused, or the database's error."""
    try:
        taken = journal.carry_out(post).taken(WAIT_SECONDS)
    except UnknownSheet:
        raise NotFound(str(post.encounter_id)) from None
    return Answer(taken.head, taken.joint, taken.entries, taken.sent)


def bring_entries(work: Work, encounter_id: UUID, account_id: UUID, batch: Batch) -> Answer:
    """The same for an account whose tablet can't post itself; the caller has checked where its entries come from."""
    row = work.session.get(EncounterRow, encounter_id)
    if row is None or row.organisation_id != work.organisation_id:
        raise NotFound(str(encounter_id))
    return _append(work, encounter_id, account_id, batch, script_of(work, row))


def check_batch(encounter_id: UUID, account_id: UUID | None, batch: Batch) -> Taken:
    """What can't be read is refused before anybody waits."""
    if not 0 < len(batch.device) <= LONGEST_DEVICE or len(batch.entries) > MOST_ENTRIES or batch.made < 0:
        raise Refused(
            text("The tablet's entries weren't taken."),
            text("The request isn't one that this server's pages make."),
            text("Reload the page; what the tablet holds stays there."),
        )
    return take(begin(str(encounter_id), str(account_id), batch.device), batch.previous, batch.entries)


def _append(work: Work, encounter_id: UUID, account_id: UUID | None, batch: Batch, script: Script) -> Answer:
    check_batch(encounter_id, account_id, batch)
    work.record()
    if account_id is None or not store.holds_sheet(work.session, encounter_id, account_id, lock=True):
        raise NotFound(str(encounter_id))
    return append_entries(work, encounter_id, account_id, batch, lambda each: fits(each.kind, each.payload, script))


def append_entries(
    work: Work, encounter_id: UUID, account_id: UUID, batch: Batch, counts: Callable[[Entry], bool]
) -> Answer:
    """Within `record()`, with the sheet or run locked: what is new is kept; `counts` is asked of each, in order."""
    kept = store.find_log(work.session, encounter_id, account_id, batch.device)
    beginning = begin(str(encounter_id), str(account_id), batch.device)
    head = Head(kept.last_sequence, kept.last_digest) if kept else beginning
    taken = take(head, batch.previous, batch.entries)
    if kept or taken.entries:
        log = _move_head(work, encounter_id, account_id, kept, batch, taken)
        _add_entries(work, log, [(each, counts(each)) for each in taken.entries])
    return Answer(taken.head, taken.joint, taken.entries, taken.sent)


def script_of(work: Work, row: EncounterRow) -> Script:
    """What the entries of this encounter's sheets may name."""
    return _script(get_scenario(work, row), rated_criteria(work, row))


def _script_of_sheet(work: Work, sheet: SheetOf) -> Script:
    """The same, kept: a revision never changes, and tablets post every few seconds."""
    key = (sheet.revision_id, tuple(sheet.criteria) if sheet.criteria is not None else None)
    if key not in _scripts:
        scenario = get_script(work, sheet.revision_id)
        observed = scenario.observed_criteria()
        rated = [code for code in observed if sheet.criteria is None or code in sheet.criteria]
        if len(_scripts) >= MOST_SCRIPTS:
            _scripts.clear()
        _scripts[key] = _script(scenario, rated)
    return _scripts[key]


def _script(scenario: Scenario, rated: Collection[str]) -> Script:
    points = {point.id: point for point in scenario.observation_points}
    return Script(points, rated, [flag.id for flag in scenario.red_flags])


def _move_head(
    work: Work, encounter_id: UUID, account_id: UUID, kept: DeviceLogRow | None, batch: Batch, taken: Taken
) -> DeviceLogRow:
    """Within `record()`: the log's row as it stands with what was taken."""
    if kept is None:
        kept = DeviceLogRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            encounter_id=encounter_id,
            account_id=account_id,
            device=batch.device,
            made=0,
        )
        work.session.add(kept)
    kept.last_sequence, kept.last_digest = taken.head.sequence, taken.head.digest
    kept.made = max(batch.made, taken.head.sequence, kept.made)
    kept.heard_at = work.now
    work.session.flush()
    return kept


def _add_entries(work: Work, log: DeviceLogRow, entries: Sequence[tuple[Entry, bool]]) -> None:
    rows = [
        {
            "log_id": log.id,
            "sequence": each.sequence,
            "organisation_id": work.organisation_id,
            "kind": each.kind,
            "at_ms": each.at_ms,
            "body": each.text,
            "digest": each.digest,
            "fits": counts,
            "received_at": work.now,
        }
        for each, counts in entries
    ]
    add_rows(work.session, DeviceEntryRow, rows)


def entries_of(work: Work, row: EncounterRow, account_id: UUID | None = None) -> dict[UUID, list[SheetEntry]]:
    """What counts of the tablets' entries of an encounter, by account."""
    found: dict[UUID, list[SheetEntry]] = {}
    for log, entry in store.list_entries(work.session, row.id, account_id):
        if entry.fits:
            read = SheetEntry(log.device, entry.sequence, entry.kind, entry.at_ms, json.loads(entry.body))
            found.setdefault(log.account_id, []).append(read)
    return found


@dataclass(frozen=True)
class WrittenEntry:
    """An own entry as a page gets it back: exactly as its tablet hashed it."""

    device: str
    sequence: int
    text: str


def list_own_entries(work: Work, row: EncounterRow) -> list[WrittenEntry]:
    """Everything that the actor's tablets have written on the sheet and the server holds."""
    found = store.list_entries(work.session, row.id, work.actor.account_id)
    return [WrittenEntry(log.device, entry.sequence, entry.body) for log, entry in found if entry.fits]


def list_devices(work: Work, row: EncounterRow, accounts: Collection[UUID]) -> dict[UUID, list[DeviceStanding]]:
    """The tablets of these accounts at an encounter, the one that was heard last at the end."""
    found: dict[UUID, list[DeviceStanding]] = {each: [] for each in accounts}
    for log in store.list_logs(work.session, row.id):
        if log.account_id in found:
            head = Head(log.last_sequence, log.last_digest)
            standing = DeviceStanding(
                log.device, head.sequence, missing(head, log.made), shown(head.digest), log.heard_at
            )
            found[log.account_id].append(standing)
    return found


def heads_of(work: Work, row: EncounterRow, account_id: UUID) -> dict[str, tuple[int, str]]:
    """Where each of an account's tablets stands: the number and the digest of the last entry that has arrived."""
    logs: Sequence[DeviceLogRow] = store.list_logs(work.session, row.id)
    return {log.device: (log.last_sequence, log.last_digest) for log in logs if log.account_id == account_id}
