"""Documents and lists made to do harm to whoever checks them: each has to be refused quickly and in words."""

import random
from collections.abc import Callable, Mapping

from tests.dangerous import MANIFEST, RELS, TYPES, make_odt, make_pdf, pack, pack_objects

MIB = 1024 * 1024
NO_MACRO = TYPES.format("document.main").encode()


def _relations_without_end() -> bytes:
    """Small when packed, each list within every cap by itself, and seconds of work together."""
    dice = random.Random(7)
    names = [f'<Relationship Id="{dice.getrandbits(32):08x}" Type="t" Target="a"/>' for _ in range(15_000)]
    files = {"[Content_Types].xml": NO_MACRO, "word/document.xml": b"<document/>"}
    for number in range(80):
        files[f"word/_rels/{number}.rels"] = RELS.format("".join(names[number:])).encode()
    return pack(files)


def _sheet(rows: str) -> bytes:
    links = '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'
    workbook = '<workbook xmlns:r="http://r"><sheets><sheet r:id="r1"/></sheets></workbook>'
    sheet = f"<worksheet><sheetData>{rows}</sheetData></worksheet>"
    return pack(
        {
            "xl/workbook.xml": workbook.encode(),
            "xl/_rels/workbook.xml.rels": links.encode(),
            "xl/worksheets/sheet1.xml": sheet.encode(),
        }
    )


# By the name that a document comes under.
DOCUMENTS: Mapping[str, Callable[[], bytes]] = {
    "streams without end.pdf": lambda: make_pdf(b"stream\nendstream " * 500_000),
    "names without end.pdf": lambda: make_pdf(b"/" * 9 * MIB) + b"<</JS 1>>%%EOF",
    "spelling without end.pdf": lambda: make_pdf(b"#41" * 3 * MIB + b"/J#53 1") + b"%%EOF",
    "objects that are a bomb.pdf": lambda: make_pdf(pack_objects(b" " * (150 * MIB))),
    "two bombs.pdf": lambda: make_pdf(pack_objects(b" " * (32 * MIB)) + pack_objects(b" " * (150 * MIB))),
    "bomb.docx": lambda: pack({"[Content_Types].xml": b" " * (150 * MIB), "word/document.xml": b"<a/>"}),
    "relations without end.docx": _relations_without_end,
    "entities.docx": lambda: pack(
        {
            "[Content_Types].xml": b"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>",
            "word/document.xml": b"<a/>",
        }
    ),
    "deep.odt": lambda: make_odt(**{"META-INF__manifest.xml": b"<a>" * 100_000 + b"</a>" * 100_000}),
    "wide.odt": lambda: make_odt(**{"META-INF__manifest.xml": MANIFEST.format("<a/>" * 100_000).encode()}),
}
LISTS: Mapping[str, Callable[[], bytes]] = {
    "bomb": lambda: pack({"xl/workbook.xml": b"<a>" + b" " * (150 * MIB) + b"</a>"}),
    "entities": lambda: pack({"xl/workbook.xml": b"<!DOCTYPE a [<!ENTITY e 'x'>]><workbook>&e;</workbook>"}),
    "cells without end": lambda: _sheet("<row><c><v>1</v></c></row>" * 100_000),
    "numbers without end": lambda: _sheet(f'<row r="{"9" * 100_000}"><c t="s"><v>{"9" * 100_000}</v></c></row>'),
    "cut off": lambda: pack({"xl/workbook.xml": b"<a/>"})[:60],
}
