"""Statistics of a bank counted anew from the whole record, sitting by sitting, to hold what is kept against."""

import json
from uuid import UUID

from exam_server.core.bank import Item
from exam_server.core.delivery import to_authored
from exam_server.core.psychometrics import (
    BLANK,
    LESS,
    NOTHING,
    RIGHT,
    UNREAD,
    ChoiceStatistics,
    ItemStatistics,
    Sat,
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
STATES = {"not_answered": NOTHING, "awaits_marker": UNREAD}


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
    unread = {item for sat in marked for item, state in zip(sat.items, sat.states, strict=True) if state == UNREAD}
    sittings = [
        sat.only([state != UNREAD and not (state == NOTHING and item in unread) for item, state in _places(sat)])
        for sat in marked
    ]
    means, chosen = mean_shares(sittings), {item: list[tuple[frozenset[str], float]]() for item in ruled}
    for sat in sittings:
        for item, choices, rest in zip(sat.items, sat.chosen, rest_scores(sat, means), strict=True):
            if rest is not None:
                chosen[item].append((choices, rest))
    return {item: (found, _table(ruled[item], chosen[item])) for item, found in item_statistics(sittings).items()}


def _places(sat: Sat) -> list[tuple[str, str]]:
    return list(zip(sat.items, sat.states, strict=True))


def _marked(work: Work, sitting_id: UUID, ruled: dict[str, RuledItem]) -> Sat:
    row = work.session.get_one(SittingRow, sitting_id)
    responses = work.session.query(ResponseRow).filter_by(sitting_id=sitting_id)
    saves = work.session.query(ResponseEventRow).filter_by(sitting_id=sitting_id)
    times = [(each.received_at.timestamp(), each.position) for each in saves]
    spent = seconds_by_position(row.started_at.timestamp(), times) if row.started_at else {}
    said = {each.position: json.loads(each.response) for each in responses}
    drawn = {each.position: each.drawn for each in list_frozen_items(work, row.test_form_id)}
    marks = list_marked_items(work, sitting_id)
    items = [ruled[each.revision_id].item for each in marks]
    authored = [
        to_authored(item, drawn[each.position], said.get(each.position))
        for item, each in zip(items, marks, strict=True)
    ]
    return Sat(
        [each.revision_id for each in marks],
        "".join(STATES.get(each.state, RIGHT if each.right else LESS) for each in marks),
        [each.score / maximum(item) for item, each in zip(items, marks, strict=True)],
        [round(spent[each.position], 3) if each.position in spent else None for each in marks],
        [_chosen(item, response) for item, response in zip(items, authored, strict=True)],
    )


def _chosen(item: Item, response: object) -> frozenset[str]:
    return frozenset() if item.kind in WITHOUT_CHOICES else frozenset(chosen_of(item, response) or {BLANK})


def _table(ruled: RuledItem, chosen: list[tuple[frozenset[str], float]]) -> tuple[ChoiceStatistics, ...]:
    item = ruled.item
    if item.kind in WITHOUT_CHOICES or not chosen:
        return ()
    choices, rests = [each for each, _ in chosen], [rest for _, rest in chosen]
    return choice_statistics(choices, rests, [*sorted(markable(item)), *sorted(unforeseen(item)), BLANK], ruled.key)
