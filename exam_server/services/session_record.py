"""The record of an exam's session: what the desk, the clocks and the journal kept of it, as one value that's hashed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.accommodation import NONE, Accommodation
from exam_server.core.delivery import in_time, receipt_digest
from exam_server.core.problems import NotFound
from exam_server.core.room_check import Answer
from exam_server.core.text import Text
from exam_server.formats.plain import content_hash, to_plain
from exam_server.services.accommodations import list_accommodations
from exam_server.services.bank import get_blueprint
from exam_server.services.exam import get_exam, list_members
from exam_server.services.exam_rows import get_row
from exam_server.services.incidents import list_incidents
from exam_server.services.paper_use import Paper, list_papers_used
from exam_server.services.people import Names
from exam_server.services.publishing import Publication, get_publication
from exam_server.services.qualification import get_edition
from exam_server.services.room_checks import show_room_check
from exam_server.services.sittings import clock_of, time_events
from exam_server.services.work import Work
from exam_server.store import delivery as delivery_store
from exam_server.store import protocol as store
from exam_server.store import transcription as paper_store
from exam_server.store.tables import CaseRow, ResponseEventRow, SittingEventRow, SittingRow


@dataclass(frozen=True)
class SeatRecord:
    """One seat's session, by code. `state` is the sitting's, `ending` and `ending_words` say why it's closed.

    `late` counts saves after time, `counted` those that a confirmed compensation covers; `silences`: from, until.
    """

    seat: int
    candidate_code: str
    form_digest: str
    document: str
    admitted_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    state: str
    ending: str
    ending_words: str
    given: int
    receipt: str
    late: int
    counted: int
    agreed: Accommodation
    silences: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True)
class EventRecord:
    """An event of a seat: `by` did it, and of a compensation `decided_by` confirmed (or declined) it."""

    seat: int
    kind: str
    at: datetime
    seconds: int
    code: str
    reason: str
    by: str
    decided_by: str = ""
    confirmed: bool = False


@dataclass(frozen=True)
class PaperRecord:
    """A seat's paper: why, who typed it in, how many positions a third person decided, and when it was filed."""

    seat: int
    reason: str
    typed_by: tuple[str, ...]
    decided: int
    filed_at: datetime | None


@dataclass(frozen=True)
class IncidentRecord:
    """What happened at a seat, or in the whole room (None)."""

    seat: int | None
    code: str
    note: str
    at: datetime
    seconds: int
    by: str


@dataclass(frozen=True)
class DrawRecord:
    """How the forms were drawn, as far as that never changes: what is shown later belongs to the publication."""

    drawn_at: datetime | None
    sealed: str
    pool_digest: str
    commitments: tuple[tuple[str, str], ...]
    substitutions: tuple[tuple[datetime, int], ...]


@dataclass(frozen=True)
class ConditionRecord:
    """A condition of the room in the words that were signed, what was found, and a remark."""

    words: Text
    answer: Answer | None
    note: str


@dataclass(frozen=True)
class DeviationRecord:
    """What wasn't as it was signed any more; `words` of the condition that it's about, if of one."""

    words: Text | None
    note: str
    at: datetime
    by: str


@dataclass(frozen=True)
class RoomRecord:
    """The signed checklist of the room, and what was different later (S7)."""

    signed_at: datetime
    signed_by: str
    content_hash: str
    conditions: tuple[ConditionRecord, ...]
    deviations: tuple[DeviationRecord, ...]


@dataclass(frozen=True)
class SessionRecord:
    """Everything that the protocol states of a session; without names of candidates and without responses."""

    exam_id: UUID
    edition: int
    edition_hash: str
    blueprint: str
    blueprint_number: int
    state: str
    closed_at: datetime | None
    desk: tuple[str, ...]
    draw: DrawRecord
    seats: tuple[SeatRecord, ...]
    events: tuple[EventRecord, ...]
    incidents: tuple[IncidentRecord, ...]
    papers: tuple[PaperRecord, ...]
    room: RoomRecord | None = None

    @property
    def hash(self) -> str:
        """SHA-256 over the whole record: the same record has the same hash, whenever it's printed."""
        return content_hash(to_plain(self))


