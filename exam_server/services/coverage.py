"""What the bank has for each criterion and level, and what a blueprint lacks; how often forms' items were used."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from exam_server.core.assembly import Blueprint, Pool, PoolItem
from exam_server.core.bank import Kind, Level, Status
from exam_server.core.coverage import CellNeed, HeatRow, cell_needs, heat_map, wanted_by_criterion
from exam_server.core.problems import NotFound
from exam_server.services.bank import list_blueprints
from exam_server.services.item_list import count_by_criterion
from exam_server.services.qualification import Edition
from exam_server.services.work import Work
from exam_server.store import delivery as exam_store
from exam_server.store import exposure as store
from exam_server.store import item_list
from exam_server.store.shelf import Shelf
from exam_server.store.tables import ExamRow, TestFormRow

EXAMS_SHOWN = 20


@dataclass(frozen=True)
class Coverage:
    """`blueprint` is None where nothing was chosen; then no need is known."""

    blueprints: Sequence[Blueprint]
    blueprint: Blueprint | None
    rows: tuple[HeatRow, ...]
    needs: tuple[CellNeed, ...]


@dataclass(frozen=True)
class FormUse:
    """One frozen form of an exam that is over: how many forms hold its items, on average and at most."""

    title: str
    planned_at: datetime
    number: int
    items: int
    average: float
    most: int
    most_used: str


def show_coverage(work: Work, edition: Edition, code: str, statuses: Collection[Status]) -> Coverage:
    """The heat map of a bank for these statuses beside a blueprint's needs, both of the pool that it draws from.

    Without a blueprint it's the exam's pool. Raises NotFound for an unknown one.
    """
    blueprints = [each.blueprint for each in list_blueprints(work, edition.code)]
    blueprint = next((each for each in blueprints if each.id == code), None)
    if code and blueprint is None:
        raise NotFound(code)
    wanted = wanted_by_criterion(blueprint) if blueprint else {}
    pool = blueprint.pool if blueprint else "exam"
    rows = heat_map(count_by_criterion(work, edition.code), edition.content.codes(), statuses, wanted, pool)
    needs = cell_needs(blueprint, _stock(work, edition.code, pool)) if blueprint else ()
    return Coverage(blueprints, blueprint, rows, needs)


def _stock(work: Work, qualification: str, pool: Pool) -> list[tuple[PoolItem, Status]]:
    rows = item_list.list_stock(work.session, Shelf(work.organisation_id, qualification), practice=pool == "practice")
    return [
        (PoolItem(row.code, "", cast(Kind, row.kind), tuple(row.criteria), cast(Level, row.level)), row.status)
        for row in rows
    ]


def list_form_uses(work: Work, qualification: str) -> list[FormUse]:
    """The forms of the latest exams that are over; those that somebody may still sit are shown to nobody here."""
    shelf = Shelf(work.organisation_id, qualification)
    held = store.count_forms_by_code(work.session, shelf)
    return [
        _form_use(exam, form, held)
        for exam in store.list_past_exams(work.session, shelf, EXAMS_SHOWN)
        for form in exam_store.list_forms(work.session, exam.id)
    ]


def _form_use(exam: ExamRow, form: TestFormRow, held: Mapping[str, int]) -> FormUse:
    codes = [entry["id"] for entry in form.items]
    used = [held.get(code, 0) for code in codes]
    most = max(used, default=0)
    return FormUse(
        exam.title,
        exam.planned_at,
        form.number,
        len(codes),
        sum(used) / len(used) if used else 0.0,
        most,
        codes[used.index(most)] if used else "",
    )
