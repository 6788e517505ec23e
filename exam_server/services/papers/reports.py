"""A kept report as PDF: what was frozen, in its reader's language, with the hash of the record."""

from collections.abc import Mapping
from datetime import date, datetime

from exam_server.core.reports import FIGURE_WORDS, PART_WORDS, PARTS, QUARTER_COLUMNS
from exam_server.core.text import Text, text
from exam_server.formats.grid_csv import write_grid
from exam_server.formats.pdf.guide import Guide, Listing, Section, write_guide
from exam_server.language import CONTENT_LANGUAGE, show_money, show_number
from exam_server.services.papers.reader import Reader, Say
from exam_server.services.papers.room import page_words
from exam_server.services.reports import Record

MONEY = frozenset({"fee", "income"})
Hashed = tuple[Record, str, datetime]


def print_quarter(kept: Hashed, reader: Reader) -> bytes:
    """The quarterly report (L14); its table has a line per qualification."""
    record, _, _ = kept
    say = reader.say
    title = text("Quarterly report {year}/{quarter}", year=record["year"], quarter=record["quarter"])
    columns = tuple((say(word), 0 if name == "name" else 22) for name, word in QUARTER_COLUMNS)
    lines = Listing(columns, tuple(_cells(each, reader.language) for each in record["lines"]))
    table = Section(say(text("By qualification")), listing=lines)
    law = Section(
        say(text("What this is")),
        paragraphs=(
            say(
                text(
                    "Information of the certifying body under art. 65 of the act on the Integrated Qualifications"
                    " System, as on the day on which it was made. The mean fee is that of the cases that were asked for"
                    " one in the quarter, after what was let off; income is what was paid, after what was paid back."
                )
            ),
        ),
    )
    facts = (
        (text("Due by"), record["due_on"]),
        (text("As of"), record["as_of"]),
    )
    return _print(kept, title, facts, (table, law), reader)


def write_quarter(record: Record, say: Say) -> bytes:
    """The same figures for a spreadsheet, which here reads them in the Polish way whatever the page's language is."""
    lines = [_cells(each, CONTENT_LANGUAGE) for each in record["lines"]]
    return write_grid([say(word) for _, word in QUARTER_COLUMNS], lines)


def print_evaluation(kept: Hashed, reader: Reader, names: Mapping[str, Text]) -> bytes:
    """The internal evaluation (L16): figures, agreement of assessors, and what people wrote. `names` of figures."""
    record, _, _ = kept
    say = reader.say
    figures = tuple((say(word), str(record["figures"].get(name, 0))) for name, word in FIGURE_WORDS.items())
    agreement = tuple((say(names[each["figure"]]), _interval(each, reader.language)) for each in record["agreement"])
    counted = Listing(((say(text("What")), 0), (say(text("Count")), 30)), figures)
    sections = [Section(say(text("What was counted")), listing=counted)]
    if agreement:
        heads = ((say(text("Figure")), 0), (say(text("value (95 % interval)")), 50))
        sections.append(Section(say(text("Agreement of assessors")), listing=Listing(heads, agreement)))
    for part in PARTS:
        paragraphs = tuple(each for each in record["words"].get(part, "").splitlines() if each.strip())
        sections.append(Section(say(PART_WORDS[part]), paragraphs=paragraphs))
    title = text("Internal evaluation: {name}", name=record["name"])
    return _print(kept, title, (), tuple(sections), reader)


def _interval(each: Mapping[str, float], language: str) -> str:
    value, low, high = (show_number(each[name], 2, language) for name in ("value", "low", "high"))
    return f"{value} ({low} … {high})"


def _cells(line: Mapping[str, object], language: str) -> tuple[str, ...]:
    return tuple(_cell(name, line[name], language) for name, _ in QUARTER_COLUMNS)


def _cell(name: str, value: object, language: str) -> str:
    if value is None:
        return "–"
    return show_money(value, language) if name in MONEY and isinstance(value, int) else str(value)


def _print(
    kept: Hashed, title: Text, facts: tuple[tuple[Text, str], ...], sections: tuple[Section, ...], reader: Reader
) -> bytes:
    record, record_hash, made_at = kept
    say = reader.say
    days = f"{date.fromisoformat(record['since'])} – {date.fromisoformat(record['until'])}"
    shown = (
        (text("Certifying body"), f"{record['body']}, {record['seat']}".strip(", ")),
        (text("Days"), days),
        *facts,
        (text("Kept"), reader.show_time(made_at)),
        (text("Hash of the record (SHA-256):"), record_hash),
    )
    guide = Guide(
        language=reader.language,
        title=say(title),
        organisation=record["body"],
        facts=tuple((say(label), words) for label, words in shown),
        sections=sections,
        foot=f"SHA-256 {record_hash[:16]}…",
        page=page_words(say),
    )
    return write_guide(guide, made_at)
