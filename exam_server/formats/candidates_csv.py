"""Enrolment lists: CSV with comma or semicolon, in UTF-8 or windows-1250, or the first sheet of a workbook."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from exam_server.core.candidates import MAXIMUM_LENGTH, CandidateEntry, is_email, is_phone
from exam_server.core.problems import Problem
from exam_server.core.text import text
from exam_server.formats.xlsx.sheet import read_rows

HEADINGS = {
    "imię": "given_names",
    "imiona": "given_names",
    "given_names": "given_names",
    "nazwisko": "family_name",
    "family_name": "family_name",
    "data urodzenia": "born_on",
    "born_on": "born_on",
    "e-mail": "email",
    "email": "email",
    "telefon": "phone",
    "numer telefonu": "phone",
    "phone": "phone",
}
REQUIRED = ("given_names", "family_name")
MAXIMUM_ROWS = 2000
WORKBOOK = b"PK\x03\x04"
SHEETS_DAY_0 = date(1899, 12, 30)
SHEETS_DAY = re.compile(r"[1-9]\d{3,4}", re.ASCII)
ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
POLISH_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
Candidates = tuple[tuple[CandidateEntry, ...], tuple[Problem, ...]]


@dataclass(frozen=True)
class _Line:
    number: int
    cells: Sequence[str]


def read_candidates(content: bytes) -> Candidates:
    """All entries and all problems with their lines; a list with an error isn't to be used."""
    lines, problems = _sheet_lines(content) if content.startswith(WORKBOOK) else _csv_lines(content)
    if lines is None:
        return (), problems
    if not lines:
        return (), (*problems, Problem(text("The list is empty."), 1))
    columns = [HEADINGS.get(cell.lower(), "") for cell in lines[0].cells]
    found = [*problems, *_check_headings(lines[0], columns)]
    if not set(REQUIRED) <= set(columns):
        return (), tuple(found)
    if len(lines) > MAXIMUM_ROWS + 1:
        found.append(Problem(text("The list has more than {limit} people.", limit=MAXIMUM_ROWS), MAXIMUM_ROWS + 2))
    numbered, wrong = _read_rows(lines[1:], columns)
    found.extend([*wrong, *_repeated(numbered)])
    return tuple(entry for _, entry in numbered), tuple(found)


def _csv_lines(content: bytes) -> tuple[list[_Line] | None, tuple[Problem, ...]]:
    source, problems = _decode(content)
    if source is None:
        return None, problems
    try:
        return list(_lines(source)), problems
    except csv.Error:
        return None, (*problems, Problem(text("The file isn't a table of comma- or semicolon-separated values."), 1))


def _sheet_lines(content: bytes) -> tuple[list[_Line] | None, tuple[Problem, ...]]:
    """The rows of a workbook; days, which sheets keep as numbers, are written out."""
    rows, problems = read_rows(content, "")
    if rows is None:
        return None, problems
    filled = [row for row in rows if any(cell.strip() for cell in row.cells.values())]
    head = filled[0].cells if filled else {}
    days = {column for column, cell in head.items() if HEADINGS.get(cell.strip().lower()) == "born_on"}
    lines = []
    for place, row in enumerate(filled, 1):
        width = 1 + max(*head, *row.cells)
        cells = [row.cells.get(column, "").strip() for column in range(width)]
        shown = [_day(cell) if column in days else cell for column, cell in enumerate(cells)]
        lines.append(_Line(row.number or place, shown))
    return lines, problems


def _day(cell: str) -> str:
    return (SHEETS_DAY_0 + timedelta(days=int(cell))).isoformat() if SHEETS_DAY.fullmatch(cell) else cell


def _decode(content: bytes) -> tuple[str | None, tuple[Problem, ...]]:
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    try:
        warning = Problem(text("The file was read as windows-1250."), 1, severity="warning")
        return content.decode("windows-1250"), (warning,)
    except UnicodeDecodeError:
        return None, (Problem(text("The file is neither UTF-8 nor windows-1250 text."), 1),)


def _lines(source: str) -> Iterator[_Line]:
    """Lines that hold something, each numbered by where it begins in the file."""
    first = next((line for line in source.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(source, newline=""), delimiter=";" if ";" in first else ",", strict=True)
    begins = 1
    for row in reader:
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield _Line(begins, cells)
        begins = reader.line_num + 1


def _check_headings(line: _Line, columns: Sequence[str]) -> Iterator[Problem]:
    if not set(REQUIRED) <= set(columns):
        needs = text("The first line must name imię and nazwisko; data urodzenia, e-mail and telefon may follow.")
        yield Problem(needs, line.number)
    for heading, column in zip(line.cells, columns, strict=True):
        if heading and not column:
            unread = text("The column {name} isn't read.", name=heading[:MAXIMUM_LENGTH])
            yield Problem(unread, line.number, severity="warning")
    for column in sorted({each for each in columns if each and columns.count(each) > 1}):
        yield Problem(text("Two columns mean the same: {name}.", name=column), line.number)


def _read_rows(
    lines: Sequence[_Line], columns: Sequence[str]
) -> tuple[list[tuple[int, CandidateEntry]], list[Problem]]:
    entries, found = [], []
    for line in lines:
        if any(line.cells[len(columns) :]):
            crowded = text("The line has more cells than the first one; a separator inside a cell needs quotes.")
            found.append(Problem(crowded, line.number))
            continue
        values = {name: cell for name, cell in zip(columns, line.cells, strict=False) if name}
        wrong = list(_check_row(values, line.number))
        found.extend(wrong)
        if not wrong:
            entries.append((line.number, _entry(values)))
    return entries, found


def _check_row(values: dict[str, str], line: int) -> Iterator[Problem]:
    if not all(0 < len(values.get(name, "")) <= MAXIMUM_LENGTH for name in REQUIRED):
        yield Problem(text("A name is missing or longer than {limit} characters.", limit=MAXIMUM_LENGTH), line)
    if not all(value.isprintable() for value in values.values()):
        yield Problem(text("A cell holds a line break or a character that can't be shown."), line)
    born_on, email, phone = (values.get(name, "") for name in ("born_on", "email", "phone"))
    if born_on and read_date(born_on) is None:
        yield Problem(text("The date of birth must look like 1990-05-31."), line)
    if email and not is_email(email):
        yield Problem(text("This isn't an e-mail address."), line)
    if phone and not is_phone(phone):
        yield Problem(text("This isn't a telephone number."), line)


def _entry(values: dict[str, str]) -> CandidateEntry:
    born_on, email = read_date(values.get("born_on", "")), values.get("email", "").lower()
    return CandidateEntry(values["given_names"], values["family_name"], born_on, email, values.get("phone", ""))


def read_date(written: str) -> date | None:
    """A day written as 1990-05-31 or 31.05.1990; None for anything else."""
    if match := ISO_DATE.fullmatch(written):
        year, month, day = map(int, match.groups())
    elif match := POLISH_DATE.fullmatch(written):
        day, month, year = map(int, match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _repeated(entries: Sequence[tuple[int, CandidateEntry]]) -> Iterator[Problem]:
    """Two lines of one address are an error; two of one name without addresses may be two people."""
    seen: set[object] = set()
    for line, entry in entries:
        key: object = entry.email or (entry.given_names.casefold(), entry.family_name.casefold(), entry.born_on)
        if key in seen and entry.email:
            yield Problem(text("The e-mail address {email} stands twice.", email=entry.email), line)
        elif key in seen:
            yield Problem(text("The same person seems to stand twice."), line, severity="warning")
        seen.add(key)
