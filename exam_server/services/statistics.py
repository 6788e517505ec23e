"""Statistics of items and exams from marked sittings: gathered from the record, computed in core."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from exam_server.core.bank import Item
from exam_server.core.delivery import to_authored
from exam_server.core.psychometrics import (
    ChoiceStatistics,
    Chosen,
    FormStatistics,
    Given,
    ItemStatistics,
    Suspicion,
    choice_statistics,
    form_statistics,
    item_statistics,
    mean_shares,
    rest_scores,
    seconds_by_position,
    suspicions,
)
from exam_server.core.rekeying import Ruling, apply_ruling, right_choices
from exam_server.core.scoring import chosen_of, key, markable, maximum, unforeseen
from exam_server.services.bank import get_item, get_revisions
from exam_server.services.exam_rows import get_row
from exam_server.services.rulings import confirmed_rulings
from exam_server.services.work import Work
from exam_server.store import bank as bank_store
from exam_server.store import statistics as store

_Said = tuple[str, tuple[str, ...], str | None]
"""An item's revision, the order in which a form shows its choices, and the response to it."""
BLANK = "–"
"""Stands among the choices for a response that chose nothing."""


@dataclass(frozen=True)
class MarkedSitting:
    """What one sitting gave, item revision by item revision; `places` are the positions of all its items."""

    id: UUID
    exam_id: UUID
    form_id: UUID
    given: tuple[Given, ...]
    places: Mapping[str, int]


class _Sat(NamedTuple):
    """An item as it's marked, and what a right response chooses, under the ruling that holds."""

    item: Item
    key: frozenset[str]


@dataclass(frozen=True)
class Measured:
    """An item revision with its statistics, of `exams` exams; without choices where a kind has too many of them."""

    item: Item
    revision_id: UUID
    statistics: ItemStatistics
    choices: tuple[ChoiceStatistics, ...]
    suspicions: tuple[Suspicion, ...]
    exams: int
    number: int = 0


@dataclass(frozen=True)
class ExamStatistics:
    """An exam's items by code, all its forms together, and each form that several candidates sat."""

    items: tuple[Measured, ...]
    whole: FormStatistics
    forms: tuple[FormStatistics, ...]


def measure_item(work: Work, qualification: str, code: str) -> tuple[Measured, ...]:
    """Every revision of an item that was sat and marked, the newest first, pooled over all exams. Raises NotFound."""
    history = bank_store.list_item_history(work.session, get_item(work, qualification, code).id)
    numbers = {row.id: row.number for row in history}
    sittings, items = _gather(work, store.list_newest_markings(work.session, work.organisation_id, qualification))
    wanted = [each for each in numbers if str(each) in items]
    sat = {each.id for each in sittings if any(str(one) in each.places for one in wanted)}
    timed = _with_times(work, [each for each in sittings if each.id in sat])
    pooled = [timed.get(each.id, each) for each in sittings]
    measured = _measure(work, pooled, items, [str(each) for each in wanted])
    return tuple(replace(each, number=numbers[each.revision_id]) for each in measured)


def measure_bank(work: Work, qualification: str) -> list[Measured]:
    """Every item revision of a bank that was sat and marked, over all exams; without the times that they took."""
    sittings, items = _gather(work, store.list_newest_markings(work.session, work.organisation_id, qualification))
    return _measure(work, sittings, items, list(items))


def measure_exam(work: Work, exam_id: UUID) -> ExamStatistics:
    """Statistics of one exam's marked sittings. Raises NotFound."""
    get_row(work, exam_id)
    rows = store.list_newest_markings(work.session, work.organisation_id, exam_id=exam_id)
    sittings, items = _gather(work, rows)
    sittings = list(_with_times(work, sittings).values())
    difficulties = {id: sat.item.difficulty for id, sat in items.items()}
    same: dict[frozenset[str], list[MarkedSitting]] = defaultdict(list)
    for each in sittings:
        same[frozenset(each.places)].append(each)
    groups = [group for group in same.values() if 1 < len(group) < len(sittings)]
    return ExamStatistics(
        items=tuple(sorted(_measure(work, sittings, items, list(items)), key=lambda each: each.item.id)),
        whole=form_statistics([each.given for each in sittings], difficulties),
        forms=tuple(form_statistics([each.given for each in group], difficulties) for group in groups),
    )


