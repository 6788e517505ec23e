"""The conversation with the commission: each member notes alone, all agree, and what they agree on is evidence (S1)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import cast
from uuid import UUID

from exam_server.core import conversation as core
from exam_server.core.case import Verdict
from exam_server.core.conversation import Exchange, Hearing
from exam_server.core.decision import Ballot, Tally
from exam_server.core.plan import Plan, PlanLine
from exam_server.core.problems import NotFound, Refused
from exam_server.core.qualification import Method
from exam_server.core.text import Text, text
from exam_server.formats.plain import content_hash
from exam_server.services.case import exam_of, plan_of
from exam_server.services.evidence import EvidenceEntry, record_evidence
from exam_server.services.panel import Panel, get_case_row, require_seated
from exam_server.services.people import Names
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import decision as store
from exam_server.store.tables import AgendaNoteRow, ExchangeRow, ExchangeVoteRow, HearingRow, StageRow

METHOD: Method = "conversation_with_simulation"
RULE_VERSION = "2"


@dataclass(frozen=True)
class NamedHearing:
    name: str
    question: str
    heard: str
    verdict: Verdict


@dataclass(frozen=True)
class NamedDissent:
    name: str
    verdict: Verdict
    reason: str


@dataclass(frozen=True)
class Note:
    """What an exchange came to; `counts`: nothing agreed later about the same took its place.

    `question` and `heard` are all members' words, each once; `hearings` say whose (none in notes of one member alone).
    """

    id: UUID
    criterion: str
    part: str
    question: str
    heard: str
    verdict: Verdict
    noted_by: str
    noted_at: datetime
    evidence_id: UUID
    counts: bool
    by_rule: str
    hearings: tuple[NamedHearing, ...]
    dissent: tuple[NamedDissent, ...]


@dataclass(frozen=True)
class NewNote:
    """What a member types: the criterion (and part, or empty for the whole), question, what was heard, verdict."""

    criterion: str
    part: str
    question: str
    heard: str
    verdict: Verdict


@dataclass(frozen=True)
class Open:
    """An exchange that isn't agreed yet, with its row."""

    row: ExchangeRow
    exchange: Exchange


def note_conversation(work: Work, case_id: UUID, note: NewNote) -> UUID:
    """Seal the actor's own note on the open exchange about a criterion or part, which it opens where there is none.

    Gives the exchange's id. Once every member who sits has noted the same verdict, or all have voted, it's agreed and
    becomes the conversation's evidence; a later one on the same supersedes the earlier one's record (P2, S1).
    """
    work.record()
    case = get_case_row(work, case_id)
    stages = case_store.list_stages(work.session, case_id)
    if not stages:
        raise _refused(text("The case has no stage yet."), text("Plan an exam for it first."))
    stage = _stage(stages)
    panel, account_id = require_seated(work, case, "converse", stage.id)
    _, plan = plan_of(work, case, exam_of(work, stages))
    _require_admissible(plan, note)
    found = next((each for each in list_open(work, case_id, panel) if _is_about(each.row, note)), None)
    hearing = Hearing(str(account_id), note.question.strip(), note.heard.strip(), note.verdict)
    after = core.hear(found.exchange if found else _new_exchange(panel), hearing)
    row = found.row if found else _open(work, case_id, stage.id, note)
    values = {"question": hearing.question, "heard": hearing.heard, "verdict": hearing.verdict}
    shared = {"id": work.new_id(), "organisation_id": work.organisation_id, "exchange_id": row.id}
    work.session.add(HearingRow(**shared, account_id=account_id, heard_at=work.now, **values))
    work.session.flush()
    _settle(work, Open(row, after))
    return row.id


def vote_on_exchange(work: Work, exchange_id: UUID, verdict: Verdict, reason: str) -> None:
    """The actor's vote where the notes of an exchange differ; the last one agrees on it."""
    found, account_id = _begin(work, exchange_id)
    if verdict not in core.VERDICTS:
        raise NotFound(verdict)
    after = core.vote(found.exchange, Ballot(str(account_id), verdict, reason.strip()[: core.LONGEST_NOTE]))
    shared = {"id": work.new_id(), "organisation_id": work.organisation_id, "exchange_id": exchange_id}
    ballot = after.votes[-1]
    row = ExchangeVoteRow(**shared, account_id=account_id, verdict=verdict, reason=ballot.reason, voted_at=work.now)
    work.session.add(row)
    work.session.flush()
    _settle(work, Open(found.row, after))


def close_exchange(work: Work, exchange_id: UUID) -> None:
    """Wait no longer for who hasn't noted or voted; by the chair, with enough notes (S2)."""
    found, account_id = _begin(work, exchange_id)
    after = core.close(found.exchange, str(account_id))
    found.row.closed_at = work.now
    work.note("case.conversation.closed", exchange_id, notes=len(after.counted))
    _settle(work, Open(found.row, after))


def list_open(work: Work, case_id: UUID, panel: Panel) -> list[Open]:
    """The exchanges of a case that aren't agreed yet, as its panel of now reads them."""
    settled = {row.id for row in store.list_notes(work.session, case_id)}
    rows = [row for row in store.list_exchanges(work.session, case_id) if row.id not in settled]
    hearings = store.list_hearings(work.session, case_id) if rows else ()
    votes = store.list_exchange_votes(work.session, case_id) if rows else ()
    return [Open(row, _exchange(panel, row, hearings, votes)) for row in rows]


