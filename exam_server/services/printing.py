"""A case on paper and as a file: the result sheet, the grid as CSV, and the trace that an export leaves."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from exam_server.core.case_words import METHOD_WORDS, REASON_WORDS, VERDICT_WORDS
from exam_server.core.grid import GridCell, GridRow
from exam_server.core.text import text
from exam_server.formats.grid_csv import write_grid
from exam_server.formats.pdf.result_sheet import (
    ResultSheet,
    SheetOutcome,
    SheetPoint,
    SheetRow,
    SheetSet,
    write_result_sheet,
)
from exam_server.services.case import CaseView
from exam_server.services.papers.reader import Reader, Say
from exam_server.services.work import Work


def print_result(view: CaseView, reader: Reader, made_at: datetime) -> bytes:
    """The result sheet as PDF. It takes about a second and no transaction."""
    return write_result_sheet(_sheet(view, reader, made_at), made_at)


def write_case_grid(view: CaseView, say: Say) -> bytes:
    """The grid as CSV: a row per criterion with its set and outcome."""
    headings = [text("Set"), text("Outcome"), text("Code"), text("Criterion")]
    methods = [cell.method for cell in view.rows[0].cells] if view.rows else []
    titles = [*map(say, headings), *(say(METHOD_WORDS[method]) for method in methods), say(text("Standing"))]
    return write_grid(titles, _grid_rows(view, say))


def note_export(work: Work, case_id: UUID, kind: str, record_hash: str, content: bytes) -> None:
    """Leave in the trail what was exported, by the hash of the record and of the file."""
    work.record()
    file_hash = hashlib.sha256(content).hexdigest()
    work.note("case.result.exported", case_id, kind=kind, record=record_hash, file=file_hash)


def _grid_rows(view: CaseView, say: Say) -> Iterator[list[str]]:
    for each in view.sets:
        for group in each.groups:
            for row in group.rows:
                cells = [cell_words(view, cell, say) for cell in row.cells]
                place = [str(each.outcomes.number), group.outcome.code]
                yield [*place, row.criterion, row.text, *cells, standing_words(row, say)]


def cell_words(view: CaseView, cell: GridCell, say: Say) -> str:
    """A cell in words; empty where the plan doesn't count the method and nothing was recorded."""
    if cell.method in view.hidden_methods:
        return say(text("hidden"))
    if not cell.planned and not cell.evidence:
        return ""
    return _with_reason(
        say(VERDICT_WORDS[cell.verdict]), say(REASON_WORDS[cell.open_reason]) if cell.open_reason else ""
    )


def standing_words(row: GridRow, say: Say) -> str:
    return _with_reason(say(VERDICT_WORDS[row.standing]), say(REASON_WORDS[row.open_reason]) if row.open_reason else "")


def _with_reason(words: str, reason: str) -> str:
    return f"{words}: {reason}" if reason else words


def _sheet(view: CaseView, reader: Reader, made_at: datetime) -> ResultSheet:
    say = reader.say
    methods = [cell.method for cell in view.rows[0].cells] if view.rows else []
    return ResultSheet(
        language=reader.language,
        title=say(text("Result sheet")),
        organisation=view.organisation,
        facts=_facts(view, reader, made_at),
        summary=_summary(view, say),
        columns=(
            say(text("Code")),
            say(text("Criterion")),
            *(say(METHOD_WORDS[method]) for method in methods),
            say(text("Standing")),
        ),
        sets=tuple(_sets(view, say)),
        agenda_title=say(text("What is still missing?")),
        agenda_columns=tuple(map(say, (text("Code"), text("Why"), text("Cheapest admissible proof"), text("Time")))),
        agenda=tuple(
            SheetPoint(
                point.criterion,
                say(REASON_WORDS[point.open_reason]),
                say(METHOD_WORDS[point.proof] if point.proof else text("used up: decide")),
                f"{point.minutes}\u00a0min",
            )
            for point in view.agenda.points
        ),
        agenda_summary=say(
            text(
                "Open criteria: {count}; about {minutes} min in all.",
                count=len(view.agenda.points),
                minutes=view.agenda.minutes,
            )
        ),
        hash_label=say(text("Hash of the record (SHA-256):")),
        record_hash=view.record_hash,
        page=say(text("Page {page} of {pages}", page="{page}", pages="{pages}")),
    )


def _facts(view: CaseView, reader: Reader, made_at: datetime) -> tuple[tuple[str, str], ...]:
    exam_at = reader.show_time(view.exam_at) if view.exam_at else ""
    pairs = [
        (text("Qualification"), view.qualification.name),
        (text("Candidate"), view.name),
        (text("Candidate code"), view.code),
        (text("Exam"), ", ".join(part for part in (view.exam_title, view.exam_place, exam_at) if part)),
        (text("Printed"), reader.show_time(made_at)),
    ]
    return tuple((reader.say(label), words) for label, words in pairs if words)


def _summary(view: CaseView, say: Say) -> str:
    counted = say(text("Criteria met: {met} of {all}.", met=view.met, all=len(view.rows)))
    if view.all_met:
        return f"{counted} {say(text('Every criterion of every outcome is met.'))}"
    rest = text("The others are open: that isn't a failure, they stand on the commission's agenda.")
    return f"{counted} {say(rest)}"


def _sets(view: CaseView, say: Say) -> Iterator[SheetSet]:
    for each in view.sets:
        outcomes = tuple(
            SheetOutcome(
                f"{group.outcome.code} {group.outcome.text}",
                _part(say, group.confirmed, group.met, len(group.rows)),
                _mark(group.confirmed),
                tuple(_row(view, row, say) for row in group.rows),
            )
            for group in each.groups
        )
        heading = say(text("Set {number}: {name}", number=each.outcomes.number, name=each.outcomes.name))
        standing = _part(say, each.confirmed, each.met, each.criteria)
        yield SheetSet(heading, standing, _mark(each.confirmed), outcomes)


def _row(view: CaseView, row: GridRow, say: Say) -> SheetRow:
    cells = tuple(cell_words(view, cell, say) or "–" for cell in row.cells)
    return SheetRow(row.criterion, row.text, cells, standing_words(row, say), _mark(row.standing == "met"))


def _part(say: Say, confirmed: bool, met: int, criteria: int) -> str:
    if confirmed:
        return say(text("confirmed: {met} of {all} criteria", met=met, all=criteria))
    return say(text("open: {met} of {all} criteria met", met=met, all=criteria))


def _mark(met: bool) -> str:
    return "met" if met else "open"
