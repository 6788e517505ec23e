"""What a protocol states of the commission: who sat in it, on which proof, and who was recused and replaced."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from exam_server.core.protocol_people import MemberPart, PanelPart, RecusalPart
from exam_server.services.appeal_view import cite
from exam_server.services.commission import read_standing
from exam_server.services.decisions import Held, list_held
from exam_server.services.declaring import list_declared_accounts
from exam_server.services.legal_day import day_of
from exam_server.services.panel import list_seated
from exam_server.services.people import Names
from exam_server.services.qualification import get_edition
from exam_server.services.work import Work
from exam_server.store import appeals as appeal_store
from exam_server.store import commission as store
from exam_server.store.tables import AppealRow, AppealSeatRow, CaseRow, PersonRow


def list_members(work: Work, case: CaseRow) -> Iterator[MemberPart]:
    """Who sits in the case's commission, the chair first, with the proof that was kept with the appointment."""
    for each in list_seated(work, case):
        yield MemberPart(each.name, each.role, each.credentials, each.declared_on, each.proof)


def list_panels(work: Work, case: CaseRow, codes: Collection[str]) -> Iterator[PanelPart]:
    """Who ruled on the case's appeals, where what they decided on these criteria holds (S9)."""
    seats = appeal_store.list_seats_of_case(work.session, case.id)
    ruled: dict[UUID, list[Held]] = {}
    for held in list_held(work, [case.id]).get(case.id, {}).values():
        if held.criterion in codes and held.id in seats:
            ruled.setdefault(seats[held.id][0][0].appeal_id, []).append(held)
    for appeal_id, decisions in ruled.items():
        criteria = tuple(each.criterion for each in decisions)
        members = tuple(_list_ruling(work, case, decisions[0], seats[decisions[0].id]))
        yield PanelPart(cite(work.session.get_one(AppealRow, appeal_id)), criteria, members)


def _list_ruling(
    work: Work, case: CaseRow, held: Held, seats: Sequence[tuple[AppealSeatRow, PersonRow]]
) -> Iterator[MemberPart]:
    """The members of a ruling's votes as they were seated last, the chair first."""
    code, day = get_edition(work, case.edition_id).code, day_of(held.confirmed_at)
    latest = {seat.account_id: (seat, person) for seat, person in seats if str(seat.account_id) in held.members}
    declared = list_declared_accounts(work, latest.keys(), code, day)
    for account_id, (seat, person) in sorted(latest.items(), key=lambda each: not each[1][0].leads):
        name, signed = f"{person.given_names} {person.family_name}", declared.get(account_id)
        held_codes = tuple(sorted(read_standing(seat).held))
        role = "chair" if seat.leads else "assessor"
        yield MemberPart(name, role, held_codes, signed.signed_on if signed else None, seat.proof_text)


def list_recusals(work: Work, case: CaseRow) -> Iterator[RecusalPart]:
    """Who takes no part in the case any more, and who sits in their place (S2); reasons in words stay apart."""
    names = Names(work)
    for row in store.list_recusals(work.session, [case.id]):
        instead = names.of(row.replaced_by) if row.replaced_by else ""
        yield RecusalPart(names.of(row.account_id), row.kind, row.made_at, instead)
