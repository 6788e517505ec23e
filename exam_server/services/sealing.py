"""Seals of sheets: an entry of a tablet's log with the assessor's PIN; two of one sheet make an incident."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal
from uuid import UUID

from exam_server.core.device_log import Entry
from exam_server.core.problems import NotFound, Refused
from exam_server.core.rating import Sheet, seal, sheet_digest
from exam_server.core.sheet_log import fold_sheet
from exam_server.core.text import Text, text
from exam_server.services.pins import PinCheck, check_pin, count_check
from exam_server.services.rating import begin_act, moment_of, own_name, points_of
from exam_server.services.simulation import get_scenario, rated_criteria
from exam_server.services.tablets import Answer, Batch, entries_of, post_entries
from exam_server.services.throttling import Door
from exam_server.services.tokens import Keys
from exam_server.services.work import Work
from exam_server.store import device_log as logs
from exam_server.store import simulation as store
from exam_server.store.tables import EncounterRow, RedFlagWordRow, SealRow, SecondSealRow

SealStanding = Literal["sealed", "second", "refused"]
Heads = dict[str, tuple[int, str]]
LATEST = datetime(9000, 1, 1, tzinfo=UTC).timestamp()
NOT_SEALED = text("The sheet wasn't sealed.")


@dataclass(frozen=True)
class SealAnswer:
    """What became of a seal: it holds, it's the second of its sheet and kept as an incident, or it was refused."""

    sequence: int
    standing: SealStanding
    refusal: Refused | None = None


def post_log(
    work: Work, keys: Keys, door: Door, encounter_id: UUID, batch: Batch, pins: Mapping[int, str]
) -> tuple[Answer, list[SealAnswer]]:
    """Append what a tablet has made, and carry out the seals in it. `pins`: entry → the PIN that was typed for it.

    A seal that is refused stays an entry without effect; everything before and after it is kept all the same.
    """
    checks = {number: check_pin(work, keys, door, pin) for number, pin in pins.items()}
    refusal: Refused | None = None
    if "right" in checks.values():
        try:
            begin_act(work, encounter_id, "rate")
        except Refused as refused:
            refusal = refused
        except NotFound:
            refusal = Refused(NOT_SEALED, text("You don't rate this encounter any more."), text("Ask the chair."))
    answer = post_entries(work, encounter_id, batch)
    seals = [each for each in answer.sent if each.kind == "seal" and each.sequence <= answer.head.sequence]
    if not seals or answer.joint != "linked":
        return answer, []
    return answer, [
        _answer(work, keys, door, encounter_id, batch.device, each, checks.get(each.sequence, "absent"), refusal)
        for each in seals
    ]


def _answer(
    work: Work,
    keys: Keys,
    door: Door,
    encounter_id: UUID,
    device: str,
    entry: Entry,
    check: PinCheck,
    refusal: Refused | None,
) -> SealAnswer:
    row = work.session.get_one(EncounterRow, encounter_id)
    found = _find_seal(work, row, device, entry.sequence)
    if found is not None:
        return SealAnswer(entry.sequence, found)
    count_check(work, keys, door, check)
    if check != "right" or refusal is not None:
        return SealAnswer(entry.sequence, "refused", refusal if check == "right" else _of_pin(check))
    try:
        return SealAnswer(entry.sequence, _seal(work, row, device, entry))
    except Refused as refused:
        return SealAnswer(entry.sequence, "refused", refused)


PIN_WORDS: dict[PinCheck, tuple[Text, Text]] = {
    "wrong": (text("The PIN is wrong."), text("Type it again.")),
    "unset": (text("Your account has no PIN yet."), text("Set one, then seal.")),
    "closed": (text("There were too many failed attempts."), text("Try again in a few minutes.")),
    "absent": (text("The PIN didn't come along."), text("Type it again.")),
}


def _of_pin(check: PinCheck) -> Refused:
    return Refused(NOT_SEALED, *PIN_WORDS[check])


def _find_seal(work: Work, row: EncounterRow, device: str, sequence: int) -> SealStanding | None:
    """What became of this very seal when it arrived before."""
    own, last = work.actor.account_id, sequence - 1
    for kept in store.list_seals(work.session, row.id):
        if (kept.account_id, kept.device, kept.last_sequence) == (own, device, last):
            return "sealed"
    for second in store.list_second_seals(work.session, row.id):
        if (second.account_id, second.device, second.last_sequence) == (own, device, last):
            return "second"
    return None


