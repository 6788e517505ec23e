"""The history of an edition's plan, and what a change of it does to the risks of the tests that there are."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_server.core.plan import Plan
from exam_server.core.problems import NotFound
from exam_server.core.risk import Risks, Standard
from exam_server.formats.plain import from_plain
from exam_server.services.bank import list_blueprints, list_items
from exam_server.services.blueprint_risks import weigh_plans
from exam_server.services.qualification import Edition
from exam_server.services.work import Work
from exam_server.store import qualification as store
from exam_server.store.authoring import list_names


@dataclass(frozen=True)
class PlanRevision:
    """One revision with who made it (empty: it was loaded from files)."""

    number: int
    content_hash: str
    made_at: datetime
    made_by: str
    plan: Plan


@dataclass(frozen=True)
class ChangedRisks:
    """A blueprint's risks under the one and the other plan."""

    blueprint: str
    title: str
    before: Risks
    after: Risks


def list_plan_revisions(work: Work, edition_id: UUID) -> list[PlanRevision]:
    """The newest first. Raises NotFound where the edition has no plan."""
    rows = store.list_plans(work.session, work.organisation_id, edition_id)
    if not rows:
        raise NotFound(str(edition_id))
    names = list_names(work.session, [row.made_by for row in rows if row.made_by])
    return [
        PlanRevision(
            row.number,
            row.content_hash,
            row.made_at,
            names.get(row.made_by, "") if row.made_by else "",
            from_plain(Plan, row.content),
        )
        for row in rows
    ]


def compare_risks(
    work: Work, edition: Edition, before: Plan, after: Plan, standard: Standard
) -> tuple[ChangedRisks, ...]:
    """The blueprints whose risks differ under the two plans; nothing rests on a test from the practice pool."""
    items = [filed.item for filed in list_items(work, edition.code)]
    found = []
    for filed in (each for each in list_blueprints(work, edition.code) if each.blueprint.pool == "exam"):
        one, other = weigh_plans(filed.blueprint, (before, after), edition.content, items, standard)
        if one.levels != other.levels:
            found.append(ChangedRisks(filed.blueprint.id, filed.blueprint.title, one, other))
    return tuple(found)
