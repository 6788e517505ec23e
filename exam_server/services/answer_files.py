"""Answer files at the desk: the last resort of a seat whose network stays away."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import count as count_from
from typing import Any
from uuid import UUID

from exam_server.core.delivery import ResponseShape
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.formats.answer_file import (
    NOT_IMPORTED,
    AnswerFile,
    file_hash,
    read_answer_file,
)
from exam_server.services.presenting import shapes_of
from exam_server.services.saving import MOST_SAVES, SavesRead, read_saves, take_saves
from exam_server.services.sittings import add_event, get_row
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.store import delivery as store
from exam_server.store.journal import DESK, Journal, SaveStatus
from exam_server.store.tables import CaseRow, SittingRow

IMPORTED = "answer_file_imported"


@dataclass(frozen=True)
class OpenedFile:
    """A file that fits a seat of the exam. `imported_at`: when it was imported before."""

    sitting_id: UUID
    seat: int
    candidate_code: str
    file_hash: str
    made_at: str
    reads: tuple[SavesRead, ...]
    imported_at: datetime | None


@dataclass(frozen=True)
class TakenSave:
    """What became of one save: kept now, known before, or not counted."""

    position: int
    epoch: int
    sequence: int
    status: SaveStatus


def page_keys(keys: Keys, sitting_id: UUID, epoch: int) -> dict[str, str]:
    """What a page needs from the start to seal an answer file later, without the server."""
    return {
        "server": _public_half(keys),
        "salt": keys.answer_file_salt(sitting_id, epoch),
    }


def _public_half(keys: Keys) -> str:
    """The same for every page; who starts a server hands it over, so that its room needn't load what makes it."""
    return keys.answer_file_key or make_answer_file_key(keys)


@cache
def make_answer_file_key(keys: Keys) -> str:
    """What pages seal answer files for: the public half of the server's key."""
    from exam_server.formats.answer_file_seal import private_key, public_text  # noqa: PLC0415 - see there

    return public_text(private_key(keys.answer_file_seed()))


def open_file(work: Work, keys: Keys, exam_id: UUID, content: bytes) -> OpenedFile:
    """The file and the seat of this exam that it belongs to. Raises Refused where there is none, or it doesn't open."""
    from exam_server.formats.answer_file_seal import open_answer_file, private_key  # noqa: PLC0415 - see there

    sealed = read_answer_file(content)
    rows = store.list_sittings_of_form(work.session, exam_id, sealed.form)
    if not rows:
        raise Refused(
            NOT_IMPORTED,
            text("No seat of this exam sits the test form that it was made for."),
            text("Look for its exam, and import it there."),
        )
    key, refusals = private_key(keys.answer_file_seed()), []
    for row in rows:
        try:
            opened = open_answer_file(sealed, key, keys.answer_file_salt(row.id, sealed.epoch))
        except Refused as refused:
            refusals.append(refused)
        else:
            return _of_seat(work, row, sealed.epoch, opened, file_hash(content))
    raise refusals[0]


def _of_seat(work: Work, row: SittingRow, epoch: int, opened: AnswerFile, digest: str) -> OpenedFile:
    case = work.session.get_one(CaseRow, row.case_id)
    events = store.list_sitting_events(work.session, row.id)
    before = next((each.at for each in events if each.kind == IMPORTED and each.reason == digest), None)
    reads = tuple(_read(work, row, epoch, opened.saves))
    return OpenedFile(row.id, row.seat, case.code, digest, opened.made_at, reads, before)


def _read(work: Work, row: SittingRow, epoch: int, saves: Sequence[dict[str, Any]]) -> list[SavesRead]:
    """The saves as requests, by the admission that gave them: the page's own, and earlier ones on the same PC."""
    by_epoch: Mapping[object, list[dict[str, Any]]] = defaultdict(list)
    for save in saves:
        by_epoch[save.get("epoch") if isinstance(save, dict) else None].append(save)
    _, shapes = shapes_of(work, row.id)
    reads = []
    for given, own in by_epoch.items():
        for start in range(0, len(own), MOST_SAVES):
            body = {"epoch": given, "form": row.form_digest, "saves": own[start : start + MOST_SAVES]}
            read = _understand(body, row.id, epoch, shapes)
            reads.append(replace(read, request=replace(read.request, holder=DESK)))
    return reads


def _understand(body: object, sitting_id: UUID, epoch: int, shapes: Sequence[ResponseShape]) -> SavesRead:
    try:
        return read_saves(body, sitting_id, epoch, shapes)
    except Refused as refused:
        remedy = text("Its page can save another one. Keep this one for whoever looks after the server.")
        raise Refused(NOT_IMPORTED, refused.why, remedy) from refused


def take_file(journal: Journal, opened: OpenedFile, timeout_seconds: float) -> list[TakenSave]:
    """Put a file's saves into the journal, which judges them as if the page sent them now: late is late (B6).

    A save is known by its epoch and sequence, so that whatever arrived before, by network or by file, changes nothing.
    """
    taken = [each for read in opened.reads for each in _take(journal, read, timeout_seconds)]
    return sorted(taken, key=lambda each: (each.position, each.epoch, each.sequence))


def _take(journal: Journal, read: SavesRead, timeout_seconds: float) -> list[TakenSave]:
    """One request's saves; where another window used their numbers for something else they get newer ones."""
    answer = take_saves(journal, read, timeout_seconds)
    results = {each.sequence: each for each in answer.results}
    again = [save for save in read.request.saves if results[save.sequence].renumber]
    taken = [
        TakenSave(save.position, read.request.epoch, save.sequence, results[save.sequence].status)
        for save in read.request.saves
        if save not in again
    ]
    if not again:
        return taken
    newer = zip(again, count_from(answer.highest + 1), strict=False)
    saves = tuple(replace(save, sequence=sequence) for save, sequence in newer)
    return taken + _take(journal, replace(read, request=replace(read.request, saves=saves)), timeout_seconds)


def note_import(work: Work, opened: OpenedFile, taken: Sequence[TakenSave]) -> None:
    """Leave the trace that the file was imported, once its saves are on the disk."""
    work.record()
    row = get_row(work, opened.sitting_id)
    add_event(work, row, IMPORTED, reason=opened.file_hash)
    work.note("sitting.answer_file.imported", row.id, file=opened.file_hash, **count(taken))


def count(taken: Sequence[TakenSave]) -> dict[SaveStatus, int]:
    """How many saves of each kind there were."""
    kinds: tuple[SaveStatus, ...] = ("saved", "duplicate", "late", "refused")
    return {kind: sum(each.status == kind for each in taken) for kind in kinds}


STATUS_WORDS: Mapping[SaveStatus, Text] = {
    "saved": text("saved now"),
    "duplicate": text("was on the server before"),
    "late": text("arrived after the time; noted, the office decides"),
    "refused": text("not taken: the test was closed, or the response doesn't fit its question"),
}
