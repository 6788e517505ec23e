"""Printed papers read back: the words of each page, and what the file says about itself to a screen reader."""

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page on one line, without soft hyphens and places where a word may break."""
    found = (page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return [" ".join(text.replace("\u00ad", "").replace("\u200b", "").split()) for text in found]


def text_of(pdf: bytes) -> str:
    return " ".join(pages_of(pdf))


def alternative_texts(pdf: bytes) -> list[str]:
    """What a screen reader says in place of each picture."""
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    return list(_alternatives(root["/StructTreeRoot"]))


def is_accessible(pdf: bytes) -> bool:
    """Whether the file calls itself PDF/UA, is tagged, and names its language and title."""
    reader = PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    metadata = root["/Metadata"].get_object().get_data()
    title = reader.metadata.title if reader.metadata else ""
    return bool(b"pdfuaid:part" in metadata and root["/MarkInfo"]["/Marked"] and root["/Lang"] and title)


def _alternatives(node: Any) -> Iterator[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for each in node:
            yield from _alternatives(each)
    elif isinstance(node, dict):
        if "/Alt" in node:
            yield str(node["/Alt"])
        if "/K" in node:
            yield from _alternatives(node["/K"])
