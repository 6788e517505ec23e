"""The only door for XML from outside: parsed without entities, network or DOCTYPE, within caps, into plain values."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from exam_server.core.problems import Problem
from exam_server.core.text import Text, text
from exam_server.formats.encoding import read_text

if TYPE_CHECKING:
    from lxml import etree

MAXIMUM_BYTES = 16 * 1024 * 1024
MAXIMUM_ELEMENTS = 20_000
MAXIMUM_DEPTH = 100
MAXIMUM_ATTRIBUTES = 64
COMMON_ENCODINGS = frozenset({"utf-8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii"})
XML_NAMESPACE = "{http://www.w3.org/XML/1998/namespace}"
BARE_DOCTYPE = re.compile(
    rb"\A(\xef\xbb\xbf)?\s*(<\?xml[^<>]{0,200}\?>)?\s*(?P<declaration><!DOCTYPE\s+[A-Za-z][\w:.-]{0,100}\s*>)"
)
"""It names the root and declares nothing, as some exporters write it: taken off, so that the parser never sees one."""
WHERE = re.compile(r"(, line \d+, column \d+)?( \(<string>, line \d+\))?$")


@dataclass(frozen=True)
class Xml:
    """An element: local name, namespace, attributes by local name (`xml:lang` keeps its prefix), content in order.

    `line` counts from 1. Comments and processing instructions are left out.
    """

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple["Xml | str", ...] = ()
    line: int = 0
    namespace: str = ""

    def get(self, name: str, otherwise: str = "") -> str:
        return self.attributes.get(name, otherwise)

    @property
    def elements(self) -> tuple["Xml", ...]:
        return tuple(child for child in self.children if isinstance(child, Xml))

    def all(self, name: str) -> tuple["Xml", ...]:
        """The elements of that name right below this one."""
        return tuple(child for child in self.elements if child.name == name)

    def first(self, name: str) -> "Xml | None":
        return next(iter(self.all(name)), None)

    def walk(self) -> Iterator["Xml"]:
        """This element and all below it, in document order."""
        yield self
        for child in self.elements:
            yield from child.walk()

    @property
    def words(self) -> str:
        """All text within, as it stands."""
        return "".join(child if isinstance(child, str) else child.words for child in self.children)


class _TooMuch(Exception):
    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass
class _Guard:
    """Sees a document go by before any of it is kept, and stops at the first thing that no honest file has."""

    maximum_elements: int
    elements: int = 0
    depth: int = 0

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        raise _TooMuch(text("The file has a DOCTYPE, which can hide harmful definitions; remove that declaration."))

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.elements += 1
        self.depth += 1
        if self.elements > self.maximum_elements:
            raise _TooMuch(text("The file has more than {limit} tags; split it.", limit=self.maximum_elements))
        if self.depth > MAXIMUM_DEPTH:
            raise _TooMuch(text("The file's tags are nested more than {limit} levels deep.", limit=MAXIMUM_DEPTH))
        if len(attributes) > MAXIMUM_ATTRIBUTES:
            raise _TooMuch(text("A tag has more than {limit} attributes.", limit=MAXIMUM_ATTRIBUTES))

    def end(self, tag: str) -> None:
        self.depth -= 1

    def close(self) -> None:
        """The parser asks for a result."""


def read_xml(
    content: bytes, place: str = "", maximum_elements: int = MAXIMUM_ELEMENTS
) -> tuple[Xml | None, tuple[Problem, ...]]:
    """The root of a document, or None and the problem with its line; a rare encoding is a warning. Never raises."""
    from lxml import etree

    if len(content) > MAXIMUM_BYTES:
        message = text("The file is larger than {limit} MiB.", limit=MAXIMUM_BYTES // 2**20)
        return None, (Problem(message, 0, place, "xml"),)
    content, older = _in_unicode(content, place)
    content, bare = _without_bare_doctype(content)
    try:
        etree.fromstring(content, _parser(_Guard(maximum_elements)))
        root = etree.fromstring(content, _parser())
    except _TooMuch as error:
        return None, (Problem(error.message, 0, place, "xml"),)
    except (etree.XMLSyntaxError, LookupError, ValueError) as error:
        return None, (_broken(error, place),)
    empty = [Problem(text("The empty DOCTYPE declaration was left out."), 1, place, "xml", "warning")] if bare else []
    return _value(root), (*empty, *older, *_encoding_warnings(root, place))


def _in_unicode(content: bytes, place: str) -> tuple[bytes, tuple[Problem, ...]]:
    """A file that names no encoding should be UTF-8; what older programs wrote is read with a warning."""
    start = content[:200]
    if b"encoding" in start or start.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
        return content, ()
    words, problems = read_text(content, place)
    return (words.encode(), problems) if words is not None and problems else (content, ())


def _without_bare_doctype(content: bytes) -> tuple[bytes, bool]:
    found = BARE_DOCTYPE.match(content)
    if found is None:
        return content, False
    declaration = found["declaration"]
    kept = b"\n" * declaration.count(b"\n")
    return content[: found.start("declaration")] + kept + content[found.end() :], True


def _parser(target: Any = None) -> "etree.XMLParser":
    from lxml import etree

    return etree.XMLParser(
        target=target,
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=False,
    )


def _broken(error: Exception, place: str) -> Problem:
    line = getattr(error, "lineno", 0) or 0
    detail = WHERE.sub("", str(error))[:200]
    return Problem(text("The file isn't well-formed XML: {detail}", detail=detail), line, place, "xml")


def _encoding_warnings(root: "etree._Element", place: str) -> Iterator[Problem]:
    encoding = (root.getroottree().docinfo.encoding or "UTF-8").lower()
    if encoding not in COMMON_ENCODINGS:
        message = text("The file is in the encoding {encoding}; check its letters.", encoding=encoding)
        yield Problem(message, 1, place, "encoding", "warning")


def _value(element: "etree._Element") -> Xml:
    namespace, name = _split(str(element.tag))
    children: list[Xml | str] = [element.text] if element.text else []
    for child in element:
        if isinstance(child.tag, str):
            children.append(_value(child))
        if child.tail:
            children.append(child.tail)
    attributes = {_attribute(str(key)): str(value) for key, value in element.attrib.items()}
    return Xml(name, attributes, tuple(children), _line(element), namespace)


def _line(element: "etree._Element") -> int:
    number = element.sourceline
    return number if isinstance(number, int) else 0


def _split(tag: str) -> tuple[str, str]:
    namespace, closed, name = tag.rpartition("}")
    return (namespace[1:], name) if closed else ("", tag)


def _attribute(key: str) -> str:
    name = _split(key)[1]
    return f"xml:{name}" if key.startswith(XML_NAMESPACE) else name
