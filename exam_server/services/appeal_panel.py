"""Who decides on an appeal: members who weren't involved, checked as any commission is, and at each act (S9)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from exam_server.core.appeals import BEFORE, SEALED
from exam_server.core.commission import Barred, CommissionCheck, Ground, check_commission, smallest_commission
from exam_server.core.decision import DecisionRule
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.services.appeal_rows import add_step, get_appeal_row, get_seated_row
from exam_server.services.appointing import make_seats
from exam_server.services.commission import list_barred, make_seat, read_standing, write_proofs
from exam_server.services.composing import list_pool
from exam_server.services.declaring import list_declared_accounts
from exam_server.services.legal_day import legal_day
from exam_server.services.people import Names
from exam_server.services.qualification import get_edition
from exam_server.services.work import Work
from exam_server.store import appeals as store
from exam_server.store import involved as involved_store
from exam_server.store.tables import AppealRow, AppealSeatRow, CaseRow, ItemRevisionRow

NOT_ASSIGNED = text("Nobody was assigned.")
NOT_DONE = text("Nothing was done with the appeal.")


@dataclass(frozen=True)
class Choice:
    """Somebody with an assessor's or a chair's account; `ground`: why they may not decide on this appeal."""

    account_id: UUID
    name: str
    leads: bool
    credentials: tuple[str, ...]
    ground: Ground | None


@dataclass(frozen=True)
class AppealPanel:
    """Who sits, the chair, and the rule of their votes; `members` are names by account."""

    row: AppealRow
    case: CaseRow
    members: Mapping[UUID, str]
    chair: UUID
    rule: DecisionRule

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(map(str, self.members))


def list_choices(work: Work, row: AppealRow) -> list[Choice]:
    """Everybody who could be assigned, and who is kept out and why; the caller has checked who asks."""
    case = work.session.get_one(CaseRow, row.case_id)
    barred = find_barred(work, row, case)
    return [
        Choice(
            each.seat.account_id,
            each.seat.name,
            each.leads,
            each.seat.credentials,
            barred.ground_of(each.seat.account_id),
        )
        for each in list_pool(work, get_edition(work, case.edition_id))
    ]


def find_barred(work: Work, row: AppealRow, case: CaseRow) -> Barred:
    """Who may not decide: as of any verification of the case, and who was involved in it, wrote the item, or decided on
    an earlier appeal of the same (S9).
    """
    barred = list_barred(work, get_edition(work, case.edition_id).content, [case])[case.id]
    exams, own = involved_store.list_exams(work.session, case.id), store.list_ruled(work.session, row.id)
    found = involved_store.list_involved(work.session, case.id, exams, own)
    if row.revision_id is not None:
        author = work.session.get_one(ItemRevisionRow, row.revision_id).made_by
        found |= {author} if author else set()
    # Who was replaced in the commission had a seat in it, or was replaced because of this very appeal.
    return replace(barred, involved=frozenset(found), deciders=_list_earlier(work, row), replaced=frozenset())


def _list_earlier(work: Work, row: AppealRow) -> frozenset[UUID]:
    """Who decided on earlier appeals against the same stage's result, or about one of the same criteria."""
    about = set(row.criteria)
    earlier = [
        each.id
        for each in store.list_appeals_of(work.session, row.case_id)
        if each.number < row.number and (each.stage_id == row.stage_id or about & set(each.criteria))
    ]
    return frozenset(store.list_ever_seated(work.session, earlier))


def get_apart(work: Work, appeal_id: UUID) -> AppealRow:
    """The appeal, for an act of the office: whoever verified the case, or decided on it, leaves that to others (S9).

    Raises NotFound, and Refused.
    """
    row = get_appeal_row(work, appeal_id)
    case = work.session.get_one(CaseRow, row.case_id)
    if find_barred(work, row, case).ground_of(work.actor.account_id or UUID(int=0)) is not None:
        why = text("You took part in verifying this case, or decided on an earlier appeal of the same.")
        raise Refused(NOT_DONE, why, text("Let a colleague do it."), rule="S9")
    return row


def may_assign(work: Work, row: AppealRow) -> bool:
    """Whether members may be assigned now: once all have sealed, only where those may not decide any more (S9)."""
    if row.state not in SEALED:
        return row.state in BEFORE["assigned"]
    try:
        _require_fit(work, row, store.list_seats(work.session, row.id))
    except Refused:
        return True
    return False