def get_session_record(work: Work, exam_id: UUID) -> SessionRecord:
    """The record as it stands now. Raises NotFound for an exam that isn't there or has no test."""
    exam = get_exam(work, exam_id)
    if exam.blueprint_id is None:
        raise NotFound("blueprint")
    edition, blueprint = get_edition(work, exam.edition_id), get_blueprint(work, exam.blueprint_id)
    names = Names(work)
    sittings = [(row, case) for row, case, _ in delivery_store.list_sittings(work.session, exam_id)]
    seats = {row.id: row.seat for row, _ in sittings}
    events = store.list_events(work.session, exam_id)
    desk = [member.name for member in list_members(work, exam_id) if member.role == "desk"]
    acted = [names.of(event.actor_id) for event in events if event.actor_id]
    return SessionRecord(
        exam_id=exam_id,
        edition=edition.number,
        edition_hash=edition.content_hash,
        blueprint=blueprint.blueprint.title,
        blueprint_number=blueprint.number,
        state=exam.state,
        closed_at=get_row(work, exam_id).closed_at,
        desk=tuple(sorted({*desk, *acted})),
        draw=_draw(get_publication(work, exam_id), exam.pool_digest),
        seats=tuple(_seats(work, exam_id, sittings, events)),
        events=tuple(_event(event, seats, names) for event in events),
        incidents=tuple(
            IncidentRecord(each.seat, each.code, each.note, each.at, each.seconds, names.of(each.noted_by))
            for each in list_incidents(work, exam_id)
        ),
        papers=tuple(_papers(work, exam_id, seats, names)),
        room=_room(work, exam_id),
    )


def _room(work: Work, exam_id: UUID) -> RoomRecord | None:
    check = show_room_check(work, exam_id)
    if check.signed_at is None:
        return None
    return RoomRecord(
        check.signed_at,
        check.signed_by,
        check.content_hash,
        tuple(ConditionRecord(each.words, each.given.answer, each.given.note) for each in check.found),
        tuple(DeviationRecord(each.words, each.note, each.noted_at, each.noted_by) for each in check.deviations),
    )


def _draw(published: Publication, pool_digest: str) -> DrawRecord:
    return DrawRecord(
        drawn_at=published.drawn_at,
        sealed=published.sealed,
        pool_digest=pool_digest,
        commitments=tuple((each.role, each.commitment) for each in published.given),
        substitutions=tuple((each.at, len(each.changes)) for each in published.substitutions),
    )


def _seats(
    work: Work, exam_id: UUID, sittings: Sequence[tuple[SittingRow, CaseRow]], events: Sequence[SittingEventRow]
) -> Iterable[SeatRecord]:
    agreed = list_accommodations(work, [case.id for _, case in sittings])
    responses = store.list_responses(work.session, exam_id)
    late = store.list_late_saves(work.session, exam_id)
    silences = store.list_silences(work.session, exam_id)
    own: dict[UUID, dict[str, SittingEventRow]] = {}
    for event in events:
        own.setdefault(event.sitting_id, {})[event.kind] = event
    for row, case in sittings:
        newest = own.get(row.id, {})
        given = {each.position: json.loads(each.response) for each in responses.get(row.id, ())}
        receipt = receipt_digest(given)
        admitted, ended = newest.get("admitted"), newest.get("ended")
        yield SeatRecord(
            seat=row.seat,
            candidate_code=case.code,
            form_digest=row.form_digest,
            document=admitted.document if admitted else "",
            admitted_at=admitted.at if admitted else None,
            started_at=row.started_at,
            ended_at=ended.at if ended else None,
            state=row.state,
            ending=ended.code if ended else "",
            ending_words=ended.reason if ended else "",
            given=receipt.count,
            receipt=receipt.digest,
            late=len(late.get(row.id, ())),
            counted=_count_covered(work, row, late.get(row.id, ())),
            agreed=agreed.get(case.id, NONE),
            silences=tuple((gap.since, gap.until) for gap in silences.get(row.id, ())),
        )


def _count_covered(work: Work, row: SittingRow, late: Sequence[ResponseEventRow]) -> int:
    if not late:
        return 0
    clock, events = clock_of(row), time_events(work, row)
    return sum(in_time(clock, events, save.received_at) for save in late)


def _event(event: SittingEventRow, seats: Mapping[UUID, int], names: Names) -> EventRecord:
    return EventRecord(
        seat=seats[event.sitting_id],
        kind=event.kind,
        at=event.at,
        seconds=event.seconds,
        code=event.code,
        reason=event.reason,
        by=names.of(event.actor_id),
        decided_by=names.of(event.confirmed_by or event.declined_by),
        confirmed=event.confirmed_by is not None,
    )


def _papers(work: Work, exam_id: UUID, seats: Mapping[UUID, int], names: Names) -> Iterable[PaperRecord]:
    used: Mapping[UUID, Paper] = list_papers_used(work, exam_id)
    typed = paper_store.list_exam_transcripts(work.session, exam_id)
    decided = store.count_decisions(work.session, exam_id)
    for sitting_id, paper in sorted(used.items(), key=lambda entry: seats[entry[0]]):
        typists = dict.fromkeys(names.of(row.typed_by) for row in typed.get(sitting_id, ()))
        filed_at = paper.at if paper.use == "filed" else None
        yield PaperRecord(seats[sitting_id], paper.reason, tuple(typists), decided.get(sitting_id, 0), filed_at)
