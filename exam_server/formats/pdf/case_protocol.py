"""The commission's protocol of a case: its sections, criteria with all that stands behind them, and signatures.

The machine-readable record is attached to the file (PDF/A-3a), which stays readable for screen readers (PDF/UA-1).
"""

from dataclasses import dataclass
from datetime import datetime

from exam_server.formats.pdf.guide import Section
from exam_server.formats.pdf.typesetting import ARCHIVED, typeset


@dataclass(frozen=True)
class ProtocolCriterion:
    """One criterion in words: ratings, evidence, decision and dissent, each a line of its own."""

    code: str
    text: str
    decision: str
    mark: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ProtocolOutcome:
    heading: str
    verdict: str
    mark: str
    criteria: tuple[ProtocolCriterion, ...]


@dataclass(frozen=True)
class ProtocolSet:
    heading: str
    verdict: str
    mark: str
    outcomes: tuple[ProtocolOutcome, ...]


@dataclass(frozen=True)
class CaseProtocol:
    """Everything that the protocol prints, in its reader's language; `page` has {page} and {pages}, `qr` is an SVG."""

    language: str
    title: str
    organisation: str
    facts: tuple[tuple[str, str], ...]
    summary: str
    before: tuple[Section, ...]
    sets_title: str
    sets: tuple[ProtocolSet, ...]
    after: tuple[Section, ...]
    signatures_title: str
    signatures: tuple[str, ...]
    signed_at: str
    hash_label: str
    record_hash: str
    head_label: str
    head_hash: str
    qr: str
    qr_words: str
    page: str
    attachment: str
    attachment_words: str


def write_case_protocol(protocol: CaseProtocol, made_at: datetime) -> bytes:
    """The protocol as PDF/UA-1 and PDF/A-3a with `attachment` (JSON) inside. Slow: outside of a transaction."""
    return typeset("case_protocol.typ", protocol, made_at, ARCHIVED)
