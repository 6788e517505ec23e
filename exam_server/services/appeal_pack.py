"""What an appeal's members rate anew: what was seen then, by its revisions, and nobody's ratings of it (S9, P2).

No level, mark, verdict, vote or name of the first members is in it: only what they had before them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast
from uuid import UUID

from exam_server.core.encounter_timeline import Moment, merge
from exam_server.core.problems import NotFound
from exam_server.core.qualification import Method
from exam_server.core.simulation.pausing import Pause, pauses_of
from exam_server.core.simulation.products import products_of
from exam_server.core.simulation.script import CriterionAnchors, Scenario
from exam_server.services.appeal_room import RoomEvent, list_room_events
from exam_server.services.appeal_rows import get_seated_row
from exam_server.services.conversing import list_notes
from exam_server.services.portfolio import Mapped, Piece, list_handed_in, list_mappings
from exam_server.services.presenting import FrozenItem, list_frozen_items
from exam_server.services.qualification import get_edition
from exam_server.services.rating import list_taps
from exam_server.services.scripts import get_script
from exam_server.services.simulation import list_events
from exam_server.services.sources_sitting import ItemView, show_item
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import delivery as delivery_store
from exam_server.store import simulation as simulation_store
from exam_server.store import written as written_store
from exam_server.store.evidence_files import get_file
from exam_server.store.tables import (
    AppealRow,
    CaseRow,
    EncounterRow,
    EvidenceRow,
    ExamRow,
    PlanRow,
    ScenarioRevisionRow,
    SittingRow,
    StageRow,
    TestFormRow,
)


@dataclass(frozen=True)
class PackSitting:
    """The test as it was sat: its items as presented with each save, and what happened at the seat and in the room.

    `contested`: the position of the item that is appealed against.
    """

    exam_title: str
    form_number: int
    form_digest: str
    started_at: datetime | None
    ended_at: datetime | None
    items: tuple[ItemView, ...]
    contested: int | None
    events: tuple[RoomEvent, ...]


@dataclass(frozen=True)
class PackRun:
    """A simulation as it was played: script revision, one timeline of run and observations, and what was written."""

    title: str
    number: int
    scenario_hash: str
    started_at: datetime | None
    ended_at: datetime | None
    moments: tuple[Moment, ...]
    pauses: tuple[Pause, ...]
    anchors: tuple[CriterionAnchors, ...]
    products: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Asked:
    """What was asked in the conversation and heard, by nobody's name."""

    criterion: str
    question: str
    heard: str
    at: datetime


@dataclass(frozen=True)
class Pack:
    """Everything of one stage about the appealed criteria. `versions`: of edition and plan, which held.

    `rules`: by method the version of the rules by which the first evidence came about.
    """

    sittings: tuple[PackSitting, ...]
    runs: tuple[PackRun, ...]
    asked: tuple[Asked, ...]
    pieces: tuple[Mapped, ...]
    versions: Mapping[str, str]
    rules: tuple[tuple[Method, str], ...]


def show_pack(work: Work, appeal_id: UUID) -> Pack:
    """For who decides on the appeal. Raises NotFound for anybody else."""
    row, _ = get_seated_row(work, appeal_id)
    stage, case = work.session.get_one(StageRow, row.stage_id), work.session.get_one(CaseRow, row.case_id)
    codes = frozenset(row.criteria)
    return Pack(
        tuple(_list_sittings(work, row, stage, codes)),
        tuple(_run(work, each, codes) for each in simulation_store.list_encounters_of_stage(work.session, stage.id)),
        tuple(_list_asked(work, stage, codes)),
        tuple(each for each in _mappings(work, stage) if each.criterion in codes),
        dict(_versions(work, case, stage)),
        _rules(work, case, stage),
    )


def get_pack_document(work: Work, folder: Path, appeal_id: UUID, piece_id: UUID) -> tuple[Piece, bytes]:
    """A document of the portfolio that the appealed stage took, for who decides. Raises NotFound."""
    row, _ = get_seated_row(work, appeal_id)
    for each in list_handed_in(work, row.case_id):
        if each.id == piece_id and each.stage_id == row.stage_id and each.kind == "document":
            content = get_file(folder, each.content_hash)
            if content is not None:
                return each, content
    raise NotFound(str(piece_id))


