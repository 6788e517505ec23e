"""Statistics of a bank counted anew from the whole record, sitting by sitting, to hold what is kept against."""

import json
from uuid import UUID

from exam_server.core.delivery import to_authored
from exam_server.core.psychometrics import (
    BLANK,
    ChoiceStatistics,
    Chosen,
    Given,
    ItemStatistics,
    choice_statistics,
    item_statistics,
    mean_shares,
    rest_scores,
    seconds_by_position,
)
from exam_server.core.scoring import chosen_of, markable, maximum, unforeseen
from exam_server.services.marking import list_marked_items
from exam_server.services.presenting import list_frozen_items
from exam_server.services.rulings import RuledItem, list_ruled
from exam_server.services.sitting_figures import WITHOUT_CHOICES
from exam_server.services.statistics import Measured, measure_bank
from exam_server.services.work import Work
from exam_server.store.tables import MarkingRow, ResponseEventRow, ResponseRow, SittingRow
from tests.making import CODE

Counted = tuple[ItemStatistics, tuple[ChoiceStatistics, ...]]
Marked = tuple[str, Given]
"""The state of a mark beside what it counts as."""


def require_as_recounted(work: Work) -> list[Measured]:
    """What measuring the bank gives is what the record says, to the last digit; gives it back."""
    measured = measure_bank(work, CODE)
    assert {str(each.revision_id): (each.statistics, each.choices) for each in measured} == recount(work)
    return measured


def recount(work: Work) -> dict[str, Counted]:
    """Every item revision's statistics and choices."""
    ids = sorted({row.sitting_id for row in work.session.query(MarkingRow)})
    ruled = list_ruled(work, {UUID(each.revision_id) for id in ids for each in list_marked_items(work, id)})
    marked = [_marked(work, id, ruled) for id in ids]
    unread = {given.item for sitting in marked for state, given in sitting if state == "awaits_marker"}
    counts = {"marked": True, "awaits_marker": False}
    sittings = [
        [given for state, given in sitting if counts.get(state, given.item not in unread)] for sitting in marked
    ]
    means, chosen = mean_shares(sittings), {item: list[Chosen]() for item in ruled}
    for sitting in sittings:
        for given, rest in zip(sitting, rest_scores(sitting, means), strict=True):
            if rest is not None:
                chosen[given.item].append(Chosen(given.chosen, rest))
    return {item: (found, _table(ruled[item], chosen[item])) for item, found in item_statistics(sittings).items()}


def _marked(work: Work, sitting_id: UUID, ruled: dict[str, RuledItem]) -> list[Marked]:
    row = work.session.get_one(SittingRow, sitting_id)
    responses = work.session.query(ResponseRow).filter_by(sitting_id=sitting_id)
    saves = work.session.query(ResponseEventRow).filter_by(sitting_id=sitting_id)
    times = [(each.received_at.timestamp(), each.position) for each in saves]
    spent = seconds_by_position(row.started_at.timestamp(), times) if row.started_at else {}
    said = {each.position: json.loads(each.response) for each in responses}
    drawn = {each.position: each.drawn for each in list_frozen_items(work, row.test_form_id)}
    found = []
    for each in list_marked_items(work, sitting_id):
        item, seconds = ruled[each.revision_id].item, spent.get(each.position)
        chosen = chosen_of(item, to_authored(item, drawn[each.position], said.get(each.position))) or {BLANK}
        given = Given(
            each.revision_id,
            each.score / maximum(item),
            each.right,
            None if seconds is None else round(seconds, 3),
            frozenset() if item.kind in WITHOUT_CHOICES else frozenset(chosen),
        )
        found.append((each.state, given))
    return found


def _table(ruled: RuledItem, chosen: list[Chosen]) -> tuple[ChoiceStatistics, ...]:
    item = ruled.item
    if item.kind in WITHOUT_CHOICES or not chosen:
        return ()
    return choice_statistics(chosen, [*sorted(markable(item)), *sorted(unforeseen(item)), BLANK], ruled.key)
