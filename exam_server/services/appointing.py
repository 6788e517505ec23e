"""Appointing an exam's commission, recusing a member from a case, and replacing them (S2, S4, S10)."""

from collections.abc import Sequence
from uuid import UUID

from exam_server.core.commission import Barred, Seat, check_commission
from exam_server.core.people import Role
from exam_server.core.problems import NotFound, Problem, Refused
from exam_server.core.recusals import RECUSAL_KINDS
from exam_server.core.text import Text, text
from exam_server.services.commission import list_barred_at, make_seat, write_proofs
from exam_server.services.credentials import PersonFile, get_person_id, list_files, standing_of
from exam_server.services.declaring import list_declared_accounts
from exam_server.services.exam import COMMISSION
from exam_server.services.exam_rows import get_row, refuse_rehearsal, require_state
from exam_server.services.excluding import follow_exclusions
from exam_server.services.legal_day import legal_day
from exam_server.services.members import put_commission
from exam_server.services.people import get_name, list_holders
from exam_server.services.proofs import find_hands, proof_of
from exam_server.services.qualification import Edition, get_edition
from exam_server.services.work import Work
from exam_server.store import commission as store
from exam_server.store import delivery as exam_store
from exam_server.store import simulation as simulation_store
from exam_server.store.tables import (
    CaseRow,
    CommissionRow,
    CommissionSeatRow,
    EncounterAssessorRow,
    RecusalRow,
)

BEFORE_THE_END = ("planned", "briefing", "running")


def make_seats(work: Work, edition: Edition, accounts: Sequence[UUID]) -> list[Seat]:
    """What these people would be appointed with today."""
    people = {each: get_person_id(work, each) for each in accounts}
    files = list_files(work, people.values())
    declared = list_declared_accounts(work, accounts, edition.code)
    today, rule, hands = legal_day(work), edition.content.commission, find_hands(work, files.values())

    def make(account_id: UUID, file: PersonFile) -> Seat:
        standing = standing_of(file, rule, edition.code, today)
        proof = proof_of(edition, standing, file, hands)
        return make_seat(account_id, get_name(work, account_id), standing, declared.get(account_id), proof)

    return [make(each, files[person]) for each, person in people.items()]


def appoint(work: Work, exam_id: UUID, accounts: Sequence[UUID], chair_id: UUID) -> None:
    """Appoint a commission, what each member proves today frozen with it (S4); they become the exam's members.

    Whoever replaces a recused member in one case goes on sitting for it, as they were appointed.
    Raises Refused with the first problem where it isn't legal, whoever its candidates are (S2, S3, S6).
    """
    edition = get_edition(work, get_row(work, exam_id).edition_id)
    accounts = list(dict.fromkeys(accounts))
    _require_roles(work, accounts, chair_id)
    seats = make_seats(work, edition, accounts)
    work.record()
    exam = get_row(work, exam_id)
    refuse_rehearsal(exam)
    require_state(exam, "planned", "frozen", "open", "closed")
    found = check_commission(edition.content.commission, seats, Barred(), legal_day(work))
    _refuse(text("The commission wasn't appointed."), found.problems)
    before = store.find_commission(work.session, exam_id)
    staying = _list_replacements(work, before, accounts)
    chosen: dict[UUID, Role] = {each: "chair" if each == chair_id else "assessor" for each in accounts}
    put_commission(work, exam_id, {row.account_id: _role(row.leads) for row in staying} | chosen)
    row = CommissionRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        exam_id=exam_id,
        number=before.number + 1 if before else 1,
        appointed_on=legal_day(work),
        appointed_at=work.now,
        appointed_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    for seat in seats:
        _add_seat(work, row, seat, leads=seat.account_id == chair_id)
    for each in staying:
        _carry_over(work, row, each)
    work.note("exam.commission.appointed", exam_id, number=row.number, members=len(seats))


def recuse(
    work: Work, exam_id: UUID, case_id: UUID, account_id: UUID, kind: str, reason: str, instead: UUID | None = None
) -> None:
    """Take a member out of one case, for good; `instead` sits for that case in their place, now or by a later call.

    What they rated is kept, marked; whether it counts is a matter of the ground (S2). Until a replacement passes every
    check, the case's decisions are blocked where the commission isn't legal without them (S2). Raises Refused where the
    replacement may not sit (S3, S6, S8, S10).
    """
    if kind not in RECUSAL_KINDS or (kind == "other" and not reason.strip()) or len(reason) > 1000:
        raise Refused(text("Nobody was recused."), text("The reason is missing."), text("Write why."))
    exam = get_row(work, exam_id)
    edition = get_edition(work, exam.edition_id)
    work.record()
    exam = get_row(work, exam_id)
    commission = store.find_commission(work.session, exam_id)
    case = _case_of(work, exam_id, case_id)
    if commission is None or account_id not in _sitting(work, commission, case_id):
        raise NotFound(str(account_id))
    row = _recusal(work, case_id, account_id, kind, reason.strip())
    follow_exclusions(work, [case_id])
    if instead is not None:
        leads = _leads(work, commission, account_id)
        _replace(work, edition, commission, case, row, instead, leads)
    work.note("case.member.recused", case_id, member=str(account_id), kind=kind, replaced=instead is not None)


