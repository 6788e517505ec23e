"""The first sheet of a workbook as rows of texts, and rows of texts as a workbook: read through the two hard doors."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from posixpath import join, normpath
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from exam_server.core.problems import Problem
from exam_server.core.text import text
from exam_server.formats.xml_door import Xml, read_xml
from exam_server.formats.zip_door import Archive, read_zip

MAXIMUM_ELEMENTS = 90_000
MAXIMUM_COLUMNS = 100
GUARDED = tuple("=+-@\t\r'")
REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
NUMBER = re.compile(r"[0-9]{1,7}", re.ASCII)
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
MADE = (1980, 1, 1, 0, 0, 0)
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEET}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1"'
    f' Type="{OFFICE}/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}/relationships">'
    '<sheets><sheet name="items" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1"'
    f' Type="{OFFICE}/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


@dataclass(frozen=True)
class Row:
    """`cells` by their column, counted from 0; `formulas` are the columns whose value a formula gave."""

    number: int
    cells: dict[int, str]
    formulas: frozenset[int] = frozenset()


def read_rows(content: bytes, place: str) -> tuple[list[Row] | None, tuple[Problem, ...]]:
    """The rows of a workbook's first sheet, or None and why. Never raises."""
    archive, problems = read_zip(content, place)
    if archive is None:
        return None, problems
    workbook = _part(archive, "xl/workbook.xml")
    sheet = _part(archive, _first_sheet(archive, workbook)) if workbook else None
    if sheet is None:
        return None, (Problem(text("The file isn't a readable workbook, or its first sheet is too large."), 0, place),)
    shared = _part(archive, "xl/sharedStrings.xml")
    strings = [_shown(each) for each in shared.all("si")] if shared else []
    data = sheet.first("sheetData")
    return [_row(each, strings) for each in data.all("row")] if data else [], ()


def write_rows(rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook of one sheet. A text that a spreadsheet might take for a formula gets an apostrophe before it."""
    lines = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>'
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, words in {**PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            entry = ZipInfo(name, MADE)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, (HEAD + words).encode())
    return out.getvalue()


def _part(archive: Archive, name: str) -> Xml | None:
    content = archive.read(name)
    return None if content is None else read_xml(content, name, MAXIMUM_ELEMENTS)[0]


def _first_sheet(archive: Archive, workbook: Xml) -> str:
    sheets = workbook.first("sheets")
    first = sheets.first("sheet") if sheets else None
    links = _part(archive, "xl/_rels/workbook.xml.rels")
    targets = {each.get("Id"): each.get("Target") for each in links.all("Relationship")} if links else {}
    target = targets.get(first.get("id"), "") if first else ""
    return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))


def _row(element: Xml, strings: Sequence[str]) -> Row:
    cells: dict[int, str] = {}
    formulas = set()
    number = int(element.get("r")) if NUMBER.fullmatch(element.get("r")) else 0
    for place, cell in enumerate(element.all("c")):
        column = _column(cell, place)
        words = _value(cell, strings)
        if column < MAXIMUM_COLUMNS and words:
            cells[column] = words[1:] if words.startswith("'") and words[1:2] in GUARDED else words
            if cell.first("f") is not None:
                formulas.add(column)
    return Row(number, cells, frozenset(formulas))


def _column(cell: Xml, otherwise: int) -> int:
    found = REFERENCE.fullmatch(cell.get("r"))
    if found is None:
        return otherwise
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _value(cell: Xml, strings: Sequence[str]) -> str:
    inline, value = cell.first("is"), cell.first("v")
    if inline is not None:
        return _shown(inline)
    words = value.words if value else ""
    if cell.get("t") == "s":
        return strings[int(words)] if NUMBER.fullmatch(words) and int(words) < len(strings) else ""
    if cell.get("t") == "b":
        return "true" if words == "1" else "false"
    return words


def _shown(element: Xml) -> str:
    """The runs of a text; what stands above them for reading aloud isn't shown."""
    return "".join(_runs(element)).replace("\r\n", "\n").strip()


def _runs(element: Xml) -> Iterator[str]:
    for child in element.elements:
        if child.name == "t":
            yield child.words
        elif child.name == "r":
            yield from _runs(child)


def _cell(words: str) -> str:
    if not words:
        return "<c/>"
    guarded = f"'{words}" if words.startswith(GUARDED) else words
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(FORBIDDEN.sub("", guarded))}</t></is></c>'
