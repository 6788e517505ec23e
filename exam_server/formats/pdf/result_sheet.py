"""The result sheet of a case on paper: the grid per criterion, what is open, and the hash of what it prints."""

from dataclasses import dataclass
from datetime import datetime

from exam_server.formats.pdf.typesetting import typeset


@dataclass(frozen=True)
class SheetRow:
    """One criterion; `cells` has a word per method, `mark` is met or open."""

    code: str
    text: str
    cells: tuple[str, ...]
    standing: str
    mark: str


@dataclass(frozen=True)
class SheetOutcome:
    heading: str
    standing: str
    mark: str
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True)
class SheetSet:
    heading: str
    standing: str
    mark: str
    outcomes: tuple[SheetOutcome, ...]


@dataclass(frozen=True)
class SheetPoint:
    """One open criterion: why, and the proof that would close it."""

    code: str
    reason: str
    proof: str
    minutes: str


@dataclass(frozen=True)
class ResultSheet:
    """Everything that the sheet prints, in the reader's language; `page` has {page} and {pages}."""

    language: str
    title: str
    organisation: str
    facts: tuple[tuple[str, str], ...]
    summary: str
    columns: tuple[str, ...]
    sets: tuple[SheetSet, ...]
    agenda_title: str
    agenda_columns: tuple[str, ...]
    agenda: tuple[SheetPoint, ...]
    agenda_summary: str
    hash_label: str
    record_hash: str
    page: str


def write_result_sheet(sheet: ResultSheet, made_at: datetime) -> bytes:
    """The sheet as a tagged PDF. Slow (about a second): call it outside of a writing transaction."""
    return typeset("result_sheet.typ", sheet, made_at)
