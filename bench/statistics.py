"""Statistics of 5,000 sittings × 40 items, as the upkeep keeps them: read, computed, written to `item_figures`.

What each sitting gave is kept when it's marked; the bench's sittings come into the database as marked ones of an older
server, so that the upkeep keeps them first, and what that takes stands in the note.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from random import Random
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bench.figures import Figure
from bench.ground import Ground
from bench.items import small_qualification
from bench.postgres import running_postgresql
from exam_server.core.assembly import Blueprint, DrawnItem
from exam_server.core.bank import Item, Option
from exam_server.core.text import text
from exam_server.formats.plain import to_plain
from exam_server.services import bank, people, qualification
from exam_server.services.figures import ask_for_figures, refresh_figures
from exam_server.services.marking import MarkedItem
from exam_server.services.opening import new_id, open_database
from exam_server.services.schema import upgrade_schema
from exam_server.services.work import Actor, Work
from exam_server.store.base import add_rows
from exam_server.store.tables import (
    CaseRow,
    ExamRow,
    FiguresDueRow,
    ItemFiguresRow,
    MarkingRow,
    PersonRow,
    ResponseEventRow,
    ResponseRow,
    SittingFiguresRow,
    SittingRow,
    StageRow,
    TestFormRow,
)

SITTINGS, LENGTH, POOL, EXAMS = 5_000, 40, 200, 10
CODE = "bench"
OPTIONS = "abcd"
A_RESPONSE = 60.5
"""Seconds, more or less."""
DRAWN = text("Drawn.")
Values = dict[str, Any]
Sat = tuple[Item, UUID, str, str]
"""An item, its revision, its options in drawn order, and the chosen one."""


async def measure(ground: Ground) -> list[Figure]:
    figures = []
    if ground.wants("statistics"):
        figures.append(_figure(ground, "statistics", f"sqlite:///{ground.folder / 'statistics.sqlite'}"))
    if ground.wants("statistics-pg"):
        with running_postgresql() as server:
            address = server.url.replace("postgresql://", "postgresql+psycopg://", 1)
            figures.append(_figure(ground, "statistics-pg", address))
    return figures


def _figure(ground: Ground, key: str, url: str) -> Figure:
    database = open_database(url)
    upgrade_schema(database)
    with Session(database.engine) as session:
        work = Work(database, session, Actor(), database.now(session), UUID(int=0), new_id)
        _fill(work, Random(11))
        _, keeping = _refresh(work)
        if session.query(SittingFiguresRow).count() != SITTINGS:
            raise RuntimeError("not every sitting is kept")
        turns = [_refresh(work) for _ in range(ground.rounds)]
        kept = session.query(ItemFiguresRow).count()
    database.engine.dispose()
    spent = median(processor for _, processor in turns)
    note = f"{kept} items kept, from {EXAMS} exams; {spent:.2f} s of this side's processor"
    first = f"keeping what a sitting gave takes {1000 * (keeping - spent) / SITTINGS:.1f} ms of it, once"
    return Figure(key, tuple(seconds for seconds, _ in turns), f"{note}; {first}")


def _refresh(work: Work) -> tuple[float, float]:
    """All turns of the upkeep from the request to the last commit: seconds by the clock, and of the processor."""
    work.record()
    work.session.execute(delete(ItemFiguresRow))
    work.session.execute(delete(FiguresDueRow))
    ask_for_figures(work, CODE)
    work.finish(commit=True)
    before, spent = time.perf_counter(), time.process_time()
    while refresh_figures(work):
        work.finish(commit=True)
    found = time.perf_counter() - before, time.process_time() - spent
    if not work.session.query(ItemFiguresRow).count():
        raise RuntimeError("nothing was measured")
    return found


def _fill(work: Work, random: Random) -> None:
    work.organisation_id = people.make_organisation(work, "Bench")
    edition = qualification.adopt_edition(work, CODE, small_qualification())
    bank.load_items(work, CODE, map(_item, range(POOL)))
    bank.load_blueprint(work, CODE, Blueprint(CODE, "Bench", 60, LENGTH))
    work.finish(commit=True)
    pool = [(each.item, each.revision_id) for each in bank.list_items(work, CODE)]
    easiness = {item.id: random.gauss(0.5, 1) for item, _ in pool}
    plan = qualification.get_plan(work, edition).id
    for number in range(EXAMS):
        work.record()
        exam = _exam(work, edition, plan, number)
        rows = _rows(work, exam, edition, [_sat(random, pool, easiness) for _ in range(SITTINGS // EXAMS)])
        for table, values in rows.items():
            add_rows(work.session, table, values)
        work.finish(commit=True)


def _item(number: int) -> Item:
    options = tuple(Option(each, f"Odpowiedź {each} zadania {number}", each == "a") for each in OPTIONS)
    return Item(f"bn-{number:03}", "single_choice", ("1A1",), f"Pytanie {number}?", options, status="active")


def _sat(random: Random, pool: list[tuple[Item, UUID]], easiness: dict[str, float]) -> list[Sat]:
    """A form's items, each with its drawn order and what its candidate chose: the able choose the key more often."""
    ability, found = random.gauss(0, 1), []
    for item, revision in random.sample(pool, LENGTH):
        order = "".join(random.sample(OPTIONS, len(OPTIONS)))
        right = random.gauss(ability + easiness[item.id], 1) > 0
        found.append((item, revision, order, "a" if right else random.choice("bcd")))
    return found


