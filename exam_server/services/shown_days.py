"""On which days and in which places a case's criteria were shown, stage by stage (L8)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from exam_server.core.grid import GridRow
from exam_server.core.stages import StageKind
from exam_server.services.legal_day import day_of
from exam_server.services.work import Work
from exam_server.store.tables import EvidenceRow, ExamRow, StageRow


@dataclass(frozen=True)
class ShownDay:
    """A stage that showed something: the criteria that its current records call met, in the form's order."""

    kind: StageKind
    on: date | None
    place: str
    criteria: tuple[str, ...]


def list_days(
    work: Work, stages: Sequence[StageRow], rows: Sequence[GridRow], records: Sequence[EvidenceRow]
) -> tuple[ShownDay, ...]:
    """The stages of a case that showed something, oldest first; `rows` are the grid of these records."""
    stage_of = {str(record.id): record.stage_id for record in records}
    shown: dict[UUID, list[str]] = defaultdict(list)
    for row in rows:
        for stage_id in dict.fromkeys(stage_of[each.id] for each in row.evidence if each.verdict == "met"):
            shown[stage_id].append(row.criterion)
    return tuple(_day(work, stage, shown[stage.id]) for stage in stages if stage.id in shown)


def _day(work: Work, stage: StageRow, criteria: Sequence[str]) -> ShownDay:
    exam = work.session.get_one(ExamRow, stage.exam_id) if stage.exam_id else None
    on, place = (day_of(exam.planned_at), exam.place) if exam else (stage.planned_on, stage.place)
    return ShownDay(cast(StageKind, stage.kind), on, place, tuple(criteria))
