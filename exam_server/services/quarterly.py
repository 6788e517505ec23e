"""The quarterly report to the register (L14): its figures from the records, what is due, and what was sent."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from exam_server.core.fees import Entry, holding
from exam_server.core.reports import Due, Quarter, QuarterLine, judge_due, quarter_of, require_quarter
from exam_server.services.legal_day import day_of, legal_day
from exam_server.services.payments import by_case
from exam_server.services.qualification import list_editions
from exam_server.services.reports import Record, Report, keep_report, list_reports, span_of
from exam_server.services.work import Work
from exam_server.store import reporting as store
from exam_server.store.tables import OrganisationRow

QUARTERS_SHOWN = 8


class QuarterState(NamedTuple):
    """A quarter that has ended: until when its report is due, and what was sent, the newest first."""

    quarter: Quarter
    due_on: date
    state: Due
    sent: tuple[Report, ...]

    @property
    def in_time(self) -> bool:
        """Whether it was sent by the day on which it was due."""
        return bool(self.sent) and day_of(self.sent[-1].made_at) <= self.due_on


def list_quarters(work: Work) -> list[QuarterState]:
    """The last quarters since the body began, the newest first."""
    today = legal_day(work)
    reports, begun_on = list_reports(work, "quarterly"), day_of(_body(work).created_at)
    found: list[QuarterState] = []
    quarter = quarter_of(today).before()
    while len(found) < QUARTERS_SHOWN and quarter.until >= begun_on:
        found.append(_state(quarter, reports, today))
        quarter = quarter.before()
    return found


def _state(quarter: Quarter, reports: Sequence[Report], today: date) -> QuarterState:
    sent = tuple(each for each in reports if (each.since, each.until) == (quarter.since, quarter.until))
    done_on = day_of(sent[-1].made_at) if sent else None
    return QuarterState(quarter, quarter.due_on, judge_due(quarter.due_on, done_on, today), sent)


def gather_quarter(work: Work, quarter: Quarter) -> Record:
    """What would be reported of a quarter as things stand now (art. 65(2): as on the day of reporting)."""
    body = _body(work)
    return {
        "kind": "quarterly",
        "body": body.name,
        "seat": body.seat,
        "year": quarter.year,
        "quarter": quarter.number,
        "since": quarter.since.isoformat(),
        "until": quarter.until.isoformat(),
        "due_on": quarter.due_on.isoformat(),
        "as_of": legal_day(work).isoformat(),
        "lines": [line._asdict() for line in _lines(work, quarter)],
    }


def send_quarter(work: Work, quarter: Quarter, reason: str = "") -> UUID:
    """Keep a quarter's report as it is sent. Raises Refused before its end, and for a correction without why (L14)."""
    reason = reason.strip()
    work.record()
    state = _state(quarter, list_reports(work, "quarterly"), legal_day(work))
    require_quarter(quarter, legal_day(work), len(state.sent), reason)
    record = gather_quarter(work, quarter)
    return keep_report(work, "quarterly", "", (quarter.since, quarter.until), record, reason)


def _body(work: Work) -> OrganisationRow:
    return work.session.get_one(OrganisationRow, work.organisation_id)


def _lines(work: Work, quarter: Quarter) -> list[QuarterLine]:
    span = span_of(work, quarter.since, quarter.until)
    certificates, validated = store.count_certificates(work.session, span), store.count_validated(work.session, span)
    decided, money = store.count_decided(work.session, span), _money(work, quarter)
    names: dict[str, str] = {}
    for edition in list_editions(work):
        names.setdefault(edition.code, edition.content.name)
    return [
        QuarterLine(
            code,
            name,
            certificates.get(code, 0),
            *money.get(code, _Money(None, 0, 0)),
            validated.get(code, 0),
            decided.get("met", {}).get(code, 0),
            decided.get("not_met", {}).get(code, 0),
        )
        for code, name in sorted(names.items())
    ]


class _Money(NamedTuple):
    fee: int | None
    income: int
    free: int


def _money(work: Work, quarter: Quarter) -> dict[str, _Money]:
    """By qualification, from the lines that hold: what was asked, paid and let off on the quarter's days."""
    codes = store.list_cases_of(work.session, work.organisation_id)
    asked: dict[str, list[int]] = defaultdict(list)
    income: dict[str, int] = defaultdict(int)
    free: dict[str, int] = defaultdict(int)
    for case_id, entries in by_case(store.list_payments_until(work.session, work.organisation_id)).items():
        own = [each for each in holding(entries) if quarter.since <= each.on <= quarter.until]
        code = codes.get(case_id)
        if code is None or not own:
            continue
        if any(each.kind == "due" for each in own):
            asked[code].append(_sum(own, "due") - _sum(own, "let_off"))
        income[code] += _sum(own, "paid") - _sum(own, "returned")
        free[code] += any(each.let_off == "agreement" for each in own)
    return {
        code: _Money(round(sum(asked[code]) / len(asked[code])) if asked[code] else None, income[code], free[code])
        for code in income
    }


def _sum(entries: Sequence[Entry], kind: str) -> int:
    return sum(each.amount for each in entries if each.kind == kind)
