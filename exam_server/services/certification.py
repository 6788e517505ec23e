"""Who may get a certificate: a case's trace from each criterion to its signed protocol, or what is missing (L19)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from exam_server.core.certification import (
    TRACE_VERSION,
    About,
    Source,
    TracedCriterion,
    TracedEvidence,
    TracedProtocol,
    find_missing,
)
from exam_server.core.decision import qualification_verdict
from exam_server.core.grid import shows
from exam_server.core.plan import Plan, PlanLine
from exam_server.core.problems import Problem
from exam_server.core.signatures import SignedReading
from exam_server.core.text import Text, text
from exam_server.formats.plain import content_hash, from_plain
from exam_server.services.appealing import has_open_appeal
from exam_server.services.case_rows import get_row
from exam_server.services.certified_commissions import PastCommissions
from exam_server.services.decisions import Held, list_held, verdicts_of
from exam_server.services.evidence import to_evidence
from exam_server.services.legal_day import day_of
from exam_server.services.qualification import Edition, get_edition, get_plan_revision
from exam_server.services.signatories import list_signatories, list_unsigned
from exam_server.services.signed_protocols import PAPER
from exam_server.services.taking_back import list_undermined
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import case_protocol as protocol_store
from exam_server.store import certification as store
from exam_server.store import decision as decision_store
from exam_server.store import recognition as recognition_store
from exam_server.store.tables import CaseRow, DecisionRow, EvidenceRow, OrganisationRow, PersonRow, PlanRow


@dataclass(frozen=True)
class Readiness:
    """Whether a case's certificate may be issued, on what, or what is missing. `trace` holds ids and hashes alone."""

    case_id: UUID
    edition: Edition
    source: Source | None
    criteria: tuple[TracedCriterion, ...]
    missing: tuple[Problem, ...]
    trace: Mapping[str, Any]
    trace_hash: str


def check_readiness(work: Work, case_id: UUID) -> Readiness:
    """Look at everything that a certificate of the case would rest on, now. Raises NotFound.

    Only criteria of obligatory sets count (S12).
    """
    case = get_row(work, case_id)
    edition = get_edition(work, case.edition_id)
    source = find_source(work, edition.id)
    criteria = tuple(_trace(work, case, edition))
    about = About(
        edition.content_hash,
        source,
        has_open_appeal(work, case_id),
        list_undermined(work, case_id),
        tuple(_lacks(work, case)),
    )
    trace = _plain_trace(criteria, about)
    missing = find_missing(criteria, about)
    return Readiness(case_id, edition, source, criteria, missing, trace, content_hash(trace))


def list_decided_cases(work: Work) -> tuple[UUID, ...]:
    """The cases whose every outcome is decided met (L2): those for which looking further is worth while."""
    cases = case_store.list_case_heads(work.session, work.organisation_id)
    held = list_held(work, [each.id for each in cases])
    contents = {each: get_edition(work, each).content for each in {case.edition_id for case in cases}}
    return tuple(
        each.id
        for each in cases
        if qualification_verdict(verdicts_of(held.get(each.id, {})), contents[each.edition_id]) == "met"
    )


def find_source(work: Work, edition_id: UUID) -> Source | None:
    """What binds an edition, as it was confirmed last."""
    row = store.find_source(work.session, edition_id)
    return Source(row.kind, row.title, row.number, row.published_on) if row else None


def _lacks(work: Work, case: CaseRow) -> list[Text]:
    person = work.session.get_one(PersonRow, case.person_id)
    body = work.session.get_one(OrganisationRow, case.organisation_id)
    wanted = (
        (person.given_names.strip() and person.family_name.strip(), text("The candidate's names aren't complete.")),
        (person.born_on, text("The candidate's date of birth isn't known.")),
        (
            body.name.strip() and body.seat.strip(),
            text("The body's name or seat isn't known; it's entered at the body's own rules."),
        ),
    )
    return [words for known, words in wanted if not known]


def _trace(work: Work, case: CaseRow, edition: Edition) -> list[TracedCriterion]:
    held = list_held(work, [case.id]).get(case.id, {})
    tracer = _Tracer(work, case, edition)
    codes = [
        criterion.code
        for each in edition.content.sets
        if each.mandatory
        for outcome in each.outcomes
        for criterion in outcome.criteria
    ]
    return [tracer.trace(code, held.get(code)) for code in codes]


