"""Sanitised HTML as a small tree of values, for what isn't a browser: a page of paper draws the same text from it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exam_server.formats.maths import ELEMENTS
from exam_server.formats.richtext import TAGS

if TYPE_CHECKING:
    from lxml.html import HtmlElement

KNOWN = TAGS | ELEMENTS | {"a"}
SAYING = ("alt", "alttext", "linethickness", "mathvariant")
HOLDING_BLOCKS = frozenset({"ul", "ol", "table", "thead", "tbody", "tr", "blockquote"})
_WHITE = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True)
class Element:
    """One tag with what is in it. `start` numbers an ordered list, `source` and `words` are a picture's.

    Of a formula, `words` are its source, “0” of a fraction without a bar, “normal” of an upright letter.
    """

    tag: str
    children: tuple["Node", ...] = ()
    start: int = 1
    source: str = ""
    words: str = ""


Node = Element | str


def read_tree(markup: str) -> tuple[Node, ...]:
    """The tree of what `richtext.render` gave; white space is as a browser shows it.

    Raises ValueError for a tag that the sanitiser doesn't know: leaving it out would change what is asked.
    """
    from lxml import html as lxml_html

    if not markup.strip():
        return ()
    root = lxml_html.fragment_fromstring(markup, create_parent="div")
    return tuple(_children(root, preserved=False))


def picture_sources(nodes: Sequence[Node]) -> Iterator[str]:
    """The sources of all pictures in a tree, in order."""
    for node in nodes:
        if isinstance(node, Element):
            if node.tag == "img":
                yield node.source
            yield from picture_sources(node.children)


def _children(parent: "HtmlElement", *, preserved: bool) -> Iterator[Node]:
    if parent.text and (words := _words(parent.text, parent.tag, preserved)):
        yield words
    for child in parent:
        yield _element(child, preserved)
        # A line that begins after a break begins without white space.
        tail = child.tail.lstrip() if child.tail and child.tag == "br" and not preserved else child.tail
        if tail and (words := _words(tail, parent.tag, preserved)):
            yield words


def _words(text: str, within: str, preserved: bool) -> str:
    if preserved:
        return text
    collapsed = _WHITE.sub(" ", text)
    # Between the rows of a table or the entries of a list a browser shows no text.
    return "" if collapsed == " " and within in HOLDING_BLOCKS | {"div"} else collapsed


def _element(tag: "HtmlElement", preserved: bool) -> Element:
    if tag.tag not in KNOWN:
        raise ValueError(f"a tag that no sanitised text has: {tag.tag}")
    return Element(
        tag=tag.tag,
        children=tuple(_children(tag, preserved=preserved or tag.tag == "pre")),
        start=int(tag.get("start") or 1),
        source=tag.get("src") or "",
        words=next((value for name in SAYING if (value := tag.get(name))), ""),
    )
