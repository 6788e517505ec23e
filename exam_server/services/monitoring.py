"""The permanent monitoring of validation (L15): what is due, what waits, and what the last year came to."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from exam_server.core.fees import sum_up
from exam_server.core.reports import Due
from exam_server.services.enrolment_windows import list_windows
from exam_server.services.evaluating import EvaluationState, Subject, gather_evaluation, list_evaluations
from exam_server.services.legal_day import legal_day
from exam_server.services.outbox import count_notices
from exam_server.services.payments import by_case
from exam_server.services.quarterly import QuarterState, list_quarters
from exam_server.services.work import Work
from exam_server.store import reporting as store

YEAR = timedelta(days=365)
SOON = timedelta(days=60)
"""How long before its last day an evaluation is called to mind; a quarter's report is from the quarter's end on."""


class Reminder(NamedTuple):
    """Something to report: `quarter` empty for an evaluation, then `name` says of what."""

    state: Due
    due_on: date
    quarter: str
    name: str


class Board(NamedTuple):
    """`year`: by qualification what its evaluation would count of the last 365 days; `owing`: cases that owe a fee."""

    quarters: tuple[QuarterState, ...]
    evaluations: tuple[EvaluationState, ...]
    year: Mapping[str, Mapping[str, int]]
    notices: Mapping[str, int]
    enrolments: int
    owing: int


def show_board(work: Work) -> Board:
    """What the office and the auditor look at (L15)."""
    today = legal_day(work)
    evaluations = tuple(list_evaluations(work))
    year = {each.name: gather_evaluation(work, Subject(each.code, today - YEAR, today)).figures for each in evaluations}
    accounts = by_case(store.list_payments_until(work.session, work.organisation_id)).values()
    return Board(
        tuple(list_quarters(work)),
        evaluations,
        year,
        count_notices(work),
        sum(each.waiting for each in list_windows(work)),
        sum(sum_up(entries).owed > 0 for entries in accounts),
    )


def list_reminders(work: Work) -> list[Reminder]:
    """What is late or due soon, the first day first (L14, L16)."""
    today = legal_day(work)
    quarters = [
        Reminder(each.state, each.due_on, f"{each.quarter.year}/{each.quarter.number}", "")
        for each in list_quarters(work)
        if each.state != "done"
    ]
    evaluations = [
        Reminder(each.state, each.due_on, "", each.name)
        for each in list_evaluations(work)
        if each.due_on - SOON <= today
    ]
    return sorted([*quarters, *evaluations], key=lambda each: each.due_on)
