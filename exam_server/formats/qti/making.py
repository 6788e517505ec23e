"""Elements made for writing: a short way to build them, XHTML of our Markdown, and their text."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from exam_server.core.bank import GAP_MARKER
from exam_server.formats.qti.names import Version, qti3_name
from exam_server.formats.richtext import Shown, render
from exam_server.formats.xml_door import Xml

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MARKDOWN = "data-markdown"
"""QTI 3 lets elements carry data of others: the Markdown that a text was written from, for ourselves."""
PICTURE = re.compile(r"media:[0-9a-f]{64}")
Node = Xml | str


def element(name: str, attributes: Mapping[str, str] | None = None, *children: Node) -> Xml:
    return Xml(name, attributes or {}, children)


def html_of(markdown: str, folder: str = "") -> str:
    """A text as harmless HTML; pictures (`media/name.png`) with their address below `folder`. Raises Refused."""
    names: dict[str, str] = {}

    def shown(source: str) -> Shown:
        stand_in = f"media:{hashlib.sha256(source.encode()).hexdigest()}"
        names[stand_in] = f"{folder}{source}"
        return Shown(stand_in)

    html = render(markdown, media=shown, links=True)
    return PICTURE.sub(lambda found: names.get(found[0], found[0]), html)


def flow(markdown: str, version: Version, gap: Callable[[str], Xml | None] = lambda id: None) -> tuple[Xml, ...]:
    """A text as the content of an element; `gap` gives what stands for `[[id]]`. Raises Refused for an unfit text."""
    if not markdown.strip():
        return ()
    attributes = {MARKDOWN: markdown} if version == "3.0" else {}
    return (Xml("div", attributes, tuple(_nodes(html_of(markdown, "../"), gap))),)


def nodes_of(markdown: str) -> tuple[Node, ...]:
    """What `flow` puts into its element for a text. Raises Refused for an unfit text."""
    return tuple(_nodes(html_of(markdown, "../"), lambda id: None))


def written(root: Xml, version: Version, attributes: Mapping[str, str]) -> bytes:
    """A document; `attributes` (namespaces first of all) go to its root."""
    text = "".join(_text(Xml(root.name, {**attributes, **root.attributes}, root.children), version))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _text(node: Node, version: Version) -> Iterator[str]:
    if isinstance(node, str):
        yield escape(node)
        return
    name = qti3_name(node.name) if version == "3.0" else node.name
    own = name != node.name
    yield f"<{name}"
    for key, value in node.attributes.items():
        spelled = qti3_name(key, prefix="") if version == "3.0" and (own or name.startswith("qti-")) else key
        yield f" {spelled}={quoteattr(value, {chr(10): '&#10;', chr(9): '&#9;', chr(13): '&#13;'})}"
    if not node.children:
        yield "/>"
        return
    yield ">"
    for child in node.children:
        yield from _text(child, version)
    yield f"</{name}>"


def _nodes(html: str, gap: Callable[[str], Xml | None]) -> Iterator[Node]:
    from lxml import html as lxml_html

    yield from _children(lxml_html.fragment_fromstring(html, create_parent="div"), gap)


def _children(parent: "HtmlElement", gap: Callable[[str], Xml | None]) -> Iterator[Node]:
    yield from _with_gaps(parent.text or "", gap)
    for child in parent:
        kept = {str(key): str(value) for key, value in child.attrib.items() if key != "rel"}
        yield Xml(str(child.tag), kept, tuple(_children(child, gap)))
        yield from _with_gaps(child.tail or "", gap)


def _with_gaps(words: str, gap: Callable[[str], Xml | None]) -> Iterator[Node]:
    at = 0
    for found in GAP_MARKER.finditer(words):
        made = gap(found[1])
        if made is not None:
            yield from filter(None, [words[at : found.start()]])
            yield made
            at = found.end()
    yield from filter(None, [words[at:]])
