"""Guides for people in a room: short sections of sentences, steps, words to be read aloud, tables and blanks."""

from dataclasses import dataclass
from datetime import datetime

from exam_server.formats.pdf.typesetting import typeset


@dataclass(frozen=True)
class Listing:
    """A table: each column with its heading and its width in millimetres, 0 for a share of what is left."""

    columns: tuple[tuple[str, int], ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """`steps` are numbered, `aloud` is to be read out as it stands, `blanks` are filled in by hand."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    aloud: tuple[str, ...] = ()
    listing: Listing | None = None
    blanks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guide:
    """A guide in its reader's language; `page` has {page} and {pages}."""

    language: str
    title: str
    organisation: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    foot: str
    page: str


def write_guide(guide: Guide, made_at: datetime) -> bytes:
    """The guide as a tagged PDF."""
    return typeset("guide.typ", guide, made_at)