def _gather(work: Work, rows: Sequence[Any]) -> tuple[list[MarkedSitting], dict[str, _Sat]]:
    ids = {entry["revision_id"] for row in rows for entry in row.marks}
    unread = {entry["revision_id"] for row in rows for entry in row.marks if entry["state"] == "awaits_marker"}
    rulings = confirmed_rulings(work, {UUID(id) for id in ids})
    items = {str(id): _sat(each.item, rulings.get(id)) for id, each in get_revisions(work, map(UUID, ids)).items()}
    best = {id: maximum(sat.item) for id, sat in items.items()}
    sittings = [
        MarkedSitting(
            row.sitting_id,
            row.exam_id,
            row.test_form_id,
            tuple(_given(each, best) for each in row.marks if _counts(each, unread)),
            {entry["revision_id"]: entry["position"] for entry in row.marks},
        )
        for row in rows
    ]
    return sittings, items


def _sat(item: Item, ruling: Ruling | None) -> _Sat:
    if ruling is None or ruling.everybody:
        return _Sat(item, key(item))
    return _Sat(apply_ruling(item, ruling), frozenset().union(*right_choices(item, ruling)))


def _counts(entry: Mapping[str, Any], unread: Collection[str]) -> bool:
    """What is unread isn't wrong; and blank texts would make their item look hard while the written ones still wait."""
    return entry["state"] == "marked" or (entry["state"] == "not_answered" and entry["revision_id"] not in unread)


def _given(entry: Mapping[str, Any], best: Mapping[str, float]) -> Given:
    most = best[entry["revision_id"]]
    share = min(1.0, max(0.0, entry["score"] / most)) if most > 0 else 0.0
    return Given(entry["revision_id"], share, entry["right"])


def _with_times(work: Work, sittings: Sequence[MarkedSitting]) -> dict[UUID, MarkedSitting]:
    """The sittings by id, with the seconds that each item took where its candidate saved on a screen."""
    ids = [each.id for each in sittings]
    started = store.list_starts(work.session, ids)
    saves: dict[UUID, list[tuple[float, int]]] = defaultdict(list)
    for row in store.list_saves(work.session, ids):
        saves[row.sitting_id].append((row.received_at.timestamp(), row.position))
    return {each.id: _timed(each, started.get(each.id), saves[each.id]) for each in sittings}


def _timed(sitting: MarkedSitting, started: datetime | None, saves: Iterable[tuple[float, int]]) -> MarkedSitting:
    spent = seconds_by_position(started.timestamp(), saves) if started else {}
    given = (each._replace(seconds=spent.get(sitting.places[each.item])) for each in sitting.given)
    return replace(sitting, given=tuple(given))


def _measure(
    work: Work, sittings: Sequence[MarkedSitting], items: Mapping[str, _Sat], wanted: Sequence[str]
) -> list[Measured]:
    found = item_statistics(each.given for each in sittings)
    chosen = _chosen(work, sittings, items, set(wanted))
    exams: dict[str, set[UUID]] = defaultdict(set)
    for each in sittings:
        for id in each.places:
            exams[id].add(each.exam_id)
    measured = []
    for id in wanted:
        if id in found:
            table = _table(items[id], chosen.get(id, []))
            doubts = suspicions(found[id].discrimination, table)
            measured.append(Measured(items[id].item, UUID(id), found[id], table, doubts, len(exams[id])))
    return measured


def _table(sat: _Sat, chosen: Sequence[Chosen]) -> tuple[ChoiceStatistics, ...]:
    """Extended texts have no choices, and of an order every pair would be one."""
    item = sat.item
    if item.kind in ("extended_text", "ordering") or not chosen:
        return ()
    return choice_statistics(chosen, [*sorted(markable(item)), *sorted(unforeseen(item)), BLANK], sat.key)


def _choices(item: Item, drawn: Sequence[str], given: str | None) -> frozenset[str]:
    chosen = chosen_of(item, to_authored(item, drawn, json.loads(given))) if given else frozenset()
    return chosen or frozenset({BLANK})


def _chosen(
    work: Work, sittings: Sequence[MarkedSitting], items: Mapping[str, _Sat], wanted: set[str]
) -> dict[str, list[Chosen]]:
    places = [(each.id, each.places[one.item]) for each in sittings for one in each.given if one.item in wanted]
    responses = {(sitting, place): said for sitting, place, said in store.list_given(work.session, places)}
    means = mean_shares(each.given for each in sittings)
    forms = store.list_drawn(work.session, [each.form_id for each in sittings if wanted & each.places.keys()])
    found: dict[str, list[Chosen]] = defaultdict(list)
    # Few orders and few responses: thousands of sittings chose the same few things.
    known: dict[_Said, frozenset[str]] = {}
    for sitting in sittings:
        for one, rest in zip(sitting.given, rest_scores(sitting.given, means), strict=True):
            if one.item not in wanted or rest is None:
                continue
            place = sitting.places[one.item]
            said = (one.item, forms[sitting.form_id][place - 1], responses.get((sitting.id, place)))
            if said not in known:
                known[said] = _choices(items[said[0]].item, *said[1:])
            found[one.item].append(Chosen(known[said], rest))
    return found
