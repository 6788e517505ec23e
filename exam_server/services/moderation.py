"""Moderation after all seals: agreed facts, votes alone, agreed ratings with dissent, and the conclusion."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, cast
from uuid import UUID

from exam_server.core import moderating as core
from exam_server.core.moderating import Absence, Call, Dissent, Fact, FactsWord, Moderation, Wording
from exam_server.core.moderation import AgreedBy, AgreedRating, Vote
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import text
from exam_server.services.encounter_evidence import thresholds_of, write_evidence, write_unrated
from exam_server.services.exam_rows import get_row as get_exam_row
from exam_server.services.exam_rows import refuse_rehearsal
from exam_server.services.flags import require_flags_settled
from exam_server.services.moderation_rule import rule_of
from exam_server.services.raters import list_replaced
from exam_server.services.rating import begin_act, require_level, sheets_of
from exam_server.services.simulation import rated_criteria
from exam_server.services.work import Work
from exam_server.store import moderation as store
from exam_server.store import simulation as encounter_store
from exam_server.store.base import Base
from exam_server.store.tables import (
    AbsenceRow,
    AgreedRatingRow,
    DissentRow,
    EncounterRow,
    FactsWordRow,
    ModerationVoteRow,
    VoteCallRow,
    WordingRow,
)


def write_facts(work: Work, encounter_id: UUID, facts: Sequence[Fact]) -> int:
    """Put down what was to be seen, by who leads; gives the wording's number. Refused once a wording is agreed."""
    row, moderation = _begin(work, encounter_id)
    made = core.write_facts(moderation, _actor(work), facts).wordings[-1]
    _keep(work, row, WordingRow, number=made.number, facts=[asdict(each) for each in made.facts], written_at=work.now)
    work.note("encounter.facts.written", row.id, number=made.number, count=len(made.facts))
    return made.number


def speak_of_facts(work: Work, encounter_id: UUID, number: int, agrees: bool, reason: str = "") -> None:
    """The actor's word on a wording; once the majority of all present agree, the ratings open."""
    row, moderation = _begin(work, encounter_id)
    word = FactsWord(_actor(work), number, agrees, "" if agrees else reason.strip())
    after = core.speak_of_facts(moderation, word)
    _keep(work, row, FactsWordRow, number=number, agrees=agrees, reason=word.reason, said_at=work.now)
    if core.agreed_wording(after) is not None:
        work.note("encounter.facts.agreed", row.id, number=number)


def call_vote(work: Work, encounter_id: UUID, criterion: str, reason: str) -> None:
    """The actor asks that all vote on a criterion that the rule doesn't send to a vote."""
    row, moderation = _begin(work, encounter_id)
    _require_known(moderation, criterion)
    core.call_vote(moderation, Call(criterion, _actor(work), reason.strip()))
    _keep(work, row, VoteCallRow, criterion=criterion, reason=reason.strip(), called_at=work.now)
    work.note("encounter.vote.called", row.id, criterion=criterion)


def give_vote(work: Work, encounter_id: UUID, criterion: str, level: int | None, reason: str) -> None:
    """The actor's second vote on a criterion; it's final, and nobody sees it before all have voted."""
    row, moderation = _begin(work, encounter_id)
    require_level(level)
    _require_known(moderation, criterion)
    core.vote(moderation, criterion, Vote(_actor(work), level, reason.strip()))
    _keep(work, row, ModerationVoteRow, criterion=criterion, level=level, reason=reason.strip(), voted_at=work.now)


def record_absence(work: Work, encounter_id: UUID, member: str, reason: str) -> None:
    """A member left after sealing; the actor records it, and their sealed ratings stand as their votes."""
    row, moderation = _begin(work, encounter_id)
    core.record_absence(moderation, Absence(member, _actor(work), reason.strip()))
    kept = {"account_id": UUID(member), "recorded_by": work.actor.account_id, "reason": reason.strip()}
    _keep(work, row, AbsenceRow, recorded_at=work.now, **kept)
    work.note("encounter.absence.recorded", row.id, member=member)


def write_dissent(work: Work, encounter_id: UUID, criterion: str, words: str) -> None:
    """The actor's written dissent from an agreed rating; also after the conclusion."""
    row, moderation = _begin(work, encounter_id)
    _require_known(moderation, criterion)
    core.write_dissent(moderation, Dissent(_actor(work), criterion, words.strip()))
    _keep(work, row, DissentRow, criterion=criterion, words=words.strip(), written_at=work.now)
    work.note("encounter.dissent.written", row.id, criterion=criterion)


