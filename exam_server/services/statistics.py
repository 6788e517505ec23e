"""Statistics of items and exams from marked sittings: gathered from what is kept of them, computed in core."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from exam_server.core.bank import Item
from exam_server.core.psychometrics import (
    BLANK,
    ChoiceStatistics,
    Column,
    FormStatistics,
    ItemStatistics,
    Sat,
    Suspicion,
    choice_statistics,
    column_statistics,
    counted,
    form_statistics,
    suspicions,
    turn,
    unread_items,
)
from exam_server.core.scoring import markable, unforeseen
from exam_server.services.bank import get_item
from exam_server.services.exam_rows import get_row
from exam_server.services.rulings import RuledItem, list_ruled
from exam_server.services.sitting_figures import WITHOUT_CHOICES, MarkedSitting, list_marked_sittings
from exam_server.services.work import Work
from exam_server.store import bank as bank_store


@dataclass(frozen=True)
class _Gathered:
    """Marked sittings, what counts of each of them, and their items as they're marked."""

    sittings: Sequence[MarkedSitting]
    given: Sequence[Sat]
    items: Mapping[str, RuledItem]


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
    measured = _measure(_gather(work, list_marked_sittings(work, qualification)), [str(each) for each in numbers])
    return tuple(replace(each, number=numbers[each.revision_id]) for each in measured)


def measure_bank(work: Work, qualification: str) -> list[Measured]:
    """Every item revision of a bank that was sat and marked, over all exams."""
    gathered = _gather(work, list_marked_sittings(work, qualification))
    return _measure(gathered, list(gathered.items))


def measure_exam(work: Work, exam_id: UUID) -> ExamStatistics:
    """Statistics of one exam's marked sittings. Raises NotFound."""
    get_row(work, exam_id)
    gathered = _gather(work, list_marked_sittings(work, exam_id=exam_id))
    difficulties = {id: ruled.item.difficulty for id, ruled in gathered.items.items()}
    same: dict[frozenset[str], list[Sat]] = defaultdict(list)
    for each, given in zip(gathered.sittings, gathered.given, strict=True):
        same[frozenset(each.sat.items)].append(given)
    groups = [group for group in same.values() if 1 < len(group) < len(gathered.given)]
    measured = _measure(gathered, list(gathered.items))
    return ExamStatistics(
        items=tuple(sorted(measured, key=lambda each: each.item.id)),
        whole=form_statistics(gathered.given, difficulties),
        forms=tuple(form_statistics(group, difficulties) for group in groups),
    )


def _gather(work: Work, sittings: Sequence[MarkedSitting]) -> _Gathered:
    unread = unread_items(each.sat for each in sittings)
    sat: set[str] = set()
    for each in sittings:
        sat.update(each.sat.items)
    return _Gathered(sittings, [counted(each.sat, unread) for each in sittings], list_ruled(work, set(map(UUID, sat))))


def _measure(gathered: _Gathered, wanted: Sequence[str]) -> list[Measured]:
    columns = turn(gathered.given)
    found = column_statistics(columns)
    exams = _exams(gathered.sittings)
    measured = []
    for id in wanted:
        if id in found:
            table = _table(gathered.items[id], columns[id])
            doubts = suspicions(found[id].discrimination, table)
            measured.append(Measured(gathered.items[id].item, UUID(id), found[id], table, doubts, exams[id]))
    return measured


def _exams(sittings: Sequence[MarkedSitting]) -> Counter[str]:
    """At how many exams each item was sat."""
    held: dict[UUID, set[str]] = defaultdict(set)
    for each in sittings:
        held[each.exam_id].update(each.sat.items)
    return Counter(id for items in held.values() for id in items)


def _table(ruled: RuledItem, column: Column) -> tuple[ChoiceStatistics, ...]:
    item = ruled.item
    chosen = [choices for choices, rest in zip(column.chosen, column.rests, strict=True) if rest is not None]
    rests = [rest for rest in column.rests if rest is not None]
    if item.kind in WITHOUT_CHOICES or not rests:
        return ()
    return choice_statistics(chosen, rests, [*sorted(markable(item)), *sorted(unforeseen(item)), BLANK], ruled.key)