def find_contested(work: Work, row: AppealRow) -> FrozenItem | None:
    """The item that is appealed against, as it stood in the candidate's form."""
    for each in _sittings_of(work, work.session.get_one(StageRow, row.stage_id)):
        for item in list_frozen_items(work, each.test_form_id):
            if item.position == row.position:
                return item
    return None


def _sittings_of(work: Work, stage: StageRow) -> Iterator[SittingRow]:
    for sitting_id in delivery_store.list_case_sittings(work.session, stage.case_id):
        sitting = work.session.get_one(SittingRow, sitting_id)
        if sitting.stage_id == stage.id:
            yield sitting


def _list_sittings(work: Work, row: AppealRow, stage: StageRow, codes: frozenset[str]) -> Iterator[PackSitting]:
    for sitting in _sittings_of(work, stage):
        frozen = list_frozen_items(work, sitting.test_form_id)
        form = work.session.get_one(TestFormRow, sitting.test_form_id)
        yield PackSitting(
            work.session.get_one(ExamRow, sitting.exam_id).title,
            form.number,
            sitting.form_digest,
            sitting.started_at,
            sitting.ended_at,
            tuple(_items(work, row, sitting, frozen, codes)),
            row.position,
            tuple(list_room_events(work, stage, sitting)),
        )


def _items(
    work: Work, row: AppealRow, sitting: SittingRow, frozen: Sequence[FrozenItem], codes: frozenset[str]
) -> Iterator[ItemView]:
    """The contested item first, then the others of the appealed criteria."""
    responses = {
        each.position: json.loads(each.response) for each in delivery_store.list_responses(work.session, sitting.id)
    }
    events = delivery_store.list_response_events(work.session, sitting.id)
    wanted = [each for each in frozen if each.position == row.position or codes & set(each.item.criteria)]
    for each in sorted(wanted, key=lambda one: (one.position != row.position, one.position)):
        yield show_item(work, each, responses.get(each.position), events)


def _run(work: Work, row: EncounterRow, codes: frozenset[str]) -> PackRun:
    scenario = get_script(work, row.scenario_revision_id)
    revision = work.session.get_one(ScenarioRevisionRow, row.scenario_revision_id)
    log = list_events(work, row)
    moments = merge(scenario, log, list_taps(work, row))
    return PackRun(
        revision.title,
        revision.number,
        row.scenario_hash,
        row.started_at,
        row.ended_at,
        tuple(each for each in moments if not each.criterion or each.criterion in codes),
        pauses_of(log),
        tuple(each for each in scenario.anchors if each.criterion in codes),
        tuple(_products(work, row, scenario)),
    )


def _products(work: Work, row: EncounterRow, scenario: Scenario) -> Iterator[tuple[str, str]]:
    titles = {each.id: each.title for each in products_of(scenario)}
    for product in written_store.list_products(work.session, row.id):
        if product.taken_in_at is not None:
            yield titles.get(product.product, product.product), product.words


def _list_asked(work: Work, stage: StageRow, codes: frozenset[str]) -> Iterator[Asked]:
    for note in list_notes(work, stage.case_id):
        record = work.session.get_one(EvidenceRow, note.evidence_id)
        if note.criterion in codes and record.stage_id == stage.id:
            yield Asked(note.criterion, note.question, note.heard, note.noted_at)


def _mappings(work: Work, stage: StageRow) -> Iterator[Mapped]:
    yield from (each for each in list_mappings(work, stage.case_id) if each.stage_id == stage.id)


def _versions(work: Work, case: CaseRow, stage: StageRow) -> Iterator[tuple[str, str]]:
    edition = get_edition(work, case.edition_id)
    yield "edition", f"{edition.code} {edition.number} · {edition.content_hash[:16]}"
    exam = work.session.get_one(ExamRow, stage.exam_id) if stage.exam_id else None
    yield "plan", str(work.session.get_one(PlanRow, exam.plan_id).number) if exam else "–"


def _rules(work: Work, case: CaseRow, stage: StageRow) -> tuple[tuple[Method, str], ...]:
    records = [each for each in case_store.list_evidence(work.session, case.id) if each.stage_id == stage.id]
    first = [each for each in records if each.source_kind != "appeal"]
    return tuple(sorted({(cast(Method, each.method), each.rule_version) for each in first}))
