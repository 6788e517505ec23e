"""What if the key of a contested item were another one: who would change, before anybody decides (S9, P7)."""

from dataclasses import dataclass
from uuid import UUID

from exam_server.core.bank import Item
from exam_server.core.problems import NotFound
from exam_server.core.rekeying import Ruling
from exam_server.services.appeal_rows import get_appeal_row, get_seated_row
from exam_server.services.qualification import get_edition
from exam_server.services.rekeying import Preview, get_ruled, preview_ruling
from exam_server.services.work import Work
from exam_server.store.tables import AppealRow, CaseRow, ItemRevisionRow, ItemRow


@dataclass(frozen=True)
class ContestedItem:
    """The item revision that an appeal is about, as authored, and what counts as right of it today."""

    qualification: str
    code: str
    number: int
    item: Item
    holds: Ruling


def get_contested(work: Work, appeal_id: UUID) -> ContestedItem:
    """For the office, and for who decides on the appeal. Raises NotFound for others and for one about no item."""
    row = _readable(work, appeal_id)
    if row.revision_id is None:
        raise NotFound(str(appeal_id))
    revision = work.session.get_one(ItemRevisionRow, row.revision_id)
    code = work.session.get_one(ItemRow, revision.item_id).code
    case = work.session.get_one(CaseRow, row.case_id)
    edition = get_edition(work, case.edition_id)
    item, holds = get_ruled(work, edition.code, code, revision.number)
    return ContestedItem(edition.code, code, revision.number, item, holds)


def weigh_key(work: Work, appeal_id: UUID, ruling: Ruling) -> Preview:
    """Whom another key would change and how, across every exam; nothing is changed, authors carry it out by two."""
    found = get_contested(work, appeal_id)
    return preview_ruling(work, found.qualification, found.code, found.number, ruling)


def _readable(work: Work, appeal_id: UUID) -> AppealRow:
    if work.actor.has("office"):
        return get_appeal_row(work, appeal_id)
    return get_seated_row(work, appeal_id)[0]
