"""Checking browsers: before one gets a seat, with each of its heartbeats, and what the desk does about a failure."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import cast
from uuid import UUID

from exam_server.core.delivery import CLOSED
from exam_server.core.problems import NotFound, Refused
from exam_server.core.seb import FAILURES, CheckFailure, Evidence, Expectation, Verdict, browsers_address, judge
from exam_server.core.seb_watch import Watch, after_beat
from exam_server.core.text import text
from exam_server.services.accommodations import get_accommodation
from exam_server.services.admissions import Visitor, hold, let_go_on, may_take_seat, take_seat
from exam_server.services.closed_room import is_let_in
from exam_server.services.seb import find_expectation
from exam_server.services.sittings import add_event, get_row, require_reason
from exam_server.services.tokens import Keys, token_hash
from exam_server.services.work import Work
from exam_server.store import closed_room as store
from exam_server.store import delivery as delivery_store
from exam_server.store.tables import AdmissionRow, ExamRow, SebCheckRow, SittingRow

GOOD_FOR = timedelta(minutes=15)
LONGEST_CLIENT = 80
# The pages whose script tells a key with the heartbeat, and where the heartbeat itself goes.
WATCHED_PAGES = ("/sitting",)
BEAT = "/sitting/state"
WATCHED = ("header", "script")


@dataclass(frozen=True)
class CheckResult:
    """The seat's token for a browser that passed; else what failed, and the address part of the next try."""

    token: str = ""
    failure: CheckFailure | None = None
    nonce: str = ""


@dataclass(frozen=True)
class SeatSecurity:
    """What the desk sees of a seat's browser.

    `seb`: how it proved to be Safe Exam Browser, `exempt`, or empty. `failure`: what failed when nobody has the seat
    yet. `is_another`: the newest admission was made on another device than the one before. `shared_with`: seats that
    the same device holds too.
    """

    seb: str = ""
    failure: CheckFailure | None = None
    is_exempt: bool = False
    is_held: bool = False
    is_another: bool = False
    shared_with: tuple[int, ...] = ()


def needs_check(work: Work, row: SittingRow) -> bool:
    """Whether a browser has to be Safe Exam Browser to get this seat: not after the test, and not who is exempt."""
    exam = work.session.get_one(ExamRow, row.exam_id)
    if row.state in CLOSED or exam.state not in store.RUNNING or find_expectation(work, row.exam_id) is None:
        return False
    return not is_exempt(work, row)


def is_exempt(work: Work, row: SittingRow) -> bool:
    """By an accommodation (assistive technology that Safe Exam Browser would block), or by the desk with a reason."""
    events = delivery_store.list_sitting_events(work.session, row.id)
    return get_accommodation(work, row.case_id).without_seb or any(each.kind == "seb_exempted" for each in events)


def begin_check(work: Work, row: SittingRow, device: str) -> str:
    """A new address part for one answer of one device: letters and digits, which no browser escapes."""
    nonce = secrets.token_hex(20)
    work.session.add(
        SebCheckRow(
            id=work.new_id(),
            organisation_id=row.organisation_id,
            sitting_id=row.id,
            nonce=nonce,
            device_digest=token_hash(device),
            made_at=work.now,
            outcome="",
            client="",
        )
    )
    return nonce


def finish_check(
    work: Work, keys: Keys, nonce: str, visitor: Visitor, address: str, evidence: Evidence, client: str
) -> CheckResult:
    """Take a browser's answer: the seat for one that passed, else what exactly failed. `address` is the check's own.

    Raises NotFound for an address that was answered, is too old, or was made for another device.
    """
    work.record()
    check = store.find_check(work.session, nonce, to_answer=True)
    if check is None or not _is_open_for(work, check, visitor):
        raise NotFound(nonce)
    work.organisation_id = check.organisation_id
    row = get_row(work, check.sitting_id)
    if not is_let_in(work, row.exam_id, visitor.address) or not may_take_seat(work, row, visitor.device):
        raise NotFound(nonce)
    verdict = _judge(work, row, address, evidence)
    check.ended_at, check.client = work.now, client[:LONGEST_CLIENT]
    check.outcome = verdict.failure or verdict.kind or ""
    if verdict.failure is not None:
        work.note("sitting.browser.refused", row.id, failure=verdict.failure)
        return CheckResult(failure=verdict.failure, nonce=begin_check(work, row, visitor.device))
    return CheckResult(token=take_seat(work, keys, row, visitor.device, check.outcome))


def _judge(work: Work, row: SittingRow, address: str, evidence: Evidence) -> Verdict:
    """The rules may have changed while the browser looked at the page: who needn't be checked any more has passed."""
    expected = find_expectation(work, row.exam_id)
    return judge(expected, address, evidence) if expected is not None and needs_check(work, row) else Verdict()


