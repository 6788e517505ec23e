"""Plans of a day for single people and rooms: cards on one page, or a page for each."""

from dataclasses import dataclass
from datetime import datetime

from exam_server.formats.pdf.typesetting import typeset


@dataclass(frozen=True)
class DayCard:
    """What one person or room has on the day, row by row."""

    heading: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class DayCards:
    """The cards in their reader's language; `together`: several on a page; `page` has {page} and {pages}."""

    language: str
    title: str
    organisation: str
    facts: tuple[str, ...]
    columns: tuple[str, ...]
    cards: tuple[DayCard, ...]
    together: bool
    foot: str
    page: str


def write_day_cards(cards: DayCards, made_at: datetime) -> bytes:
    """The cards as a tagged PDF; no card is cut by a page's end unless it's longer than a page."""
    return typeset("day_cards.typ", cards, made_at)
