"""What if the key of a contested item were another one: who would change, before anybody decides (S9, P7)."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from exam_server.core.bank import Item
from exam_server.core.problems import NotFound, Refused
from exam_server.core.rekeying import Ruling
from exam_server.core.text import Text, text
from exam_server.services.appeal_rows import get_appeal_row, get_seated_row
from exam_server.services.qualification import get_edition
from exam_server.services.rekeying import Preview, get_ruled, preview_ruling
from exam_server.services.work import Work
from exam_server.store.appeals import list_opinions
from exam_server.store.tables import CaseRow, ItemRevisionRow, ItemRow


@dataclass(frozen=True)
class ContestedItem:
    """The item revision that an appeal is about, as authored, and what counts as right of it today."""

    qualification: str
    code: str
    number: int
    item: Item
    holds: Ruling


class KeyCounts(NamedTuple):
    """Of how many `sittings` a key would change how many; `refused` where it can't be one. It names nobody."""

    sittings: int
    changed: int
    refused: Text | None


def get_contested(work: Work, appeal_id: UUID) -> ContestedItem:
    """The caller has checked who asks. Raises NotFound for an appeal about no item."""
    row = get_appeal_row(work, appeal_id)
    if row.revision_id is None:
        raise NotFound(str(appeal_id))
    revision = work.session.get_one(ItemRevisionRow, row.revision_id)
    code = work.session.get_one(ItemRow, revision.item_id).code
    case = work.session.get_one(CaseRow, row.case_id)
    edition = get_edition(work, case.edition_id)
    item, holds = get_ruled(work, edition.code, code, revision.number)
    return ContestedItem(edition.code, code, revision.number, item, holds)


def weigh_key(work: Work, appeal_id: UUID, ruling: Ruling) -> Preview:
    """For the office, as the caller's permission says: whom another key would change and how, across every exam.

    Nothing is changed; authors carry it out by two.
    """
    found = get_contested(work, appeal_id)
    return preview_ruling(work, found.qualification, found.code, found.number, ruling)


def count_key(work: Work, appeal_id: UUID, ruling: Ruling) -> KeyCounts:
    """As `weigh_key`, for who decides: other candidates' scores and verdicts are nothing to them (P5).

    Raises what `require_own_view` does.
    """
    require_own_view(work, appeal_id)
    found = weigh_key(work, appeal_id, ruling)
    return KeyCounts(found.sittings, len(found.changes), found.refused)


def require_own_view(work: Work, appeal_id: UUID) -> None:
    """Who decides sees today's key once their own view is sealed, so that it doesn't form that view (S9).

    Raises NotFound for who doesn't decide on the appeal, Refused before.
    """
    row, _ = get_seated_row(work, appeal_id)
    if work.actor.account_id not in {each.account_id for each in list_opinions(work.session, row.id)}:
        raise Refused(
            text("The key isn't shown yet."), text("Your view isn't sealed."), text("Seal your view first."), "S9"
        )
