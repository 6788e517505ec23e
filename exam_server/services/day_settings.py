"""What the office says of a day before it's planned: hours, pauses, who plays where, and who isn't there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.formats.plain import from_plain, to_plain
from exam_server.services.exam_rows import get_row
from exam_server.services.people import Names
from exam_server.services.work import Work
from exam_server.store import day as store
from exam_server.store.tables import CaseRow, DayAbsenceRow, DayPlanRow

MOST_HOURS = 60
LONGEST_REASON = 500


@dataclass(frozen=True)
class DaySettings:
    """`hours`: from when until when people work, breaks lie between. `longest`: without a break; all pauses in minutes.

    `plays`: by role-player's account the stations where they can play; who isn't named can play everywhere. `prompted`:
    where the exam has prompters, every encounter gets one; otherwise who plays has three buttons.
    """

    hours: tuple[tuple[datetime, datetime], ...]
    change: int = 10
    rest: int = 10
    derole: int = 10
    longest: int = 180
    plays: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    prompted: bool = True


@dataclass(frozen=True)
class Absence:
    """Somebody (a candidate by code) or a room that isn't there, from `since` on; `until` None: any more."""

    id: UUID
    kind: str
    subject: str
    name: str
    since: datetime
    until: datetime | None
    reason: str
    noted_by: str


def find_settings(work: Work, exam_id: UUID) -> DaySettings | None:
    """What was kept last; None before that."""
    row = store.find_day_plan(work.session, get_row(work, exam_id).id)
    return from_plain(DaySettings, row.settings) if row else None


def keep_settings(work: Work, exam_id: UUID, settings: DaySettings) -> None:
    """Keep how the day is to be planned. Raises Refused for hours that end before they begin, or overlap."""
    _require_order(settings.hours)
    work.record()
    get_row(work, exam_id)
    row = store.find_day_plan(work.session, exam_id)
    if row is None:
        row = DayPlanRow(id=work.new_id(), organisation_id=work.organisation_id, exam_id=exam_id)
        work.session.add(row)
    row.settings, row.kept_at, row.kept_by = to_plain(settings), work.now, work.actor.account_id
    work.session.flush()
    work.note("exam.day.settings.kept", exam_id)


def _require_order(hours: Sequence[tuple[datetime, datetime]]) -> None:
    what, remedy = text("The hours weren't kept."), text("Write them in their order, each from earlier until later.")
    if not 0 < len(hours) <= MOST_HOURS:
        raise Refused(what, text("There are none, or more than {count}.", count=MOST_HOURS), remedy)
    ends = [each for pair in hours for each in pair]
    if any(one > other for one, other in zip(ends, ends[1:], strict=False)) or any(a == b for a, b in hours):
        raise Refused(what, text("They overlap, or end before they begin."), remedy)


def list_absences(work: Work, exam_id: UUID) -> list[Absence]:
    names = Names(work)
    return [
        Absence(
            row.id,
            row.kind,
            row.subject,
            _name_of(work, names, row),
            row.since,
            row.until,
            row.reason,
            names.of(row.noted_by),
        )
        for row in store.list_absences(work.session, exam_id)
    ]


def _name_of(work: Work, names: Names, row: DayAbsenceRow) -> str:
    if row.kind == "room":
        return row.subject
    if row.kind == "candidate":
        return work.session.get_one(CaseRow, UUID(row.subject)).code
    return names.of(UUID(row.subject))


def note_absence(
    work: Work, exam_id: UUID, kind: str, subject: str, since: datetime | None, until: datetime | None, reason: str
) -> None:
    """Note that somebody or a room isn't there, from now on unless `since` says else; nothing is planned anew by that.

    Raises Refused without a reason, and for a time that ends before it begins.
    """
    what = text("It wasn't noted.")
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Refused(what, text("The reason is missing, or longer than {count} characters.", count=LONGEST_REASON),
                      text("Write why in a few words."))  # fmt: skip
    work.record()
    get_row(work, exam_id)
    since = since or work.now
    if until is not None and until <= since:
        raise Refused(what, text("It ends before it begins."), text("Mend the times."))
    row = DayAbsenceRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        exam_id=exam_id,
        kind=kind,
        subject=subject,
        since=since,
        until=until,
        reason=reason.strip(),
        noted_at=work.now,
        noted_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    work.note("exam.day.absence.noted", exam_id, kind=kind)


def take_back_absence(work: Work, exam_id: UUID, absence_id: UUID) -> None:
    """It was a mistake, or they're back. Raises NotFound for what doesn't hold at this exam."""
    work.record()
    get_row(work, exam_id)
    row = next((each for each in store.list_absences(work.session, exam_id) if each.id == absence_id), None)
    if row is None:
        raise NotFound(str(absence_id))
    row.taken_back_at = work.now
    work.note("exam.day.absence.taken_back", exam_id, kind=row.kind)
