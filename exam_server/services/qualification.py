"""Adopting editions of qualifications, and the verification plans on them."""

import re
import unicodedata
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.plan import Plan, check_plan, propose_plan
from exam_server.core.problems import NotFound, Problem, Refused
from exam_server.core.qualification import Qualification
from exam_server.core.text import text
from exam_server.formats.plain import content_hash, from_plain, to_plain
from exam_server.services.work import Work
from exam_server.store import qualification as store
from exam_server.store.tables import EditionRow, PlanRow


@dataclass(frozen=True)
class Edition:
    """An adopted state of a qualification; `code` is its folder name in the bank."""

    id: UUID
    code: str
    number: int
    content: Qualification
    content_hash: str


@dataclass(frozen=True)
class CurrentPlan:
    id: UUID
    number: int
    content: Plan
    problems: tuple[Problem, ...]

    @property
    def is_usable(self) -> bool:
        """S1: a plan that leaves a criterion uncovered can't be used."""
        return not self.wrong

    @property
    def wrong(self) -> tuple[str, ...]:
        """The codes of the criteria that keep the plan from being used."""
        return tuple(dict.fromkeys(each.place for each in self.problems if each.severity == "error"))


def adopt_edition(work: Work, code: str, qualification: Qualification, plan: Plan | None = None) -> UUID:
    """File a qualification as its next edition with a plan (by default the proposed one); the same content once."""
    content = to_plain(qualification)
    digest = content_hash(content)
    work.record()
    before = store.find_edition(work.session, work.organisation_id, code)
    if before is not None and before.content_hash == digest:
        return before.id
    row = EditionRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        code=code,
        number=before.number + 1 if before else 1,
        name=qualification.name,
        content=content,
        content_hash=digest,
        source_kind="application",
        adopted_at=work.now,
        adopted_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    work.note("qualification.edition.adopted", row.id, number=row.number, content=digest)
    save_plan(work, row.id, plan or propose_plan(qualification))
    return row.id


def short_code(qualification: Qualification) -> str:
    """The qualification's name in addresses and folders: its short name in plain letters, joined by hyphens."""
    name = (qualification.short_name or qualification.name).lower().replace("ł", "l")
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80] or "qualification"


def list_editions(work: Work) -> list[Edition]:
    """Every edition, the newest of each qualification first."""
    return [_edition(row) for row in store.list_editions(work.session, work.organisation_id)]


def get_edition(work: Work, edition_id: UUID) -> Edition:
    row = work.session.get(EditionRow, edition_id)
    if row is None or row.organisation_id != work.organisation_id:
        raise NotFound(str(edition_id))
    return _edition(row)


def find_edition(work: Work, code: str) -> Edition | None:
    """The newest edition of a qualification."""
    row = store.find_edition(work.session, work.organisation_id, code)
    return _edition(row) if row else None


def get_plan(work: Work, edition_id: UUID) -> CurrentPlan:
    """The current plan of an edition, with what stands against its use."""
    edition = get_edition(work, edition_id)
    row = store.find_plan(work.session, edition_id)
    if row is None:
        raise NotFound(str(edition_id))
    plan = from_plain(Plan, row.content)
    return CurrentPlan(row.id, row.number, plan, check_plan(plan, edition.content))


def list_parts(work: Work, edition_id: UUID) -> dict[str, tuple[str, ...]]:
    """By criterion the ids of its parts, as an edition's current plan takes it apart."""
    row = store.find_plan(work.session, edition_id)
    return from_plain(Plan, row.content).parts() if row else {}


def get_plan_revision(work: Work, plan_id: UUID) -> Plan:
    """The plan as an exam uses it, whatever came after it."""
    row = work.session.get(PlanRow, plan_id)
    if row is None or row.organisation_id != work.organisation_id:
        raise NotFound(str(plan_id))
    return from_plain(Plan, row.content)


def save_plan(work: Work, edition_id: UUID, plan: Plan, based_on: int | None = None) -> UUID:
    """The next revision of an edition's plan. `based_on` is the number that the editor saw; Refused if outdated."""
    content = to_plain(plan)
    work.record()
    before = store.find_plan(work.session, edition_id)
    if before is not None and based_on is not None and before.number != based_on:
        raise Refused(
            text("The plan wasn't saved."),
            text("Somebody saved another one since you opened it."),
            text("Reload the page and make your change again."),
        )
    row = PlanRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        edition_id=edition_id,
        number=before.number + 1 if before else 1,
        content=content,
        content_hash=content_hash(content),
        made_at=work.now,
        made_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    work.note("qualification.plan.saved", row.id, number=row.number, content=row.content_hash)
    return row.id


def _edition(row: EditionRow) -> Edition:
    return Edition(row.id, row.code, row.number, from_plain(Qualification, row.content), row.content_hash)
