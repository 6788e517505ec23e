"""The ruling on an appeal behind an evidence record: what it says of the criterion, and each member's sealed view."""

from dataclasses import dataclass

from exam_server.core.appeal_ruling import Opinion
from exam_server.services.appeal_view import PointView, RulingView, cite, find_ruling
from exam_server.services.hearing_appeals import read_opinions
from exam_server.services.people import Names
from exam_server.services.work import Work
from exam_server.store import appeals as store
from exam_server.store.tables import AppealRow, EvidenceRow


@dataclass(frozen=True)
class AppealSource:
    """`views`: name and sealed view of each who sat, by name."""

    cited: str
    ruling: RulingView
    point: PointView
    views: tuple[tuple[str, Opinion], ...]


def show_appeal_source(work: Work, evidence: EvidenceRow) -> AppealSource | None:
    """The confirmed ruling that the record points at; None where it's gone."""
    row = work.session.get(AppealRow, evidence.source_id)
    ruling = find_ruling(work, row) if row is not None else None
    point = next((each for each in (ruling.points if ruling else ()) if each.criterion == evidence.criterion), None)
    if row is None or ruling is None or point is None:
        return None
    names, seated = Names(work), {each.account_id for each in store.list_seats(work.session, row.id)}
    rows = [each for each in store.list_opinions(work.session, row.id) if each.account_id in seated]
    views = zip((names.of(each.account_id) for each in rows), read_opinions(rows), strict=True)
    return AppealSource(cite(row), ruling, point, tuple(sorted(views, key=lambda each: each[0])))
