"""Reads HTML into located lines: headings, definition lists, lists and tables, without scripts and menus."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from exam_server.formats.register_form.lines import Line, clean
from exam_server.formats.register_form.tables import Row, table_lines

if TYPE_CHECKING:
    from lxml import html

SKIPPED_TAGS = "script style noscript template svg nav footer aside head button select option iframe object"
SKIPPED = frozenset(SKIPPED_TAGS.split())
INLINE_TAGS = (
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark q s samp small span strike strong sub"
    " sup time tt u var"
)
INLINE = frozenset(INLINE_TAGS.split())
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "dt": 9, "legend": 7, "caption": 7, "summary": 7}
MAXIMUM_DEPTH = 200


@dataclass
class _Page:
    """Lines gathered so far, and the one being written."""

    lines: list[Line] = field(default_factory=list)
    written: str = ""
    began: int = 0
    fresh: bool = True
    heading: int = 0
    item: int = 0
    item_opens: bool = False

    def write(self, piece: str | None, number: int) -> None:
        if not piece:
            return
        if not self.written.strip():
            lead = piece[: len(piece) - len(piece.lstrip())]
            self.began = number + lead.count("\n")
        self.written += piece.replace("\n", " ")

    def finish(self, fresh: bool) -> None:
        line_text = clean(self.written)
        if line_text:
            self.lines.append(self._line(line_text))
            self.fresh = self.item_opens = False
        self.written = ""
        self.fresh = self.fresh or fresh

    def _line(self, line_text: str) -> Line:
        if self.heading:
            return Line(self.began, line_text, "heading", True, self.heading)
        if self.item_opens:
            return Line(self.began, line_text, "item", True, self.item)
        return Line(self.began, line_text, "text", self.fresh, self.item)


def html_lines(source: str, offset: int = 0) -> list[Line]:
    """The lines of a page or a fragment; numbers count from the page's first line, plus `offset`. Never raises."""
    from lxml import etree, html

    try:
        root = html.document_fromstring(source.replace("\x00", "").encode("utf-8", "replace"), parser=_parser())
    except (etree.LxmlError, ValueError, AssertionError):
        return []
    page = _Page()
    _walk(root, page, 0)
    page.finish(True)
    return [replace(line, number=line.number + offset) for line in page.lines]


def _parser() -> "html.HTMLParser":
    from lxml import html

    return html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, recover=True, huge_tree=False, encoding="utf-8"
    )


def _walk(element: "html.HtmlElement", page: _Page, depth: int) -> None:
    tag = element.tag if isinstance(element.tag, str) else ""
    if depth > MAXIMUM_DEPTH or tag in SKIPPED or _is_menu(element, tag):
        return
    number = int(element.sourceline or 1)
    if tag == "br":
        page.finish(False)
    elif tag == "table":
        _table(element, page, depth)
    elif tag in INLINE or not tag:
        _content(element, page, depth, number)
    else:
        _block(element, page, depth, tag, number)


def _block(element: "html.HtmlElement", page: _Page, depth: int, tag: str, number: int) -> None:
    page.finish(True)
    heading, item = page.heading, page.item
    page.heading = HEADINGS.get(tag, page.heading)
    if tag == "li":
        page.item, page.item_opens = item + 1, True
    _content(element, page, depth, number)
    page.finish(True)
    page.heading, page.item, page.item_opens = heading, item, False
    if tag in ("ul", "ol") and not item:
        page.lines.append(Line(page.lines[-1].number if page.lines else number, "", "end"))


def _content(element: "html.HtmlElement", page: _Page, depth: int, number: int) -> None:
    page.write(element.text, number)
    for child in element:
        _walk(child, page, depth + 1)
        page.write(child.tail, int(child.sourceline or number) + _height(child))


def _height(element: "html.HtmlElement") -> int:
    """How many source lines the element's own text covers."""
    return sum((piece or "").count("\n") for piece in element.itertext()) if isinstance(element.tag, str) else 0


def _is_menu(element: "html.HtmlElement", tag: str) -> bool:
    """A list of nothing but links leads elsewhere and isn't part of the form."""
    if tag not in ("ul", "ol"):
        return False
    entries = [child for child in element if child.tag == "li"]
    return bool(entries) and all(_is_link(entry) for entry in entries)


def _is_link(entry: "html.HtmlElement") -> bool:
    linked = "".join("".join(link.itertext()) for link in entry.iter("a"))
    return bool(linked.strip()) and clean(linked) == clean("".join(entry.itertext()))


def _table(element: "html.HtmlElement", page: _Page, depth: int) -> None:
    page.finish(True)
    rows = [_row(row, depth) for row in element.iter("tr") if next(row.iterancestors("table"), None) is element]
    page.lines.extend(table_lines([row for row in rows if any(row)]))
    page.fresh = True


def _row(row: "html.HtmlElement", depth: int) -> Row:
    return tuple(tuple(_cell(cell, depth)) for cell in row if cell.tag in ("td", "th"))


def _cell(cell: "html.HtmlElement", depth: int) -> Iterator[Line]:
    inner = _Page()
    _content(cell, inner, depth + 1, int(cell.sourceline or 1))
    inner.finish(True)
    return (line for line in inner.lines if line.kind != "end")
