"""A blueprint at its author's desk: weighed as it's typed, saved as the next revision, its history and differences."""

from dataclasses import dataclass
from datetime import datetime

from exam_server.core.assembly import Blueprint, in_pool, pool_item
from exam_server.core.assembly.feasibility import Feasibility, judge_feasibility
from exam_server.core.blueprint_editing import rows_of
from exam_server.core.coverage import CellStock, stock_cells
from exam_server.core.problems import NotFound, Refused
from exam_server.core.risk import Standard
from exam_server.core.text import text
from exam_server.formats.plain import from_plain
from exam_server.services.bank import list_items, load_blueprint
from exam_server.services.blueprint_risks import BlueprintRisks, weigh_blueprint
from exam_server.services.qualification import Edition, get_plan
from exam_server.services.solving import solve
from exam_server.services.work import Work
from exam_server.store import bank as store
from exam_server.store.authoring import list_names

NOT_SAVED = text("The blueprint wasn't saved.")


@dataclass(frozen=True)
class Weighed:
    """What a blueprint is worth as it stands; `rows`: all that a cell could ask for, with what the bank has for it."""

    pool: int
    rows: tuple[CellStock, ...]
    feasibility: Feasibility
    risks: BlueprintRisks


@dataclass(frozen=True)
class BlueprintRevision:
    """One revision with who made it (empty: it was loaded from files)."""

    number: int
    content_hash: str
    made_at: datetime
    made_by: str
    blueprint: Blueprint


def check_blueprint(work: Work, edition: Edition, blueprint: Blueprint, standard: Standard) -> Weighed:
    """Whether the bank can fill it and in how many ways, and its risks under the edition's plan; nothing is kept."""
    items = [filed.item for filed in list_items(work, edition.code)]
    pool = [pool_item(item, "") for item in items if in_pool(blueprint, item)]
    every = Blueprint("", "", blueprint.minutes, blueprint.total, rows_of(blueprint, edition.content))
    return Weighed(
        len(pool),
        stock_cells(every, pool),
        judge_feasibility(blueprint, pool, solve),
        weigh_blueprint(blueprint, get_plan(work, edition.id).content, edition.content, items, standard),
    )


def show_risks(work: Work, edition: Edition, blueprint: Blueprint, standard: Standard) -> BlueprintRisks:
    items = [filed.item for filed in list_items(work, edition.code)]
    return weigh_blueprint(blueprint, get_plan(work, edition.id).content, edition.content, items, standard)


def save_blueprint(work: Work, qualification: str, blueprint: Blueprint, based_on: int) -> int:
    """The next revision's number; `based_on` is the one that the author saw, 0 for a new blueprint.

    The same content makes no revision. Raises Refused where somebody saved another one since, or the name is taken.
    """
    work.record()
    before = store.find_blueprint(work.session, work.organisation_id, qualification, blueprint.id)
    if (before.number if before else 0) != based_on:
        raise Refused(
            NOT_SAVED,
            text("Somebody saved another revision of the blueprint since you opened it.")
            if based_on
            else text("There is a blueprint {code} already.", code=blueprint.id),
            text("What you typed is still here: compare it, then save it again or drop it."),
        )
    load_blueprint(work, qualification, blueprint)
    work.session.flush()
    return list_blueprint_revisions(work, qualification, blueprint.id)[0].number


def list_blueprint_revisions(work: Work, qualification: str, code: str) -> list[BlueprintRevision]:
    """The newest first. Raises NotFound where there's no such blueprint."""
    rows = store.list_blueprint_history(work.session, work.organisation_id, qualification, code)
    if not rows:
        raise NotFound(code)
    names = list_names(work.session, [row.made_by for row in rows if row.made_by])
    return [
        BlueprintRevision(
            row.number,
            row.content_hash,
            row.made_at,
            names.get(row.made_by, "") if row.made_by else "",
            from_plain(Blueprint, row.content),
        )
        for row in rows
    ]
