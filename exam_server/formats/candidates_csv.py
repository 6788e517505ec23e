"""Enrolment lists as CSV, with comma or semicolon, in UTF-8 or windows-1250."""

import csv
import io
from datetime import date

from exam_server.core.candidates import CandidateEntry
from exam_server.core.problems import Problem
from exam_server.core.text import text

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
}
MAXIMUM_ROWS = 2000
MAXIMUM_LENGTH = 120


def read_candidates(content: bytes) -> tuple[tuple[CandidateEntry, ...], tuple[Problem, ...]]:
    """All entries and all problems with their lines; a list with an error isn't to be used."""
    source, problems = _decode(content)
    if source is None:
        return (), problems
    dialect = ";" if source.partition("\n")[0].count(";") > source.partition("\n")[0].count(",") else ","
    rows = list(csv.reader(io.StringIO(source), delimiter=dialect))[: MAXIMUM_ROWS + 1]
    if not rows:
        return (), (*problems, Problem(text("The list is empty."), 1))
    columns = [HEADINGS.get(cell.strip().lower().lstrip("\ufeff"), "") for cell in rows[0]]
    missing = {"given_names", "family_name"} - set(columns)
    if missing:
        needs = text("The first line must name the columns imię, nazwisko, data urodzenia, e-mail.")
        return (), (*problems, Problem(needs, 1))
    entries, found = [], list(problems)
    for line, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            values = {name: cell.strip() for name, cell in zip(columns, row, strict=False) if name}
            entry, wrong = _read_row(values, line)
            found.extend(wrong)
            entries.extend([entry] if entry else [])
    found.extend(_repeated(entries))
    return tuple(entries), tuple(found)


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


def _read_row(values: dict[str, str], line: int) -> tuple[CandidateEntry | None, list[Problem]]:
    problems = [
        Problem(text("A name is missing or longer than {limit} characters.", limit=MAXIMUM_LENGTH), line)
        for name in ("given_names", "family_name")
        if not 0 < len(values.get(name, "")) <= MAXIMUM_LENGTH
    ]
    born_on = None
    if values.get("born_on"):
        try:
            born_on = date.fromisoformat(values["born_on"])
        except ValueError:
            problems.append(Problem(text("The date of birth must look like 1990-05-31."), line))
    email = values.get("email", "").lower()
    if email and ("@" not in email or len(email) > MAXIMUM_LENGTH):
        problems.append(Problem(text("This isn't an e-mail address."), line))
    if problems:
        return None, problems
    return CandidateEntry(values["given_names"], values["family_name"], born_on, email), []


def _repeated(entries: list[CandidateEntry]) -> list[Problem]:
    emails = [entry.email for entry in entries if entry.email]
    doubles = sorted({email for email in emails if emails.count(email) > 1})
    return [Problem(text("The e-mail address {email} stands twice.", email=email)) for email in doubles]
