"""The body's evaluation of itself by qualification (L16): figures from the records, and words that people write."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from exam_server.core.agreement import Rated
from exam_server.core.problems import NotFound
from exam_server.core.psychometrics import Estimate
from exam_server.core.reports import Due, Part, evaluation_due_on, judge_due, require_evaluation
from exam_server.services.agreement import Span as RatedSpan
from exam_server.services.agreement import find_rated
from exam_server.services.agreement_apart import report_apart
from exam_server.services.legal_day import day_of, legal_day
from exam_server.services.qualification import find_edition, list_editions
from exam_server.services.quarterly import list_quarters
from exam_server.services.reports import Record, Report, keep_report, list_reports, span_of
from exam_server.services.work import Work
from exam_server.store import reporting as store
from exam_server.store.tables import EditionRow, OrganisationRow

AGREEMENT = ("exact", "near", "alpha", "icc_single")
"""The figures of agreement that a report shows."""


class Subject(NamedTuple):
    """What an evaluation is about."""

    qualification: str
    since: date
    until: date


class EvaluationState(NamedTuple):
    """A qualification, until when it's to be evaluated, and its reports, the newest first."""

    code: str
    name: str
    begun_on: date
    due_on: date
    state: Due
    reports: tuple[Report, ...]


class Gathered(NamedTuple):
    """What is counted, and the ratings whose agreement is reckoned by a process of its own."""

    subject: Subject
    body: str
    seat: str
    name: str
    figures: Mapping[str, int]
    rated: tuple[Rated, ...]


def list_evaluations(work: Work) -> list[EvaluationState]:
    """Every qualification, by name."""
    reports, today = list_reports(work, "evaluation"), legal_day(work)
    names: dict[str, str] = {}
    begun: dict[str, date] = {}
    for each in list_editions(work):
        names.setdefault(each.code, each.content.name)
        begun[each.code] = day_of(work.session.get_one(EditionRow, each.id).adopted_at)
    found = []
    for code, name in sorted(names.items(), key=lambda pair: pair[1]):
        own = tuple(each for each in reports if each.subject == code)
        due_on = evaluation_due_on(own[0].until if own else None, begun[code])
        found.append(EvaluationState(code, name, begun[code], due_on, judge_due(due_on, None, today), own))
    return found


def gather_evaluation(work: Work, subject: Subject) -> Gathered:
    """What the records say of a qualification in a span. Raises NotFound, and Refused for too many simulations."""
    edition = find_edition(work, subject.qualification)
    if edition is None:
        raise NotFound(subject.qualification)
    body = work.session.get_one(OrganisationRow, work.organisation_id)
    rated = _list_rated(work, subject)
    figures = {**_count(work, subject), **_count_quarters(work, subject), "encounters": len(rated)}
    return Gathered(subject, body.name, body.seat, edition.content.name, figures, rated)


def reckon_agreement(gathered: Gathered) -> list[dict[str, Any]]:
    """The figures of agreement with their 95 % intervals; call it without a transaction, since it takes seconds."""
    results = report_apart(gathered.rated).results
    found = [(name, results[name]) for name in AGREEMENT]
    return [
        {"figure": name, "value": result.value, "low": result.low, "high": result.high}
        for name, result in found
        if isinstance(result, Estimate)
    ]


def close_evaluation(
    work: Work, gathered: Gathered, agreement: list[dict[str, Any]], words: Mapping[Part, str]
) -> UUID:
    """Keep an evaluation with what people wrote. Raises Refused for days that aren't past, and an empty part (L16)."""
    subject = gathered.subject
    work.record()
    require_evaluation(subject.since, subject.until, legal_day(work), words)
    record = describe(gathered, agreement) | {"words": {part: each.strip() for part, each in words.items()}}
    days = (subject.since, subject.until)
    return keep_report(work, "evaluation", subject.qualification, days, record, "")


def describe(gathered: Gathered, agreement: list[dict[str, Any]]) -> dict[str, Any]:
    """The record without the words that people write."""
    subject = gathered.subject
    return {
        "kind": "evaluation",
        "body": gathered.body,
        "seat": gathered.seat,
        "qualification": subject.qualification,
        "name": gathered.name,
        "since": subject.since.isoformat(),
        "until": subject.until.isoformat(),
        "figures": dict(gathered.figures),
        "agreement": agreement,
        "words": {},
    }


def _list_rated(work: Work, subject: Subject) -> tuple[Rated, ...]:
    found: list[Rated] = []
    for exam_id in store.list_exams_of(work.session, work.organisation_id, subject.qualification):
        span = RatedSpan(exam_id=exam_id, since=subject.since, until=subject.until)
        found += find_rated(work, span).rated
    return tuple(found)


def _count(work: Work, subject: Subject) -> Record:
    session, code = work.session, subject.qualification
    span = span_of(work, subject.since, subject.until)
    decided = store.count_decided(session, span)
    made, corrected, signed = store.count_protocols(session, span, code)
    return {
        "cases": store.count_begun(session, span).get(code, 0),
        "validated": store.count_validated(session, span).get(code, 0),
        "certificates": store.count_certificates(work.session, span).get(code, 0),
        "met": decided.get("met", {}).get(code, 0),
        "not_met": decided.get("not_met", {}).get(code, 0),
        "dissents": store.count_dissents(session, span, code),
        "protocols": made,
        "protocols_corrected": corrected,
        "protocols_signed": signed,
        "incidents": store.count_incidents(session, span, code),
        "recusals": store.count_recusals(session, span, code),
        "appeals": store.count_appeals(work.session, span).get(code, 0),
        **store.count_items(session, work.organisation_id, code),
    }


def _count_quarters(work: Work, subject: Subject) -> Record:
    """How the duty to report was met for the quarters that ended in the span."""
    ended = [each for each in list_quarters(work) if subject.since <= each.quarter.until <= subject.until]
    sent = [each for each in ended if each.sent]
    in_time = sum(each.in_time for each in sent)
    return {
        "quarters_in_time": in_time,
        "quarters_late": len(sent) - in_time,
        "quarters_missing": sum(each.state == "late" for each in ended),
    }
