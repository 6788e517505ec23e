"""A grid as CSV: read back whole, and never a formula."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from exam_server.formats.grid_csv import safe_cell, write_grid

CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=30)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5))
def test_every_cell_is_read_back_and_none_begins_like_a_formula(rows: list[list[str]]) -> None:
    content = write_grid(["a", "b", "c"], rows).decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))
    assert found[0] == ["a", "b", "c"]
    assert [[cell.removeprefix("'") for cell in row] for row in found[1:]] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for row in found for cell in row)


def test_polish_letters_open_in_a_spreadsheet() -> None:
    assert write_grid(["Żółw"], []).startswith(b"\xef\xbb\xbf")


def test_a_plain_text_stays_as_it_is() -> None:
    assert safe_cell("1A1") == "1A1"
    assert safe_cell('=HYPERLINK("x")') == '\'=HYPERLINK("x")'
    assert safe_cell(" =1+1") == "' =1+1"
