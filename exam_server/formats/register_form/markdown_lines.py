"""Reads plain text and Markdown into located lines; HTML blocks inside Markdown are read as HTML."""

import re
from collections.abc import Iterator, Sequence
from html import unescape

from exam_server.formats.register_form.html_lines import html_lines
from exam_server.formats.register_form.lines import Line, clean
from exam_server.formats.register_form.tables import Cell, Row, table_lines

HTML_START = re.compile(r"\s*<(?:!doctype|html|\?xml|head|body)\b", re.IGNORECASE)
HTML_BLOCK = re.compile(r"\s*<(?P<tag>table|dl|ul|ol|div|section)\b", re.IGNORECASE)
RULE = re.compile(r"\s*(?:[-=_*]\s*){3,}")
TABLE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
HEADING = re.compile(r"(#{1,6})\s+")
BULLETED_MARK = re.compile(r"^[-*•]\s+(?=(?:[A-Z][.)]|\d{1,2}\))\s)")
LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def document_lines(source: str) -> list[Line]:
    """The lines of a form in text, Markdown or HTML."""
    whole = source.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n")
    if HTML_START.match(whole) or re.search(r"<(?:body|html)\b", whole[:4000], re.IGNORECASE):
        return html_lines(whole)
    return list(_markdown(whole.split("\n")))


def _markdown(rows: Sequence[str]) -> Iterator[Line]:
    place, fresh = 0, True
    while place < len(rows):
        block = _html_block(rows, place) or _table_block(rows, place)
        if block:
            taken, lines = block
            yield from lines
            place, fresh = place + taken, True
            continue
        line = _line(rows[place], place + 1, fresh)
        if line is not None:
            yield line
        fresh = line is None or line.kind == "heading"
        place += 1


def _line(raw: str, number: int, fresh: bool) -> Line | None:
    if RULE.fullmatch(raw):
        return None
    bare = raw.strip().lstrip("> ") if raw.lstrip().startswith(">") else raw.strip()
    heading = HEADING.match(bare)
    content = plain(bare[heading.end() :] if heading else BULLETED_MARK.sub("", bare))
    if not content:
        return None
    return Line(number, content, "heading" if heading else "text", fresh, len(heading[1]) if heading else 0)


def plain(raw: str) -> str:
    """A line's text without Markdown's own signs."""
    shown = LINK.sub(r"\1", raw).replace("**", "").replace("__", "")
    return clean(unescape(ESCAPE.sub(r"\1", shown)))


def _html_block(rows: Sequence[str], place: int) -> tuple[int, list[Line]] | None:
    opening = HTML_BLOCK.match(rows[place])
    if opening is None:
        return None
    tag, depth, length = opening["tag"].lower(), 0, 0
    while place + length < len(rows) and (length == 0 or depth > 0):
        row = rows[place + length]
        depth += len(re.findall(rf"<{tag}\b", row, re.IGNORECASE)) - len(re.findall(rf"</{tag}>", row, re.IGNORECASE))
        length += 1
    return length, html_lines("\n".join(rows[place : place + length]), place)


def _table_block(rows: Sequence[str], place: int) -> tuple[int, list[Line]] | None:
    if not _is_table_row(rows[place]):
        return None
    length = 1
    while place + length < len(rows) and _is_table_row(rows[place + length]):
        length += 1
    if not any(TABLE_RULE.fullmatch(row) for row in rows[place : place + length]):
        return None
    table = [
        _row(row, place + index + 1)
        for index, row in enumerate(rows[place : place + length])
        if not TABLE_RULE.fullmatch(row)
    ]
    return length, list(table_lines([row for row in table if any(row)]))


def _is_table_row(raw: str) -> bool:
    return raw.lstrip().startswith("|")


def _row(raw: str, number: int) -> Row:
    cells = re.split(r"(?<!\\)\|", raw.strip().removeprefix("|").removesuffix("|"))
    return tuple(_cell(cell, number) for cell in cells)


def _cell(raw: str, number: int) -> Cell:
    texts = [plain(part.strip()) for part in BREAK.split(raw)]
    return tuple(Line(number, each) for each in texts if each)
