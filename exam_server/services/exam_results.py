"""The results of an exam as one list of evidence: case, criterion, method, verdict, reason, source."""

from collections.abc import Iterator
from uuid import UUID

from exam_server.formats.grid_csv import write_grid
from exam_server.services.exam_rows import get_row
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import delivery as store
from exam_server.store.tables import CaseRow

COLUMNS = ("case", "criterion", "method", "verdict", "reason", "source_kind", "source_hash", "rule_version")


def export_results(work: Work, exam_id: UUID) -> bytes:
    """The standing evidence of an exam's stages as CSV, by case code and criterion; the export is noted."""
    rows = sorted(_rows(work, exam_id))
    work.record()
    work.note("exam.results.exported", get_row(work, exam_id).id, rows=len(rows))
    return write_grid(COLUMNS, rows)


def _rows(work: Work, exam_id: UUID) -> Iterator[tuple[str, ...]]:
    stages = {stage.id: stage.case_id for stage in store.list_exam_stages(work.session, get_row(work, exam_id).id)}
    for case_id in set(stages.values()):
        code = work.session.get_one(CaseRow, case_id).code
        records = case_store.list_evidence(work.session, case_id)
        replaced = {record.supersedes for record in records}
        for record in records:
            if record.stage_id in stages and record.id not in replaced:
                yield (
                    code,
                    record.criterion,
                    record.method,
                    record.verdict,
                    record.open_reason or "",
                    record.source_kind,
                    record.source_hash,
                    record.rule_version,
                )