def _seal(work: Work, row: EncounterRow, device: str, entry: Entry) -> SealStanding:
    """Within `record()`, in a commission that may rate now (S2). Raises Refused, and changes nothing then."""
    own = own_name(work, row)
    if entry.payload.get("script") != row.scenario_hash:
        raise Refused(
            NOT_SEALED,
            text("The tablet showed another revision of the script."),
            text("Reload the sheet, and seal again."),
        )
    if row.state not in ("ended", "agreed"):
        raise Refused(NOT_SEALED, text("The encounter hasn't ended."), text("Seal after its end."))
    heads = _heads(work, row, device, entry)
    sheet = _sheet_at(work, row, own, heads)
    first = next((each for each in store.list_seals(work.session, row.id) if str(each.account_id) == own), None)
    if first is not None:
        _keep_second(work, row, device, entry, heads, sheet_digest(sheet))
        return "second"
    sealed = seal(sheet, rated_criteria(work, row), points_of(get_scenario(work, row)), work.now)
    digest = sheet_digest(sealed)
    work.session.add(
        SealRow(scenario_hash=row.scenario_hash, sealed_at=work.now, **_kept(work, row, device, entry, heads, digest))
    )
    _raise_flags(work, row, sealed)
    work.session.flush()
    work.note("encounter.sheet.sealed", row.id, digest=digest, log=heads[device][1])
    return "sealed"


def _kept(work: Work, row: EncounterRow, device: str, entry: Entry, heads: Heads, digest: str) -> dict[str, Any]:
    return {
        "id": work.new_id(),
        "organisation_id": work.organisation_id,
        "encounter_id": row.id,
        "account_id": work.actor.account_id,
        "sheet_hash": digest,
        "device": device,
        "last_sequence": entry.sequence - 1,
        "log_hash": heads[device][1],
        "heads": heads,
    }


def _keep_second(work: Work, row: EncounterRow, device: str, entry: Entry, heads: Heads, digest: str) -> None:
    sealed_at = _moment(work, entry)
    kept = _kept(work, row, device, entry, heads, digest)
    work.session.add(SecondSealRow(sealed_at=sealed_at, arrived_at=work.now, **kept))
    work.session.flush()
    work.note("encounter.sheet.sealed_twice", row.id, digest=digest, log=heads[device][1])


def _moment(work: Work, entry: Entry) -> datetime:
    """When the tablet says that it sealed; never after its arrival."""
    return min(datetime.fromtimestamp(min(entry.at_ms / 1000, LATEST), UTC), work.now)


def _heads(work: Work, row: EncounterRow, device: str, entry: Entry) -> Heads:
    """What the seal covers: its own tablet's log up to it, and of others what it names and is really there."""
    heads: Heads = {device: (entry.sequence - 1, entry.previous)}
    for other, head in entry.payload["heads"].items():
        if other == device or not (isinstance(head, list) and len(head) == 2):
            continue
        sequence, digest = head
        if type(sequence) is int and logs.has_entry(
            work.session, row.id, work.actor.account_id, other, sequence, digest
        ):
            heads[other] = (sequence, digest)
    return heads


def _sheet_at(work: Work, row: EncounterRow, own: str, heads: Heads) -> Sheet:
    entries = entries_of(work, row, UUID(own)).get(UUID(own), [])
    covered = {device: sequence for device, (sequence, _) in heads.items()}
    return fold_sheet(own, entries, covered, partial(moment_of, row, work.now))


def _raise_flags(work: Work, row: EncounterRow, sheet: Sheet) -> None:
    """What was raised on the sheet is the member's word on it from the seal on; others see it when all have sealed."""
    said = {
        each.flag for each in store.list_red_flag_words(work.session, row.id) if str(each.account_id) == sheet.assessor
    }
    for flag in sheet.flags:
        if flag.flag not in said:
            work.session.add(
                RedFlagWordRow(
                    id=work.new_id(),
                    organisation_id=work.organisation_id,
                    encounter_id=row.id,
                    account_id=work.actor.account_id,
                    flag=flag.flag,
                    seen=True,
                    note=flag.note,
                    said_at=work.now,
                )
            )


@dataclass(frozen=True)
class SecondSeal:
    """A seal that came for a sheet that was sealed already; `same`: it held the same."""

    account_id: UUID
    device: str
    sealed_at: datetime
    arrived_at: datetime
    same: bool


def list_second_seals(work: Work, row: EncounterRow) -> list[SecondSeal]:
    """The incidents of an encounter in which one sheet was sealed twice; the caller has checked who asks."""
    first = {each.account_id: each.sheet_hash for each in store.list_seals(work.session, row.id)}
    return [
        SecondSeal(
            each.account_id, each.device, each.sealed_at, each.arrived_at, each.sheet_hash == first[each.account_id]
        )
        for each in store.list_second_seals(work.session, row.id)
    ]