def _replace(
    work: Work,
    edition: Edition,
    commission: CommissionRow,
    case: CaseRow,
    row: RecusalRow,
    instead: UUID,
    leads: bool,
) -> None:
    what = text("The replacement wasn't appointed.")
    if row.replaced_by is not None or instead in _sitting(work, commission, case.id):
        raise Refused(what, text("Somebody sits there already."), text("Choose somebody else."), rule="S2")
    _require_roles(work, [instead], instead if leads else None)
    seat = make_seats(work, edition, [instead])[0]
    barred = list_barred_at(work, commission.exam_id, edition.content, [case])[case.id]
    found = check_commission(edition.content.commission, [seat], barred, legal_day(work))
    if found.excluded:
        excluded = found.excluded[0]
        raise Refused(
            what,
            text("{name} may not verify this candidate.", name=excluded.name),
            text("Choose somebody else."),
            rule=excluded.rule,
        )
    _refuse(what, [each for each in found.problems if each.place == str(instead)])
    row.replaced_by = instead
    _add_seat(work, commission, seat, leads, case.id)
    put_member(work, commission.exam_id, instead, _role(leads))
    _join_encounters(work, commission.exam_id, case.id, instead, leads)


def put_member(work: Work, exam_id: UUID, account_id: UUID, role: Role) -> None:
    if not exam_store.is_member(work.session, exam_id, account_id, (role,)):
        exam_store.add_member(work.session, work.organisation_id, exam_id, account_id, role)


def _add_seat(work: Work, commission: CommissionRow, seat: Seat, leads: bool, case_id: UUID | None = None) -> None:
    work.session.add(
        CommissionSeatRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            commission_id=commission.id,
            account_id=seat.account_id,
            case_id=case_id,
            leads=leads,
            appointed_on=legal_day(work),
            educated=seat.standing.educated,
            proofs=write_proofs(seat.standing),
            proof_text=seat.proof,
        )
    )


def _list_replacements(work: Work, commission: CommissionRow | None, chosen: Sequence[UUID]) -> list[CommissionSeatRow]:
    """Who sits for one case alone, and isn't chosen for all of them now."""
    rows = store.list_seats(work.session, commission.id) if commission else ()
    return [row for row, _ in rows if row.case_id is not None and row.account_id not in chosen]


def _carry_over(work: Work, commission: CommissionRow, seat: CommissionSeatRow) -> None:
    """The same seat, as it was proved then, in the commission that was appointed now."""
    work.session.add(
        CommissionSeatRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            commission_id=commission.id,
            account_id=seat.account_id,
            case_id=seat.case_id,
            leads=seat.leads,
            appointed_on=seat.appointed_on,
            educated=seat.educated,
            proofs=seat.proofs,
            proof_text=seat.proof_text,
        )
    )


def _role(leads: bool) -> Role:
    return "chair" if leads else "assessor"


def _require_roles(work: Work, accounts: Sequence[UUID], chair_id: UUID | None) -> None:
    """Members have an assessor's or a chair's account, and who leads has a chair's."""
    holders = {role: {each.account_id for each in list_holders(work, role) if not each.disabled} for role in COMMISSION}
    if not (holders["assessor"] | holders["chair"]).issuperset(accounts):
        raise NotFound("member")
    if chair_id is not None and (chair_id not in accounts or chair_id not in holders["chair"]):
        raise Refused(
            text("The commission wasn't appointed."),
            text("Nobody leads it: that needs somebody with the role of a chair."),
            text("Choose who leads among its members."),
            rule="S2",
        )


def _refuse(what: Text, problems: Sequence[Problem]) -> None:
    for problem in problems:
        raise Refused(what, problem.message, problem.remedy or text("Choose other members."), rule=problem.rule)


def _case_of(work: Work, exam_id: UUID, case_id: UUID) -> CaseRow:
    if not any(stage.case_id == case_id for stage in exam_store.list_exam_stages(work.session, exam_id)):
        raise NotFound(str(case_id))
    return work.session.get_one(CaseRow, case_id, with_for_update=work.recording or None)


def _sitting(work: Work, commission: CommissionRow, case_id: UUID) -> set[UUID]:
    rows = store.list_seats(work.session, commission.id)
    return {row.account_id for row, _ in rows if row.case_id in (None, case_id)}


def _leads(work: Work, commission: CommissionRow, account_id: UUID) -> bool:
    return any(row.leads for row, _ in store.list_seats(work.session, commission.id) if row.account_id == account_id)


def _recusal(work: Work, case_id: UUID, account_id: UUID, kind: str, reason: str) -> RecusalRow:
    for row in store.list_recusals(work.session, [case_id]):
        if row.account_id == account_id:
            return row
    row = RecusalRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        case_id=case_id,
        account_id=account_id,
        kind=kind,
        reason=reason,
        made_at=work.now,
        made_by=work.actor.account_id,
    )
    work.session.add(row)
    work.session.flush()
    return row


def _join_encounters(work: Work, exam_id: UUID, case_id: UUID, account_id: UUID, leads: bool) -> None:
    """Who comes after the end saw nothing and can't rate it: then it takes other evidence, or a new run."""
    for encounter, _ in simulation_store.list_encounters(work.session, exam_id):
        if encounter.case_id == case_id and encounter.state in BEFORE_THE_END:
            work.session.add(
                EncounterAssessorRow(
                    encounter_id=encounter.id,
                    account_id=account_id,
                    organisation_id=work.organisation_id,
                    chair=leads,
                )
            )
    work.session.flush()
