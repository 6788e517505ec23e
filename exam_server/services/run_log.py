"""What a role-player's or prompter's device posts of its log: each tap counts at the second at which it was made."""

from dataclasses import dataclass
from uuid import UUID

from exam_server.core.device_log import Entry
from exam_server.core.problems import NotFound, Refused
from exam_server.core.run_log import moment, read_event, read_shown
from exam_server.core.simulation.shown import Shown
from exam_server.services.shown_cards import keep_shown
from exam_server.services.simulation import PLAYERS, get_row, second_of, take_event
from exam_server.services.tablets import Answer, Batch, append_entries, check_batch
from exam_server.services.work import Work


@dataclass(frozen=True)
class Declined:
    """An entry that doesn't count, and why; it's kept all the same, so that no number is missing after it."""

    sequence: int
    refusal: Refused


def post_log(work: Work, encounter_id: UUID, batch: Batch) -> tuple[Answer, list[Declined]]:
    """Append what the actor's device has made; posting the same again changes nothing.

    Raises NotFound for who doesn't play the encounter, and Refused for what no device writes.
    """
    if work.actor.account_id is None:
        raise NotFound(str(encounter_id))
    return bring_log(work, encounter_id, work.actor.account_id, batch)


def bring_log(work: Work, encounter_id: UUID, account_id: UUID, batch: Batch) -> tuple[Answer, list[Declined]]:
    """The same for an account whose device can't post itself; the caller has checked where its entries come from."""
    check_batch(encounter_id, account_id, batch)
    work.record()
    get_row(work, encounter_id, PLAYERS, account_id)
    declined: list[Declined] = []

    def counts(entry: Entry) -> bool:
        try:
            return _take(work, encounter_id, account_id, batch.device, entry)
        except Refused as refusal:
            declined.append(Declined(entry.sequence, refusal))
            return False

    return append_entries(work, encounter_id, account_id, batch, counts), declined


def _take(work: Work, encounter_id: UUID, account_id: UUID, device: str, entry: Entry) -> bool:
    """Whether it's an entry that a card writes; Refused for a tap that the run doesn't take."""
    if entry.kind == "event" and (event := read_event(entry.payload)) is not None:
        told = moment(entry.at_ms)
        parts = (event.kind, event.reference, event.topic, event.note)
        take_event(work, encounter_id, device, entry.sequence, *parts, told_at=told, account_id=account_id)
        return True
    if entry.kind == "shown" and (shown := read_shown(entry.payload)) is not None:
        second = second_of(get_row(work, encounter_id, PLAYERS, account_id), work.now, moment(entry.at_ms))
        kept = Shown(shown.card, device, entry.sequence, second, shown.seen)  # type: ignore[arg-type]
        keep_shown(work, encounter_id, [kept], account_id)
        return True
    return False
