"""Elements of a Moodle XML file: texts with their format, and the pictures that they show beside them."""

import base64
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from exam_server.core.bank import Option
from exam_server.formats.moodle_xml.texts import ATTACHED
from exam_server.formats.picture_names import DESTINATION

if TYPE_CHECKING:
    from lxml.etree import _Element

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def add(parent: "_Element", name: str, value: str) -> "_Element":
    from lxml import etree

    element = etree.SubElement(parent, name)
    element.text = FORBIDDEN.sub("", value) or None
    return element


def add_text(
    parent: "_Element", name: str, words: str, pictures: Mapping[str, bytes] | None = None, **attributes: str
) -> "_Element":
    """`<name><text>words</text></name>`; the pictures that the words name (`media/name.png`) stand beside them."""
    from lxml import etree

    element = etree.SubElement(parent, name, attributes)
    shown = {path: content for path, content in (pictures or {}).items() if path in words}
    named = DESTINATION.sub(
        lambda found: ATTACHED + PurePosixPath(found[0]).name if found[0] in shown else found[0], words
    )
    add(element, "text", named)
    for path, content in shown.items():
        file = add(element, "file", base64.b64encode(content).decode())
        file.set("name", PurePosixPath(path).name)
        file.set("path", "/")
        file.set("encoding", "base64")
    return element


def add_answer(
    question: "_Element",
    option: Option | None,
    fraction: str,
    words: str,
    pictures: Mapping[str, bytes],
    *,
    format: str,
) -> "_Element":
    """One answer with its rationale as feedback."""
    answer = add_text(question, "answer", words, pictures, fraction=fraction, format=format)
    add_text(answer, "feedback", option.rationale if option else "", format="markdown")
    return answer


def as_file(root: "_Element") -> bytes:
    from lxml import etree

    etree.indent(root, space="  ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
