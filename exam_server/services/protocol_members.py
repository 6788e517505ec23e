"""What a protocol states of the commission: who sat in it, on which proof, and who was recused and replaced."""

from collections.abc import Iterator

from exam_server.core.protocol import MemberPart, RecusalPart
from exam_server.services.panel import list_seated
from exam_server.services.people import Names
from exam_server.services.work import Work
from exam_server.store import commission as store
from exam_server.store.tables import CaseRow


def list_members(work: Work, case: CaseRow) -> Iterator[MemberPart]:
    """Who sits in the case's commission, the chair first, with the proof that was kept with the appointment."""
    for each in list_seated(work, case):
        yield MemberPart(each.name, each.role, each.credentials, each.declared_on, each.proof)


def list_recusals(work: Work, case: CaseRow) -> Iterator[RecusalPart]:
    """Who takes no part in the case any more, and who sits in their place (S2); reasons in words stay apart."""
    names = Names(work)
    for row in store.list_recusals(work.session, [case.id]):
        instead = names.of(row.replaced_by) if row.replaced_by else ""
        yield RecusalPart(names.of(row.account_id), row.kind, row.made_at, instead)
