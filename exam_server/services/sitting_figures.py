"""What every marked sitting gave: summed up from the whole record, and kept, so that statistics needn't read it all."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from exam_server.core.bank import Item
from exam_server.core.delivery import to_authored
from exam_server.core.psychometrics import BLANK, LESS, NOTHING, RIGHT, UNCHECKED, UNREAD, Sat, seconds_by_position
from exam_server.core.scoring import chosen_of, maximum
from exam_server.formats.sat_json import VERSION, pack_sat, unpack_sat
from exam_server.services.rulings import RuledItem, list_ruled
from exam_server.services.work import Work
from exam_server.store import sitting_figures as store
from exam_server.store import statistics as record

WITHOUT_CHOICES = ("extended_text", "ordering")
"""Extended texts have no choices, and of an order every pair would be one."""
A_BITE = 200
"""Sittings that are summed up at once: their responses and saves fit into some megabytes."""
NO_ANSWER = {"not_answered": NOTHING, "awaits_marker": UNREAD, "not_checked": UNCHECKED}
_Said = tuple[str, tuple[str, ...], str | None]
"""An item's revision, the order in which a form shows its choices, and the response to it."""


@dataclass(frozen=True)
class MarkedSitting:
    """What one sitting gave, as it's marked now."""

    id: UUID
    exam_id: UUID
    sat: Sat


class _Record(NamedTuple):
    """What marks of some sittings don't say: orders of choices by form, responses and seconds by sitting and place."""

    items: Mapping[str, RuledItem]
    forms: Mapping[UUID, Sequence[tuple[str, ...]]]
    responses: Mapping[tuple[UUID, int], str]
    seconds: Mapping[UUID, Mapping[int, float]]
    known: dict[_Said, frozenset[str]]


def list_marked_sittings(work: Work, qualification: str = "", exam_id: UUID | None = None) -> list[MarkedSitting]:
    """Every marked sitting of a qualification or an exam, in one order; where nothing is kept, from the record."""
    about: dict[str, Any] = {"qualification": qualification, "exam_id": exam_id}
    kept = store.list_kept(work.session, work.organisation_id, VERSION, **about)
    unkept = store.list_unkept(work.session, work.organisation_id, VERSION, **about)
    found = [MarkedSitting(id, exam, unpack_sat(packed)) for id, exam, packed in kept]
    found += [MarkedSitting(row.sitting_id, row.exam_id, sat) for row, sat in _sum_up(work, unkept)]
    return sorted(found, key=lambda each: each.id.int)


def keep_sittings(work: Work, sittings: Sequence[UUID]) -> bool:
    """Keep what these sittings gave, within `record()` of what marks them; False where it's what was kept before."""
    work.session.flush()
    before = store.find_kept(work.session, sittings)
    rows = [_row(row, sat) for row, sat in _sum_up(work, sittings)]
    changed = [row for row in rows if before.get(row["sitting_id"]) != row["packed"]]
    store.keep_sittings(work.session, changed)
    return bool(changed)


def keep_older(work: Work, qualification: str) -> bool:
    """Keep what some of the sittings gave that were marked before anything was kept; False where none is left.

    Everything is read and summed up before the lane of writers is entered.
    """
    about: dict[str, Any] = {"qualification": qualification, "most": A_BITE}
    unkept = store.list_unkept(work.session, work.organisation_id, VERSION, **about)
    rows = [_row(row, sat) for row, sat in _sum_up(work, unkept)]
    if rows:
        work.record()
        store.fill_sittings(work.session, rows)
    return bool(rows)


def _row(row: Any, sat: Sat) -> dict[str, Any]:
    ids = {"sitting_id": row.sitting_id, "exam_id": row.exam_id, "organisation_id": row.organisation_id}
    return {**ids, "version": VERSION, "packed": pack_sat(sat)}


def _sum_up(work: Work, sittings: Sequence[UUID]) -> Iterator[tuple[Any, Sat]]:
    """Each of these sittings with what it gave, bite by bite; the row says whose it is."""
    known: dict[_Said, frozenset[str]] = {}
    for start in range(0, len(sittings), A_BITE):
        rows = record.list_newest_markings(work.session, sittings[start : start + A_BITE])
        read = _read(work, rows, known)
        yield from ((row, _sat(row, read)) for row in rows)


def _read(work: Work, rows: Sequence[Any], known: dict[_Said, frozenset[str]]) -> _Record:
    ids = [row.sitting_id for row in rows]
    saves: dict[UUID, list[tuple[float, int]]] = defaultdict(list)
    for sitting, at, position in record.list_saves(work.session, ids):
        saves[sitting].append((at.timestamp(), position))
    return _Record(
        items=list_ruled(work, {UUID(entry["revision_id"]) for row in rows for entry in row.marks}),
        forms=record.list_drawn(work.session, [row.test_form_id for row in rows]),
        responses={(sitting, place): said for sitting, place, said in record.list_given(work.session, ids)},
        seconds={row.sitting_id: _seconds(row.started_at, saves[row.sitting_id]) for row in rows},
        known=known,
    )


def _seconds(started: datetime | None, saves: Sequence[tuple[float, int]]) -> Mapping[int, float]:
    """By position, to the millisecond; nothing where nobody sat before a screen."""
    spent = seconds_by_position(started.timestamp(), saves) if started else {}
    return {place: round(seconds, 3) for place, seconds in spent.items()}


def _sat(row: Any, read: _Record) -> Sat:
    places = [entry["position"] for entry in row.marks]
    return Sat(
        items=[entry["revision_id"] for entry in row.marks],
        states="".join(map(_state, row.marks)),
        shares=[_share(entry, read.items[entry["revision_id"]].item) for entry in row.marks],
        seconds=[read.seconds[row.sitting_id].get(place) for place in places],
        chosen=[_chosen(row, entry, read) for entry in row.marks],
    )


def _state(entry: Mapping[str, Any]) -> str:
    return NO_ANSWER.get(entry["state"]) or (RIGHT if entry["right"] else LESS)


def _share(entry: Mapping[str, Any], item: Item) -> float:
    most = maximum(item)
    return min(1.0, max(0.0, entry["score"] / most)) if most > 0 else 0.0


def _chosen(row: Any, entry: Mapping[str, Any], read: _Record) -> frozenset[str]:
    """Few orders and few responses: thousands of sittings chose the same few things."""
    place = entry["position"]
    drawn = read.forms[row.test_form_id][place - 1]
    said = (entry["revision_id"], drawn, read.responses.get((row.sitting_id, place)))
    if said not in read.known:
        read.known[said] = _choices(read.items[said[0]].item, *said[1:])
    return read.known[said]


def _choices(item: Item, drawn: Sequence[str], given: str | None) -> frozenset[str]:
    if item.kind in WITHOUT_CHOICES:
        return frozenset()
    chosen = chosen_of(item, to_authored(item, drawn, json.loads(given))) if given else frozenset()
    return chosen or frozenset({BLANK})
