"""The sitting behind an evidence record: its items with key and response, every save, form and marking."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from exam_server.core.bank import GuideElement, Kind, gaps_in_order
from exam_server.core.delivery import Response, to_authored
from exam_server.core.delivery.presenting import cut_at_gaps, number_gaps
from exam_server.formats.plain import content_hash
from exam_server.services.case import knows_names
from exam_server.services.presenting import FrozenItem, list_frozen_items
from exam_server.services.rulings import ruled_by
from exam_server.services.sources_response import (
    ChoiceView,
    GapView,
    PairView,
    in_letters,
    show_accepted,
    show_choices,
    show_gaps,
    show_pairs,
)
from exam_server.services.sources_written import ReadingView, list_readings
from exam_server.services.work import Work
from exam_server.store import delivery as store
from exam_server.store.tables import (
    EvidenceRow,
    ExamRow,
    ItemRevisionRow,
    MarkingRow,
    ResponseEventRow,
    SittingRow,
    TestFormRow,
)
from exam_server.store.written import list_waiting


@dataclass(frozen=True)
class SaveView:
    """A save as it arrived. `response` is in letters, or the text itself."""

    received_at: datetime
    status: str
    epoch: int
    sequence: int
    response: str


@dataclass(frozen=True)
class ItemView:
    """One item of the criterion with all that was kept of it; `response` as in SaveView, empty: none.

    `accepted`: the right order in letters, or every typed text or number that is right; for no other kind. `ruled`:
    the mark follows a ruling on the key (P7); what else stands here is as it was authored. `reading`: how its markers
    read a text. While they do, also anew, `unread` keeps text and readings from members: it would tell them whose it
    is, and what others made of it (P5).
    """

    position: int
    item_id: str
    revision: int
    revision_hash: str
    kind: Kind
    language: str
    stem_html: str
    stimulus_title: str
    stimulus_html: str
    choices: tuple[ChoiceView, ...]
    pairs: tuple[PairView, ...]
    gaps: tuple[GapView, ...]
    accepted: tuple[str, ...]
    guide: tuple[GuideElement, ...]
    response: str
    saves: tuple[SaveView, ...]
    score: float = 0.0
    right: bool = False
    state: str = ""
    ruled: bool = False
    reading: ReadingView | None = None
    unread: bool = False


@dataclass(frozen=True)
class SittingSource:
    """`is_intact`: the marking's content still has the hash that the record points at."""

    sitting_id: UUID
    exam_title: str
    place: str
    seat: int
    started_at: datetime | None
    ended_at: datetime | None
    form_number: int
    form_digest: str
    marking_number: int
    marking_hash: str
    marked_at: datetime
    is_intact: bool
    items: tuple[ItemView, ...]

    @property
    def right(self) -> int:
        return sum(item.right for item in self.items)


def show_sitting(work: Work, evidence: EvidenceRow) -> SittingSource | None:
    """The marking that the record points at, with the items of its criterion; None where either is gone."""
    row = work.session.get(SittingRow, evidence.source_id)
    marking = store.find_marking_by_hash(work.session, evidence.source_id, evidence.source_hash)
    if row is None or marking is None:
        return None
    exam = work.session.get_one(ExamRow, row.exam_id)
    form = work.session.get_one(TestFormRow, row.test_form_id)
    return SittingSource(
        sitting_id=row.id,
        exam_title=exam.title,
        place=exam.place,
        seat=row.seat,
        started_at=row.started_at,
        ended_at=row.ended_at,
        form_number=form.number,
        form_digest=row.form_digest,
        marking_number=marking.number,
        marking_hash=marking.content_hash,
        marked_at=marking.marked_at,
        is_intact=content_hash(marking.marks) == evidence.source_hash,
        items=_items(work, row, marking, evidence.criterion),
    )


def _items(work: Work, row: SittingRow, marking: MarkingRow, criterion: str) -> tuple[ItemView, ...]:
    frozen = {each.position: each for each in list_frozen_items(work, row.test_form_id)}
    responses = {each.position: json.loads(each.response) for each in store.list_responses(work.session, row.id)}
    events = store.list_response_events(work.session, row.id)
    ruled = ruled_by(work, {each.revision_id for each in frozen.values()}, marking.marked_at)
    readings = list_readings(work, row)
    waiting = {each.position for each in list_waiting(work.session, row.id)}
    shown = [mark for mark in marking.marks if criterion in mark["criteria"]]
    items = [
        _item(work, frozen[each["position"]], each, responses.get(each["position"]), events, ruled) for each in shown
    ]
    return tuple(
        _veil(work, replace(item, reading=readings.get(mark.get("reading", ""))), waiting)
        for item, mark in zip(items, shown, strict=True)
    )


def _veil(work: Work, item: ItemView, waiting: Collection[int]) -> ItemView:
    """An older record of a text that is read anew is veiled too: it names the levels of the readers before (S2)."""
    if knows_names(work) or (item.state != "awaits_marker" and item.position not in waiting):
        return item
    return replace(item, response="", saves=(), reading=None, unread=True)


def _item(
    work: Work,
    frozen: FrozenItem,
    mark: dict[str, object],
    response: Response,
    events: Sequence[ResponseEventRow],
    ruled: Collection[UUID],
) -> ItemView:
    return replace(
        show_item(work, frozen, response, events),
        score=float(str(mark["score"])),
        right=bool(mark["right"]),
        state=str(mark["state"]),
        ruled=frozen.revision_id in ruled,
    )


def show_item(work: Work, frozen: FrozenItem, response: Response, events: Sequence[ResponseEventRow]) -> ItemView:
    """The item as it stood in the form, its key, and what was given and saved; nothing of how it was marked."""
    item, revision = frozen.item, work.session.get_one(ItemRevisionRow, frozen.revision_id)
    stimulus = frozen.stimulus
    return ItemView(
        position=frozen.position,
        item_id=item.id,
        revision=revision.number,
        revision_hash=revision.content_hash,
        kind=item.kind,
        language=item.language,
        stem_html=number_gaps(cut_at_gaps(frozen.html[item.stem], gaps_in_order(item))),
        stimulus_title=stimulus.title if stimulus else "",
        stimulus_html=frozen.html[stimulus.body] if stimulus else "",
        choices=show_choices(frozen, response),
        pairs=show_pairs(frozen, response),
        gaps=show_gaps(frozen, to_authored(item, frozen.drawn, response)),
        accepted=show_accepted(frozen),
        guide=item.guide,
        response=in_letters(response),
        saves=tuple(_save(event) for event in events if event.position == frozen.position),
    )


def _save(event: ResponseEventRow) -> SaveView:
    response = in_letters(json.loads(event.response))
    return SaveView(event.received_at, event.status, event.epoch, event.sequence, response)