def _is_open_for(work: Work, check: SebCheckRow, visitor: Visitor) -> bool:
    is_fresh = check.ended_at is None and work.now < check.made_at + GOOD_FOR
    return is_fresh and bool(visitor.device) and check.device_digest == token_hash(visitor.device)


def is_open(work: Work, nonce: str, visitor: Visitor) -> bool:
    """Whether a check's address still waits for this device's answer."""
    check = store.find_check(work.session, nonce)
    return check is not None and _is_open_for(work, check, visitor)


def watch_beat(work: Work, sitting_id: UUID, public: str, evidence: Evidence) -> None:
    """Look at the key that came with a heartbeat; who has shown it and stops is held. Call it within `record()`."""
    row = get_row(work, sitting_id)
    admission = delivery_store.find_admission(work.session, row.id, work.actor.epoch)
    expected = find_expectation(work, row.exam_id)
    if admission is None or expected is None or admission.seb not in WATCHED or row.state in CLOSED:
        return
    watch = after_beat(Watch(admission.shows_keys, admission.misses), _shows_key(expected, public, evidence))
    admission.shows_keys, admission.misses = watch.shows_keys, watch.misses
    if watch.must_hold and admission.held_at is None:
        hold(work, admission)
        add_event(work, row, "held", code="seb")
        work.note("sitting.held", row.id, epoch=admission.epoch)


def _shows_key(expected: Expectation, public: str, evidence: Evidence) -> bool:
    settings = replace(expected, exam_keys=())
    shown = [(BEAT, Evidence(config_header=evidence.config_header))]
    shown += [(page, Evidence(config_script=evidence.config_script)) for page in WATCHED_PAGES]
    return any(judge(settings, browsers_address(public, path), each).kind for path, each in shown)


def unlock(work: Work, sitting_id: UUID, reason: str) -> None:
    """Let a held browser go on; it's watched as before."""
    _release(work, sitting_id, reason, "unlocked", lambda _: None)


def exempt(work: Work, sitting_id: UUID, reason: str) -> None:
    """Ask no Safe Exam Browser of this seat any more, and let its browser go on if it was held."""
    _release(work, sitting_id, reason, "seb_exempted", lambda admission: setattr(admission, "seb", "exempt"))


def _release(work: Work, sitting_id: UUID, reason: str, kind: str, change: Callable[[AdmissionRow], None]) -> None:
    require_reason(reason)
    work.record()
    row = get_row(work, sitting_id)
    if row.state in CLOSED:
        raise Refused(text("Nothing was changed."), text("The test at this seat is closed."), text("Reload the page."))
    admission = delivery_store.find_admission(work.session, row.id, row.epoch)
    if admission is not None and admission.held_at is not None:
        let_go_on(work, row, admission)
    elif kind == "unlocked":
        raise Refused(text("Nothing was changed."), text("This seat isn't held."), text("Reload the page."))
    if admission is not None:
        change(admission)
    add_event(work, row, kind, reason=reason)
    work.note(f"sitting.{kind}", row.id)


def list_security(work: Work, exam_id: UUID, seats: Mapping[UUID, int]) -> dict[UUID, SeatSecurity]:
    """What there is to say of each seat's browser, by sitting; `seats` are their numbers."""
    admissions: dict[UUID, list[AdmissionRow]] = defaultdict(list)
    for admission in store.list_admissions(work.session, exam_id):
        admissions[admission.sitting_id].append(admission)
    holders: dict[str, list[int]] = defaultdict(list)
    for sitting_id, made in admissions.items():
        holders[made[-1].device_digest].append(seats[sitting_id])
    failed = {each.sitting_id: each for each in store.list_failed_checks(work.session, exam_id, tuple(FAILURES))}
    exempt_ids = store.list_exempt(work.session, exam_id)
    return {
        sitting_id: replace(
            _of_admissions(admissions.get(sitting_id, []), failed.get(sitting_id), holders, seat),
            is_exempt=sitting_id in exempt_ids,
        )
        for sitting_id, seat in seats.items()
    }


def _of_admissions(
    made: Sequence[AdmissionRow], failed: SebCheckRow | None, holders: Mapping[str, Sequence[int]], seat: int
) -> SeatSecurity:
    """A failed check counts until a browser gets the seat after it."""
    counts = failed is not None and (not made or (failed.ended_at or failed.made_at) > made[-1].admitted_at)
    failure = cast(CheckFailure, failed.outcome) if failed is not None and counts else None
    if not made:
        return SeatSecurity(failure=failure)
    newest = made[-1]
    others = tuple(sorted(other for other in holders[newest.device_digest] if newest.device_digest and other != seat))
    return SeatSecurity(
        seb=newest.seb,
        failure=failure,
        is_held=newest.held_at is not None,
        is_another=len(made) > 1 and newest.device_digest != made[-2].device_digest,
        shared_with=others,
    )
