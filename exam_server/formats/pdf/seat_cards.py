"""Seat cards: one for each candidate, eight on a page with lines to cut along."""

from dataclasses import dataclass
from datetime import datetime

from exam_server.formats.pdf.typesetting import typeset


@dataclass(frozen=True)
class Card:
    """One card. `qr` is an SVG image; `marks` are conditions that the room needs to know, without their reasons."""

    seat: int
    name: str
    code: str
    ticket: str
    qr: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class SeatCards:
    """The cards of an exam with the words on each, in the reader's language."""

    language: str
    title: str
    organisation: str
    exam: str
    place: str
    starts: str
    seat: str
    code: str
    ticket: str
    hint: str
    address: str
    qr_words: str
    cards: tuple[Card, ...]


def write_seat_cards(cards: SeatCards, made_at: datetime) -> bytes:
    """The cards as a tagged PDF. Tickets exist only while they're made: whoever calls this keeps no copy."""
    return typeset("seat_cards.typ", cards, made_at)