def conclude(work: Work, encounter_id: UUID) -> int:
    """Keep what is agreed on every criterion, and write its evidence; gives how many records.

    Refused before all votes are in, while a red flag holds the encounter, and while the commission isn't legal (S2).
    """
    row, moderation = _begin(work, encounter_id)
    refuse_rehearsal(get_exam_row(work, row.exam_id))
    core.require_ready(moderation, _actor(work))
    require_flags_settled(work, row)
    agreed = [_require_agreed(moderation, code) for code in moderation.criteria]
    for each in agreed:
        _keep_agreed(work, row, each)
    work.session.flush()
    row.state = "agreed"
    work.note("encounter.agreed", row.id, round=row.round, gap=row.largest_gap, tie=row.tie)
    return write_evidence(work, row, agreed)


def close_unrated(work: Work, encounter_id: UUID) -> int:
    """End a moderation that too few members are left for: nothing is agreed, and the criteria stay open (S2)."""
    row, moderation = _begin(work, encounter_id)
    refuse_rehearsal(get_exam_row(work, row.exam_id))
    if not core.too_few(moderation):
        raise Refused(
            text("The encounter wasn't concluded."),
            text("Enough members rate it."),
            text("Agree on the facts and the ratings."),
            rule="S2",
        )
    row.state = "agreed"
    work.note("encounter.closed.unrated", row.id, members=len(moderation.members))
    return write_unrated(work, row)


def load_moderation(work: Work, row: EncounterRow) -> Moderation:
    """An encounter's moderation from what is kept of it."""
    sheets, session = sheets_of(work, row), work.session
    chairs = [str(each.account_id) for each in encounter_store.list_assessors(session, row.id) if each.chair]
    return Moderation(
        sheets=tuple(sheets.values()),
        members=tuple(sheets),
        chair=chairs[0] if chairs else "",
        criteria=rated_criteria(work, row),
        thresholds=thresholds_of(work, row),
        rule=rule_of(work, row),
        wordings=tuple(_wording(each) for each in store.list_wordings(session, row.id)),
        words=tuple(
            FactsWord(str(each.account_id), each.number, each.agrees, each.reason)
            for each in store.list_facts_words(session, row.id)
        ),
        calls=tuple(
            Call(each.criterion, str(each.account_id), each.reason) for each in store.list_calls(session, row.id)
        ),
        votes=tuple(
            (each.criterion, Vote(str(each.account_id), each.level, each.reason))
            for each in encounter_store.list_votes(session, row.id)
        ),
        absences=tuple(
            Absence(str(each.account_id), str(each.recorded_by), each.reason)
            for each in store.list_absences(session, row.id)
        ),
        dissents=list_dissents(work, row),
        concluded=row.state == "agreed",
        replaced=list_replaced(work, row),
    )


def list_dissents(work: Work, row: EncounterRow) -> tuple[Dissent, ...]:
    """Written dissents of an encounter, oldest first."""
    rows = store.list_dissents(work.session, row.id)
    return tuple(Dissent(str(each.account_id), each.criterion, each.words) for each in rows)


def to_agreed(row: AgreedRatingRow) -> AgreedRating:
    """An agreed rating as the rules read it."""
    dissent = tuple(Vote(**each) for each in row.dissent)
    return AgreedRating(row.criterion, row.level, cast(AgreedBy, row.by_rule), dissent)


def _begin(work: Work, encounter_id: UUID) -> tuple[EncounterRow, Moderation]:
    """Within `record()` from here on. Raises NotFound for who doesn't rate it, and Refused (S2)."""
    row = begin_act(work, encounter_id, "moderate")
    return row, load_moderation(work, row)


def _wording(row: WordingRow) -> Wording:
    facts: Sequence[Mapping[str, Any]] = row.facts
    return Wording(row.number, str(row.account_id), tuple(Fact(**each) for each in facts))


def _keep(work: Work, row: EncounterRow, table: type[Base], **values: object) -> None:
    shared = {"id": work.new_id(), "organisation_id": work.organisation_id, "encounter_id": row.id}
    work.session.add(table(**shared | {"account_id": work.actor.account_id} | values))
    work.session.flush()


def _keep_agreed(work: Work, row: EncounterRow, agreed: AgreedRating) -> None:
    work.session.add(
        AgreedRatingRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            encounter_id=row.id,
            criterion=agreed.criterion,
            level=agreed.level,
            by_rule=agreed.by,
            dissent=[asdict(each) for each in agreed.dissent],
            agreed_at=work.now,
            round=row.round,
        )
    )


def _require_agreed(moderation: Moderation, code: str) -> AgreedRating:
    agreed = core.agreed_of(moderation, code)
    if agreed is None:
        raise Refused(
            text("The encounter wasn't concluded."),
            text("There are fewer votes than the commission has to have."),
            text("Close it without an agreement."),
            rule="S2",
        )
    return agreed


def _require_known(moderation: Moderation, criterion: str) -> None:
    if criterion not in moderation.criteria:
        raise NotFound(criterion)


def _actor(work: Work) -> str:
    return str(work.actor.account_id)