def _exam(work: Work, edition: UUID, plan: UUID, number: int) -> UUID:
    own = {"organisation_id": work.organisation_id, "edition_id": edition, "plan_id": plan, "state": "released"}
    at = {"planned_at": work.now, "created_at": work.now, "closed_at": work.now, "base_seconds": 3600}
    id = work.new_id()
    add_rows(work.session, ExamRow, [{**own, **at, "id": id, "title": f"Bench {number}", "place": "Bench"}])
    return id


def _rows(work: Work, exam: UUID, edition: UUID, sittings: list[Any]) -> dict[type[Any], list[Values]]:
    """What a closed exam leaves of each sitting, table by table in the order of their references."""
    tables = (PersonRow, CaseRow, StageRow, TestFormRow, SittingRow, ResponseEventRow, ResponseRow, MarkingRow)
    found: dict[type[Any], list[Values]] = {table: [] for table in tables}
    for seat, sat in enumerate(sittings, start=1):
        for table, values in _sitting(work, exam, edition, seat, sat):
            found[table].append({"organisation_id": work.organisation_id, **values})
    return found


def _sitting(work: Work, exam: UUID, edition: UUID, seat: int, sat: list[Any]) -> Iterator[tuple[type[Any], Values]]:
    person, case, stage, form, sitting = (work.new_id() for _ in range(5))
    drawn = [to_plain(DrawnItem(i.id, str(r), i.kind, i.criteria, "", tuple(order), DRAWN)) for i, r, order, _ in sat]
    marks = [
        asdict(MarkedItem(at, item.id, str(revision), item.criteria, float(given == "a"), given == "a", "marked"))
        for at, (item, revision, _, given) in enumerate(sat, start=1)
    ]
    yield PersonRow, {"id": person, "given_names": "Bot", "family_name": f"Nr {seat}", "created_at": work.now}
    about = {"person_id": person, "edition_id": edition, "created_at": work.now}
    yield CaseRow, {"id": case, "code": case.hex[-12:], **about}
    yield StageRow, {"id": stage, "case_id": case, "exam_id": exam, "kind": "theory_test", "created_at": work.now}
    facts = {"expected_facility": 0.6, "expected_seconds": 3600, "created_at": work.now}
    yield TestFormRow, {"id": form, "exam_id": exam, "number": seat, "digest": form.hex, "items": drawn, **facts}
    own = {"exam_id": exam, "case_id": case, "stage_id": stage, "test_form_id": form, "form_digest": form.hex}
    clock = {"base_seconds": 3600, "state": "handed_in", "ticket_digest": sitting.hex, "seat": seat}
    clock["started_at"] = work.now
    yield SittingRow, {"id": sitting, **own, **clock}
    for at, (_, _, order, given) in enumerate(sat, start=1):
        saved = work.now + timedelta(seconds=A_RESPONSE * at + at % 7)
        said = {"position": at, "response": json.dumps(order.index(given) + 1), "epoch": 1, "sequence": at}
        yield ResponseEventRow, {"sitting_id": sitting, **said, "status": "saved", "received_at": saved}
        yield ResponseRow, {"sitting_id": sitting, **said, "saved_at": saved}
    made = {"number": 1, "rule_version": "1", "content_hash": sitting.hex, "marked_at": work.now}
    yield MarkingRow, {"id": work.new_id(), "sitting_id": sitting, "marks": marks, **made}