def list_notes(work: Work, case_id: UUID) -> list[Note]:
    """What was agreed of every exchange of a case, oldest first."""
    rows, names = store.list_notes(work.session, case_id), Names(work)
    newest = {(row.criterion, row.part): row.id for row in rows}
    hearings: dict[UUID, list[NamedHearing]] = {}
    for each in store.list_hearings(work.session, case_id) if rows else ():
        named = NamedHearing(names.of(each.account_id), each.question, each.heard, cast(Verdict, each.verdict))
        hearings.setdefault(each.exchange_id, []).append(named)
    return [
        Note(
            row.id,
            row.criterion,
            row.part,
            row.question,
            row.heard,
            cast(Verdict, row.verdict),
            names.of(row.noted_by),
            row.noted_at,
            row.evidence_id,
            newest[row.criterion, row.part] == row.id,
            row.by_rule,
            tuple(sorted(hearings.get(row.id, ()), key=lambda each: each.name)),
            tuple(
                NamedDissent(names.of(UUID(each["member"])), cast(Verdict, each["verdict"]), each["reason"])
                for each in row.dissent
            ),
        )
        for row in rows
    ]


def _begin(work: Work, exchange_id: UUID) -> tuple[Open, UUID]:
    """Within `record()` from here on: an open exchange, for a member who may converse now."""
    work.record()
    row = work.session.get(ExchangeRow, exchange_id)
    if row is None:
        raise NotFound(str(exchange_id))
    case = get_case_row(work, row.case_id)
    panel, account_id = require_seated(work, case, "converse", row.stage_id)
    found = next((each for each in list_open(work, case.id, panel) if each.row.id == exchange_id), None)
    if found is None:
        raise _refused(text("It is agreed already."), text("Look at what was agreed; ask anew where more is needed."))
    return found, account_id


def _settle(work: Work, found: Open) -> None:
    """Keep what an exchange came to, with its evidence, once it's agreed."""
    if core.state_of(found.exchange) != "agreed":
        return
    tally = cast(Tally, core.tally(found.exchange))
    row, counted = found.row, found.exchange.counted
    given = [[asdict(each) for each in own] for own in (counted, found.exchange.votes)]
    digest = content_hash([row.criterion, row.part, *given, tally.verdict, tally.by])
    entry = EvidenceEntry(
        criterion=row.criterion,
        method=METHOD,
        source_kind="conversation",
        source_id=_first_of(work, row) or row.id,
        source_hash=digest,
        verdict=tally.verdict,
        open_reason=tally.open_reason,
        rule_version=RULE_VERSION,
        part=row.part,
    )
    evidence_id = record_evidence(work, row.case_id, row.stage_id, entry)
    work.session.add(
        AgendaNoteRow(
            id=row.id,
            organisation_id=work.organisation_id,
            case_id=row.case_id,
            criterion=row.criterion,
            part=row.part,
            question=core.joined([each.question for each in counted]),
            heard=core.joined([each.heard for each in counted]),
            verdict=tally.verdict,
            content_hash=digest,
            evidence_id=evidence_id,
            noted_by=UUID(counted[0].member),
            noted_at=work.now,
            by_rule=tally.by,
            dissent=[asdict(each) for each in tally.dissent],
        )
    )
    work.session.flush()
    work.note("case.conversation.noted", row.id, criterion=row.criterion, content=digest)


def _open(work: Work, case_id: UUID, stage_id: UUID, note: NewNote) -> ExchangeRow:
    row = ExchangeRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        case_id=case_id,
        stage_id=stage_id,
        criterion=note.criterion,
        part=note.part,
        opened_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    return row


def _new_exchange(panel: Panel) -> Exchange:
    return Exchange(tuple(sorted(panel.ids)), str(panel.chair or ""), panel.rule.quorum)


def _exchange(
    panel: Panel, row: ExchangeRow, hearings: Sequence[HearingRow], votes: Sequence[ExchangeVoteRow]
) -> Exchange:
    return replace(
        _new_exchange(panel),
        hearings=tuple(
            Hearing(str(each.account_id), each.question, each.heard, cast(Verdict, each.verdict))
            for each in hearings
            if each.exchange_id == row.id
        ),
        votes=tuple(
            Ballot(str(each.account_id), cast(Verdict, each.verdict), each.reason)
            for each in votes
            if each.exchange_id == row.id
        ),
        closed=row.closed_at is not None,
    )


def _is_about(row: ExchangeRow, note: NewNote) -> bool:
    return (row.criterion, row.part) == (note.criterion, note.part)


def _first_of(work: Work, row: ExchangeRow) -> UUID | None:
    """The conversation's first note on the same: its id stands for the whole exchange as a source."""
    rows = store.list_notes(work.session, row.case_id)
    return next((each.id for each in rows if (each.criterion, each.part) == (row.criterion, row.part)), None)


def _stage(stages: Sequence[StageRow]) -> StageRow:
    """The stage that the conversation belongs to: of the newest exam its simulation, which it follows (S1), or test."""
    planned = [stage for stage in stages if stage.exam_id is not None]
    newest = [stage for stage in planned if stage.exam_id == planned[-1].exam_id] or stages
    simulated = [stage for stage in newest if stage.kind == "simulation"]
    return (simulated or newest)[-1]


def _require_admissible(plan: Plan, note: NewNote) -> None:
    line = plan.line(note.criterion)
    if line is None or note.verdict not in core.VERDICTS or not _knows_part(line, note.part):
        raise NotFound(note.criterion)
    if METHOD not in line.methods:
        raise _refused(
            text("The plan doesn't let a conversation show {code}.", code=note.criterion),
            text("Use the method that the agenda names."),
            "S1",
        )


def _knows_part(line: PlanLine, part: str) -> bool:
    return not part or part in {each.id for each in line.parts}


def _refused(why: Text, remedy: Text, rule: str = "") -> Refused:
    return Refused(core.NOT_KEPT, why, remedy, rule)