def assign_members(work: Work, appeal_id: UUID, accounts: Sequence[UUID], chair_id: UUID, reason: str = "") -> None:
    """Let these members decide, one of them as chair; what each proves today is frozen with it (S4).

    Who stays keeps the view that they sealed; once all have, others are assigned only with the `reason`. Raises Refused
    with the first thing that stands against them: too few (S2), credentials (S3), declaration (S6), advisor (S8),
    trainer (S10), that they were involved before, or that those who sealed may still decide (S9).
    """
    accounts = list(dict.fromkeys(accounts))
    row = get_appeal_row(work, appeal_id)
    case = work.session.get_one(CaseRow, row.case_id)
    edition = get_edition(work, case.edition_id)
    leads = {each.seat.account_id: each.leads for each in list_pool(work, edition)}
    seats = make_seats(work, edition, [each for each in accounts if each in leads])
    work.record()
    row = get_apart(work, appeal_id)
    if row.state in SEALED:
        _require_replaceable(work, row, reason)
    case = work.session.get_one(CaseRow, row.case_id)
    found = check_commission(edition.content.commission, seats, find_barred(work, row, case), legal_day(work))
    _require_legal(found, smallest_commission(edition.content), NOT_ASSIGNED)
    if not leads.get(chair_id) or chair_id not in accounts:
        raise Refused(
            NOT_ASSIGNED, text("Nobody among them leads."), text("Choose who leads; it takes the role of chair."), "S2"
        )
    before = store.list_seats(work.session, row.id)
    for seat in seats:
        work.session.add(
            AppealSeatRow(
                id=work.new_id(),
                organisation_id=row.organisation_id,
                appeal_id=row.id,
                number=before[0].number + 1 if before else 1,
                account_id=seat.account_id,
                leads=seat.account_id == chair_id,
                appointed_on=seat.standing.on,
                educated=seat.standing.educated,
                proofs=write_proofs(seat.standing),
                proof_text=seat.proof,
            )
        )
    add_step(work, row, "assigned", reason if row.state in SEALED else "", members=len(seats))
    hear_if_complete(work, row, frozenset(accounts))


def hear_if_complete(work: Work, row: AppealRow, seated: frozenset[UUID]) -> None:
    """Within `record()`: once all who sit have sealed, the ruling can be proposed; also where others sit no more."""
    sealed = {each.account_id for each in store.list_opinions(work.session, row.id)}
    if row.state == "assigned" and seated <= sealed:
        add_step(work, row, "heard")


def _require_replaceable(work: Work, row: AppealRow, reason: str) -> None:
    """Nobody chooses members by the views that were sealed (S9)."""
    if not may_assign(work, row):
        why = text("All members have sealed their view, and nothing keeps them from deciding.")
        raise Refused(NOT_ASSIGNED, why, text("Let them rule on the appeal."), "S9")
    if not reason.strip():
        why = text("Why others take the place of members who have sealed is missing.")
        raise Refused(NOT_ASSIGNED, why, text("Write the reason."), "S9")


def _require_legal(found: CommissionCheck, least: int, what: Text) -> None:
    """Here nobody may stand aside: whoever is kept out isn't assigned at all."""
    for each in found.excluded:
        why = text("{name} may not decide on this appeal.", name=each.name)
        raise Refused(what, why, text("Let the office assign somebody else."), rule=each.rule)
    for problem in found.problems:
        raise Refused(what, problem.message, problem.remedy or text("Choose somebody else."), rule=problem.rule)
    if len(found.members) < least:
        why = text("There are {count} members; {minimum} are needed.", count=len(found.members), minimum=least)
        raise Refused(what, why, text("Assign another member."), rule="S2")


def require_panel(work: Work, appeal_id: UUID) -> AppealPanel:
    """The panel of an appeal on which the actor decides, legal today as at its assignment.

    Raises NotFound for anybody else, and Refused with what has come between since (S2, S6, S8, S10).
    """
    row, seats = get_seated_row(work, appeal_id)
    _require_fit(work, row, seats)
    return panel_of(work, row, seats)


def _require_fit(work: Work, row: AppealRow, seats: Collection[AppealSeatRow]) -> None:
    """Whether who sits may decide today. Raises Refused with what has come between."""
    case = work.session.get_one(CaseRow, row.case_id)
    edition, names = get_edition(work, case.edition_id), Names(work)
    declared = list_declared_accounts(work, [each.account_id for each in seats], edition.code)
    sitting = [
        make_seat(
            each.account_id,
            names.of(each.account_id),
            read_standing(each),
            declared.get(each.account_id),
            each.proof_text,
        )
        for each in seats
    ]
    found = check_commission(edition.content.commission, sitting, find_barred(work, row, case), legal_day(work))
    _require_legal(found, smallest_commission(edition.content), NOT_DONE)


def panel_of(work: Work, row: AppealRow, seats: Collection[AppealSeatRow]) -> AppealPanel:
    """As it was assigned; nothing is checked."""
    case = work.session.get_one(CaseRow, row.case_id)
    names = Names(work)
    return AppealPanel(
        row,
        case,
        {each.account_id: names.of(each.account_id) for each in seats},
        next(each.account_id for each in seats if each.leads),
        DecisionRule(quorum=smallest_commission(get_edition(work, case.edition_id).content)),
    )
