"""The grid of a case as CSV that a spreadsheet opens as text, never as formulas."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_grid(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Semicolons and a byte order mark, as Polish spreadsheets expect them; one line per row."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_cell(heading) for heading in headings])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def safe_cell(words: str) -> str:
    """A text that begins like a formula gets an apostrophe before it, so that no spreadsheet runs it; not a number."""
    begins_one = words.lstrip(" ").startswith(FORMULA_STARTS) and not NUMBER.fullmatch(words)
    return f"'{words}" if begins_one else words
