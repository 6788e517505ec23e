"""For whom of an encounter's raters nobody waits: who was replaced after they sealed, and who had to leave (S2)."""

from exam_server.services.commission import list_barred_of
from exam_server.services.work import Work
from exam_server.store import moderation as moderation_store
from exam_server.store import simulation as store
from exam_server.store.tables import CaseRow, EncounterRow


def list_replaced(work: Work, row: EncounterRow) -> frozenset[str]:
    """Who takes no part in the case any more while the ratings that they sealed count, marked."""
    case = work.session.get_one(CaseRow, row.case_id)
    rating = {each.account_id for each in store.list_assessors(work.session, row.id)}
    sealed = {each.account_id for each in store.list_seals(work.session, row.id)}
    return frozenset(map(str, list_barred_of(work, [case])[case.id].kept & rating & sealed))


def list_absent(work: Work, row: EncounterRow) -> frozenset[str]:
    """Whose sealed ratings stand, and who says nothing more."""
    left = {str(each.account_id) for each in moderation_store.list_absences(work.session, row.id)}
    return list_replaced(work, row) | left
