"""What each card showed and when: told by the page that showed it, kept once, never rewritten."""

from collections.abc import Sequence
from uuid import UUID

from exam_server.core.problems import Refused
from exam_server.core.simulation.shown import CARDS, PARTS, Shown
from exam_server.core.text import text
from exam_server.services.simulation import PLAYERS, get_row, seconds_of
from exam_server.services.work import Work
from exam_server.store import run as store
from exam_server.store.tables import EncounterRow, ShownCardRow

LONGEST_SEEN = 40


def keep_shown(work: Work, encounter_id: UUID, entries: Sequence[Shown], account_id: UUID | None = None) -> None:
    """Keep what one device showed, by default one of the actor's; the same (device, sequence) again changes nothing.

    A time beyond the room's clock is cut to it. Raises Refused for a card that there isn't.
    """
    if any(not _is_plain(each) for each in entries):
        raise Refused(text("What was shown wasn't kept."), text("It isn't one of the cards."), text("Reload the page."))
    work.record()
    row = get_row(work, encounter_id, PLAYERS, account_id)
    account_id = account_id or work.actor.account_id
    if account_id is None or not entries:
        return
    known = store.list_shown_sequences(work.session, row.id, account_id, entries[0].device)
    for each in entries:
        if each.sequence not in known:
            known.add(each.sequence)
            work.session.add(_row(work, row, account_id, each))


def list_shown(work: Work, row: EncounterRow) -> list[Shown]:
    """What was seen on the cards of an encounter, device by device."""
    return [
        Shown(each.card, each.device, each.sequence, each.at_seconds, _seen(each))  # type: ignore[arg-type]
        for each in store.list_shown(work.session, row.id)
    ]


def _seen(row: ShownCardRow) -> dict[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in row.seen.items()}


def _is_plain(entry: Shown) -> bool:
    parts = entry.seen.items()
    return (
        entry.card in CARDS
        and 0 < len(entry.device) <= 64
        and entry.sequence >= 1
        and all(name in PARTS and len(words) <= LONGEST_SEEN for name, words in parts)
        and all(len(word) <= 200 for _, words in parts for word in words)
    )


def _row(work: Work, row: EncounterRow, account_id: UUID, entry: Shown) -> ShownCardRow:
    return ShownCardRow(
        id=work.new_id(),
        organisation_id=row.organisation_id,
        encounter_id=row.id,
        account_id=account_id,
        device=entry.device,
        sequence=entry.sequence,
        card=entry.card,
        at_seconds=min(max(0, entry.at_seconds), seconds_of(row, work.now)),
        seen={name: list(words) for name, words in entry.seen.items()},
        received_at=work.now,
    )