class _Tracer:
    """What every criterion's trace looks at, read once."""

    def __init__(self, work: Work, case: CaseRow, edition: Edition) -> None:
        self._work = work
        self._records = {str(row.id): row for row in case_store.list_evidence(work.session, case.id)}
        self._followed = {str(row.supersedes): str(row.id) for row in self._records.values() if row.supersedes}
        self._decisions = {row.id: row for row in decision_store.list_decisions(work.session, [case.id])}
        self._recognised = recognition_store.list_recognised(work.session, case.id)
        self._commissions = PastCommissions(work, case, edition)
        self._protocols = list_protocol_standings(work, case.id)
        self._plans: dict[UUID, tuple[Plan, str]] = {}

    def trace(self, code: str, held: Held | None) -> TracedCriterion:
        recognised = code in self._recognised
        if held is None:
            return TracedCriterion(code, "open", "", "", None, recognised, "", recognised, (), (), (), None)
        row = self._decisions[held.id]
        plan, plan_hash = self._plan(row)
        line = plan.line(code) or PlanLine(code)
        rows = [self._records[each] for each in held.evidence if each in self._records]
        evidence = tuple(self._evidence(each, line) for each in rows)
        counted = [to_evidence(self._current(each)) for each, one in zip(rows, evidence, strict=True) if one.counts]
        return TracedCriterion(
            criterion=code,
            verdict=held.verdict,
            decision=str(held.id),
            rule_version=row.rule_version,
            decided_on=day_of(held.confirmed_at),
            recognised=recognised,
            plan_hash=plan_hash,
            shown=shows(counted, line.parts),
            evidence=evidence,
            members=held.members,
            objections=self._commissions.objections(held),
            protocol=self._protocols.get(str(held.id)),
        )

    def _evidence(self, row: EvidenceRow, line: PlanLine) -> TracedEvidence:
        """What a decision rests on, with what became of it since: a changed key may have turned its verdict."""
        counts = row.method in line.methods or row.source_kind == "recognition"
        verdict = self._current(row).verdict
        return TracedEvidence(str(row.id), row.method, row.source_kind, row.source_hash, row.part, verdict, counts)

    def _current(self, row: EvidenceRow) -> EvidenceRow:
        found = row
        while (later := self._followed.get(str(found.id))) is not None:
            found = self._records[later]
        return found

    def _plan(self, row: DecisionRow) -> tuple[Plan, str]:
        if row.plan_id not in self._plans:
            plan_hash = self._work.session.get_one(PlanRow, row.plan_id).content_hash
            self._plans[row.plan_id] = (get_plan_revision(self._work, row.plan_id), plan_hash)
        return self._plans[row.plan_id]


def list_protocol_standings(work: Work, case_id: UUID) -> dict[str, TracedProtocol]:
    """By decision the protocol that states it and took nobody's place, and how many of its members have signed it.

    Signatures of anybody else count for nothing, however many there are (L19).
    """
    readings: dict[UUID, list[SignedReading]] = {}
    scanned: set[UUID] = set()
    for signed in protocol_store.list_signed(work.session, case_id):
        if signed.kind == PAPER:
            scanned.add(signed.protocol_id)
        elif signed.reading is not None:
            readings.setdefault(signed.protocol_id, []).append(from_plain(SignedReading, json.loads(signed.reading)))
    rows = protocol_store.list_protocols(work.session, case_id)
    replaced = {row.supersedes for row in rows}
    found: dict[str, TracedProtocol] = {}
    for row in rows:
        record = json.loads(row.record)
        # Of an erased one (L7) nothing is left that could state a decision.
        if record and row.id not in replaced:
            members = len(list_signatories(record))
            signed_by = members - len(list_unsigned(record, readings.get(row.id, ())))
            on_paper = row.id in scanned and signed_by < members
            standing = TracedProtocol(row.cited, row.record_hash, members, members if on_paper else signed_by, on_paper)
            for decision in _stated(record):
                before = found.get(decision)
                # Of two that state the same (a set's and the whole's), the one that lacks fewer signatures counts.
                if before is None or _lacking(standing) <= _lacking(before):
                    found[decision] = standing
    return found


def _lacking(each: TracedProtocol) -> int:
    return max(0, each.members - each.signers)


def _stated(record: Mapping[str, Any]) -> list[str]:
    return [
        criterion["decision"]["id"]
        for each in record["sets"]
        for outcome in each["outcomes"]
        for criterion in outcome["criteria"]
        if criterion["decision"]
    ]


def _plain_trace(criteria: Sequence[TracedCriterion], about: About) -> dict[str, Any]:
    """The trace as it's kept: ids and hashes, and nobody's name."""
    source = about.source
    return {
        "version": TRACE_VERSION,
        "edition": about.edition_hash,
        "source": {**source._asdict(), "published_on": source.published_on.isoformat()} if source else None,
        "criteria": [_plain_criterion(each) for each in criteria],
    }


def _plain_criterion(each: TracedCriterion) -> dict[str, Any]:
    return {
        "criterion": each.criterion,
        "verdict": each.verdict,
        "recognised": each.recognised,
        "decision": each.decision,
        "decided_on": each.decided_on.isoformat() if each.decided_on else None,
        "rule_version": each.rule_version,
        "plan": each.plan_hash,
        "evidence": [one._asdict() for one in each.evidence],
        "commission": list(each.members),
        "protocol": each.protocol._asdict() if each.protocol else None,
    }
