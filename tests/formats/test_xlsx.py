"""The table in a spreadsheet: each kind in one row, formulas named, and no text that runs as one."""

import io
import zipfile

import pytest
from hypothesis import given, settings

from exam_server.core.bank import Item, Option
from exam_server.core.exchange import Outgoing
from exam_server.formats.xlsx import read_xlsx, write_xlsx
from exam_server.formats.xlsx.sheet import read_rows, write_rows
from tests.exchanged import items


@given(items())
@settings(max_examples=100, deadline=None)
def test_what_the_table_holds_comes_back_as_the_same_item(exported):
    written = write_xlsx(Outgoing(exported))
    read = read_xlsx(written.content, "f")
    kept = tuple(item for item in exported if item.id not in written.left_out)
    assert tuple(brought.item for brought in read.items) == kept
    assert [brought.refused for brought in read.items] == [()] * len(kept)
    assert all(
        len(item.options) + sum(len(gap.options) for gap in item.gaps) > 12 for item in exported if item not in kept
    )


def test_texts_that_a_spreadsheet_would_run_are_guarded_and_come_back():
    words = ["=1+1", "+1", "-1", "@SUM(A1)", "'=x", "'a", "a=b"]
    content = write_rows([words])
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert all(f">{each}<" not in sheet for each in ("=1+1", "+1", "-1", "@SUM(A1)"))
    rows, problems = read_rows(content, "f")
    assert problems == ()
    assert rows is not None
    assert list(rows[0].cells.values()) == words


def _book(sheet: str, strings: str = "") -> bytes:
    """A workbook as spreadsheets write it: shared strings, references, formulas."""
    out = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(write_rows([])))
    with zipfile.ZipFile(out, "w") as book:
        for name in source.namelist():
            book.writestr(
                name,
                source.read(name) if "sheet1" not in name else f"<worksheet><sheetData>{sheet}</sheetData></worksheet>",
            )
        if strings:
            book.writestr("xl/sharedStrings.xml", f"<sst>{strings}</sst>")
    return out.getvalue()


def test_a_spreadsheets_own_ways_of_writing_cells_are_read():
    strings = "<si><t>kind</t></si><si><t>st</t></si><si><r><t>ST</t></r><r><t>EM</t></r></si><si><t>numeric</t></si>"
    head = '<row r="1"><c r="B1" t="s"><v>0</v></c><c r="C1" t="s"><v>2</v></c>'
    head += '<c r="D1" t="inlineStr"><is><t>part 1</t></is></c><c r="E1" t="str"><v>key</v></c></row>'
    row = '<row r="4"><c r="B4" t="s"><v>3</v></c><c r="C4" t="str"><f>A1</f><v>Ile?</v></c><c r="D4"><v>12.5</v></c>'
    row += '<c r="E4" t="inlineStr"><is><t>a</t></is></c></row>'
    (brought,) = read_xlsx(_book(head + row, strings), "f").items
    assert brought.place == "f:4"
    assert brought.item == Item("ile", "numeric", (), "Ile?", (Option("a", "12.5", True),))
    assert "formula" in str(brought.changes[0])


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        (["rebus", "Co?", ""], "rebus"),
        (["matching", "Co?", "bez strzałki"], "bez strzałki"),
        (["gap_text", "[[g1]]", "bez luki"], "bez luki"),
        (["single_choice", "Co?", "a", "raz dwa"], "scoring"),
        (["single_choice", "Co?", "a", "", "trudne"], "difficulty"),
    ],
)
def test_a_row_that_does_not_say_what_its_kind_needs_is_refused_with_the_cell(cells: list[str], named: str):
    content = write_rows([["kind", "stem", "part 1", "scoring", "difficulty"], cells])
    (brought,) = read_xlsx(content, "f").items
    assert brought.outcome == "refused"
    assert named in str(brought.refused[0])


def test_columns_that_are_missing_or_unknown_are_named():
    assert "stem" in str(read_xlsx(write_rows([["kind"]]), "f").problems[0].message)
    read = read_xlsx(write_rows([["kind", "stem", "kolor"], ["true_false", "Tak?"]]), "f")
    assert "kolor" in str(read.problems[0].message)


def test_what_is_no_workbook_cannot_be_read():
    for content in (b"", b"PK\x03\x04", b"kind,stem"):
        assert not read_xlsx(content, "f").is_readable
