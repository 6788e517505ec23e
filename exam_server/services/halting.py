"""The chair stops a run's clock and lets it go on: the same entries of the log as a prompter's, with the reason."""

from uuid import UUID

from exam_server.core.simulation.pausing import check_reason, pauses_of, standing_pause
from exam_server.core.simulation.record import EventTag, RunEvent
from exam_server.services.simulation import append_event, get_row, list_events
from exam_server.services.work import Work

LEADS = ("chair",)


def stop_clock(work: Work, encounter_id: UUID, code: str, words: str) -> None:
    """Stop it, or say why it stands. Raises Refused for a reason that isn't one, and where nothing runs."""
    check_reason(code, words)
    _append(work, encounter_id, "pause", code, words)


def let_go_on(work: Work, encounter_id: UUID, words: str = "") -> None:
    """Raises Refused before anybody has said why it stands."""
    _append(work, encounter_id, "resume", "", words)


def get_led(work: Work, encounter_id: UUID) -> UUID:
    """The exam of an encounter that the actor leads. Raises NotFound."""
    return get_row(work, encounter_id, LEADS).exam_id


def _append(work: Work, encounter_id: UUID, kind: EventTag, code: str, words: str) -> None:
    work.record()
    row = get_row(work, encounter_id, LEADS)
    log, account_id = list_events(work, row), work.actor.account_id
    stands = standing_pause(pauses_of(log)) is not None
    if stands and kind == "pause":
        kind = "reason"
    if not stands and kind == "resume":
        return
    device = f"chair-{account_id}"
    sequence = max((each.sequence for each in log if each.device == device), default=0) + 1
    append_event(work, row, log, RunEvent(0, kind, code, "", str(account_id), device, sequence, words))
