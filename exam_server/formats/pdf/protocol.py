"""A session's protocol: facts, a checklist, tables, lines to sign on, and the hash of what it prints."""

from dataclasses import dataclass
from datetime import datetime

from exam_server.formats.pdf.guide import Section
from exam_server.formats.pdf.typesetting import typeset


@dataclass(frozen=True)
class Protocol:
    """The protocol in its reader's language; `page` has {page} and {pages}. What is signed is filled in by hand.

    `checklist`: conditions to be checked by hand, where nobody signed for them on a screen.
    """

    language: str
    title: str
    organisation: str
    facts: tuple[tuple[str, str], ...]
    summary: str
    checklist_title: str
    checklist_columns: tuple[str, str, str, str]
    checklist: tuple[str, ...]
    checked_by: str
    sections: tuple[Section, ...]
    signatures_title: str
    signatures: tuple[str, ...]
    hash_label: str
    record_hash: str
    page: str


def write_protocol(protocol: Protocol, made_at: datetime) -> bytes:
    """The protocol as a tagged PDF."""
    return typeset("protocol.typ", protocol, made_at)
