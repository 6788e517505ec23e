"""The sitting behind an evidence record: its items with key and response, every save, form and marking."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.bank import TYPED, Gap, GuideElement, Item, Kind, gaps_in_order
from exam_server.core.delivery import Authored, Response, lefts_of, offered, to_authored
from exam_server.core.delivery.presenting import cut_at_gaps, number_gaps
from exam_server.core.scoring import is_gap_right
from exam_server.formats.plain import content_hash
from exam_server.services.presenting import FrozenItem, list_frozen_items
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

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class ChoiceView:
    """An option at the letter that this candidate saw."""

    letter: str
    html: str
    is_key: bool
    chosen: bool
    rationale: str


@dataclass(frozen=True)
class PairView:
    """One left-hand side: what was matched to it and what belongs to it; letters as the candidate saw them."""

    left_html: str
    chosen_letter: str
    chosen_html: str
    right_letter: str
    right_html: str
    rationale: str


@dataclass(frozen=True)
class GapView:
    """One gap: what was filled in (empty: nothing), whether that's right, and everything that would be."""

    position: int
    given: str
    is_right: bool
    accepted: tuple[str, ...]
    rationales: tuple[str, ...]


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

    `accepted`: the right order in letters, or every typed text or number that is right; for no other kind.
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
    score: float
    right: bool
    state: str
    saves: tuple[SaveView, ...]


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
    return tuple(
        _item(work, frozen[mark["position"]], mark, responses.get(mark["position"]), events)
        for mark in marking.marks
        if criterion in mark["criteria"]
    )


def _item(
    work: Work,
    frozen: FrozenItem,
    mark: dict[str, object],
    response: Response,
    events: Sequence[ResponseEventRow],
) -> ItemView:
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
        choices=_choices(frozen, response),
        pairs=_pairs(frozen, response),
        gaps=_gaps(frozen, to_authored(item, frozen.drawn, response)),
        accepted=_accepted(frozen),
        guide=item.guide,
        response=in_letters(response),
        score=float(str(mark["score"])),
        right=bool(mark["right"]),
        state=str(mark["state"]),
        saves=tuple(_save(event) for event in events if event.position == frozen.position),
    )


def _save(event: ResponseEventRow) -> SaveView:
    response = in_letters(json.loads(event.response))
    return SaveView(event.received_at, event.status, event.epoch, event.sequence, response)


def in_letters(response: object) -> str:
    """A response in positions as its candidate read it: `A, C`; matching `B, –, A`; texts as they are."""
    if isinstance(response, list) and any(isinstance(entry, str) for entry in response):
        return "; ".join(entry or "–" for entry in response)
    if isinstance(response, list):
        return ", ".join(_letter(position) for position in response)
    return response if isinstance(response, str) else _letter(response) if response is not None else ""


def _letter(position: object) -> str:
    return LETTERS[position - 1] if isinstance(position, int) and 1 <= position <= len(LETTERS) else "–"


def _choices(frozen: FrozenItem, response: object) -> tuple[ChoiceView, ...]:
    options = {option.id: option for option in frozen.item.options}
    if frozen.item.kind == "matching" or frozen.item.kind in TYPED:
        return ()
    chosen = response if isinstance(response, list) else [response]
    if frozen.item.kind == "ordering":
        chosen = []
    places = () if frozen.item.gaps else offered(frozen.item, frozen.drawn)
    return tuple(
        ChoiceView(_letter(position), frozen.html[option.text], option.key, position in chosen, option.rationale)
        for position, option in enumerate((options[id] for id in places), start=1)
    )


def _accepted(frozen: FrozenItem) -> tuple[str, ...]:
    item = frozen.item
    if item.kind == "ordering":
        places = offered(item, frozen.drawn)
        return (", ".join(_letter(places.index(option.id) + 1) for option in item.options),)
    return tuple(option.text for option in item.options if option.key) if item.kind in TYPED else ()


def _gaps(frozen: FrozenItem, given: Authored) -> tuple[GapView, ...]:
    filled = given if isinstance(given, dict) else {}
    gaps = enumerate(gaps_in_order(frozen.item), start=1)
    return tuple(_gap(position, frozen.item, gap, filled.get(gap.id, "")) for position, gap in gaps)


def _gap(position: int, item: Item, gap: Gap, given: str) -> GapView:
    texts = {option.id: option.text for option in gap.options}
    return GapView(
        position,
        texts.get(given, "") if item.kind == "inline_choice" else given,
        bool(given.strip()) and is_gap_right(item, gap, given),
        tuple(option.text for option in gap.options if option.key),
        tuple(option.rationale for option in gap.options if option.rationale),
    )


def _pairs(frozen: FrozenItem, response: object) -> tuple[PairView, ...]:
    item = frozen.item
    if item.kind != "matching":
        return ()
    places = offered(item, frozen.drawn)
    given = response if isinstance(response, list) else [None] * len(lefts_of(item))
    return tuple(_pair(frozen, places, left, position) for left, position in zip(lefts_of(item), given, strict=False))


def _pair(frozen: FrozenItem, places: Sequence[str], left: str, position: int | None) -> PairView:
    pairs, html = {pair.id: pair for pair in frozen.item.pairs}, frozen.html
    pair = pairs[left]
    right = next(place for place, id in enumerate(places, start=1) if pairs[id].right == pair.right)
    return PairView(
        left_html=html[pair.left],
        chosen_letter=_letter(position) if position else "",
        chosen_html=html[pairs[places[position - 1]].right] if position else "",
        right_letter=_letter(right),
        right_html=html[pair.right],
        rationale=pair.rationale,
    )
