"""Whether a commission may verify a candidate, now: asked anew for every candidate, stage and decision (S2)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from exam_server.core.commission import Barred, CommissionCheck, Proof, Seat, Standing, is_demanded
from exam_server.core.commission import check_commission as check
from exam_server.core.commission_acts import NOT_DONE, Act, find_obstacle
from exam_server.core.declarations import Declared
from exam_server.core.experience import Experience, Stretch
from exam_server.core.policy import ADVISOR_EXCLUDED
from exam_server.core.problems import NotFound, Problem, Refused
from exam_server.core.qualification import CommissionRule, Qualification
from exam_server.core.recusals import keeps_ratings
from exam_server.core.text import text
from exam_server.services.declaring import list_declared_accounts
from exam_server.services.exam import COMMISSION
from exam_server.services.legal_day import legal_day
from exam_server.services.policies import get_value
from exam_server.services.qualification import Edition, get_edition
from exam_server.services.work import Work
from exam_server.store import case as case_store
from exam_server.store import commission as store
from exam_server.store import credentials as credential_store
from exam_server.store import delivery as exam_store
from exam_server.store.appeals import list_deciders, list_repeated
from exam_server.store.tables import AppealSeatRow, CaseRow, CommissionSeatRow, ExamRow, StageRow

NOT_APPOINTED = Problem(
    text("No commission has been appointed for this exam."),
    rule="S2",
    remedy=text("Let the office appoint the commission."),
)


def check_commission(work: Work, case_id: UUID, stage_id: UUID | None = None) -> CommissionCheck:
    """Whether the commission of a case's stage may verify the candidate today; no stage: that of the newest exam.

    Where the edition's form asks nothing of a commission, the exam's members are it. Raises NotFound.
    """
    case = work.session.get(CaseRow, case_id)
    if case is None or case.organisation_id != work.organisation_id:
        raise NotFound(str(case_id))
    exam_id = _exam_of(work, case_id, stage_id)
    edition = get_edition(work, case.edition_id)
    return check_cases(work, edition, exam_id, [case])[case_id]


def require_commission(
    work: Work, case_id: UUID, stage_id: UUID | None = None, act: Act = "record", *, sealed: bool = True
) -> CommissionCheck:
    """As `check_commission`; Refused where the commission isn't legal, or the actor may not do this in it (S2)."""
    found = check_commission(work, case_id, stage_id)
    refuse_obstacle(work, act, found, sealed=sealed)
    return found


def refuse_obstacle(work: Work, act: Act, found: CommissionCheck, *, sealed: bool = True) -> None:
    """Raises Refused with what keeps the actor from an act, and its rule."""
    problem = find_obstacle(act, found, work.actor.account_id, sealed=sealed)
    if problem is not None:
        remedy = problem.remedy or text("Let the office mend it.")
        raise Refused(NOT_DONE[act], problem.message, remedy, rule=problem.rule)


def check_cases(
    work: Work, edition: Edition, exam_id: UUID | None, cases: Sequence[CaseRow]
) -> dict[UUID, CommissionCheck]:
    """The check of many cases of one exam, in as many queries as for one; nothing is asked where a script is tried."""
    rule, today = edition.content.commission, legal_day(work)
    if exam_id is not None and _is_tried(work, exam_id, cases):
        rule = CommissionRule()
    barred = list_barred_at(work, exam_id, edition.content, cases)
    if not is_demanded(rule):
        members = _exam_members(work, exam_id, today)
        return {case.id: check(rule, members, barred[case.id], today) for case in cases}
    row = store.find_commission(work.session, exam_id) if exam_id else None
    if row is None:
        return {case.id: CommissionCheck((), (), (NOT_APPOINTED,)) for case in cases}
    rows = store.list_seats(work.session, row.id)
    declared = list_declared_accounts(work, [seat.account_id for seat, _ in rows], edition.code)
    seats_of: dict[UUID | None, list[Seat]] = defaultdict(list)
    for seat, person in rows:
        name = f"{person.given_names} {person.family_name}"
        found = make_seat(seat.account_id, name, read_standing(seat), declared.get(seat.account_id), seat.proof_text)
        seats_of[seat.case_id].append(found)
    return {
        case.id: check(rule, [*seats_of[None], *seats_of.get(case.id, ())], barred[case.id], today) for case in cases
    }


def list_barred_at(
    work: Work, exam_id: UUID | None, qualification: Qualification, cases: Sequence[CaseRow]
) -> dict[UUID, Barred]:
    """As `list_barred`; where a case's simulation is repeated at the exam, who verified before is kept out too (S9)."""
    found = list_barred(work, qualification, cases)
    repeated = list_repeated(work.session, exam_id, list(found)) if exam_id else {}
    return found | {case_id: replace(found[case_id], involved=involved) for case_id, involved in repeated.items()}


def _is_tried(work: Work, exam_id: UUID, cases: Sequence[CaseRow]) -> bool:
    """Whether it's a rehearsal, whose candidates are made up: what is done there counts for nobody."""
    return all(case.rehearsal for case in cases) and work.session.get_one(ExamRow, exam_id).rehearsal


def list_barred(work: Work, qualification: Qualification, cases: Sequence[CaseRow]) -> dict[UUID, Barred]:
    """Who may not verify each of these cases: trainers (S10), recused members, who decides on appeals (S9), and
    advisors, unless the body decided that they may (S8).
    """
    people = {case.person_id for case in cases}
    ids = [case.id for case in cases]
    trainers: dict[UUID, set[UUID]] = defaultdict(set)
    if qualification.conflict.trainer_excluded:
        for person_id, account_id in credential_store.list_trainers(work.session, people):
            trainers[person_id].add(account_id)
    apart = get_value(work, "advisor_excluded", legal_day(work), ADVISOR_EXCLUDED)
    advisors = _by_case(store.list_advisors(work.session, ids) if apart else ())
    recusals = store.list_recusals(work.session, ids)
    recused = _by_case([row for row in recusals if not keeps_ratings(row.kind)])
    replaced = _by_case([row for row in recusals if keeps_ratings(row.kind)])
    deciders = list_deciders(work.session, ids)
    return {
        case.id: Barred(
            frozenset(trainers[case.person_id]),
            frozenset(advisors[case.id]),
            frozenset(recused[case.id]),
            replaced=frozenset(replaced[case.id]),
            deciders=deciders.get(case.id, frozenset()),
        )
        for case in cases
    }


def list_barred_of(work: Work, cases: Sequence[CaseRow]) -> dict[UUID, Barred]:
    """As `list_barred`, of any editions' cases."""
    by_edition: dict[UUID, list[CaseRow]] = defaultdict(list)
    for case in cases:
        by_edition[case.edition_id].append(case)
    found: dict[UUID, Barred] = {}
    for edition_id, own in by_edition.items():
        found |= list_barred(work, get_edition(work, edition_id).content, own)
    return found


def list_excluded(work: Work, cases: Sequence[CaseRow]) -> dict[UUID, frozenset[UUID]]:
    """Whose ratings of each of these cases, of any editions, count for nothing (S2, S8, S10)."""
    return {case_id: barred.discounted for case_id, barred in list_barred_of(work, cases).items()}


def make_seat(account_id: UUID, name: str, standing: Standing, declared: Declared | None, proof: str) -> Seat:
    """A member with what was proved, and the declaration that holds today, if any (S6)."""
    if declared is None:
        return Seat(account_id, name, standing, proof=proof)
    return Seat(account_id, name, standing, declared.signed_on, declared.withdrawn_on, proof)


def read_standing(row: CommissionSeatRow | AppealSeatRow) -> Standing:
    """What was proved when the seat was given (S4: frozen)."""
    return Standing(row.appointed_on, row.educated, tuple(_read_proof(row.appointed_on, each) for each in row.proofs))


def write_proofs(standing: Standing) -> list[dict[str, object]]:
    """The proofs as a seat keeps them."""
    return [_write_proof(each) for each in standing.proofs]


def _write_proof(proof: Proof) -> dict[str, object]:
    written: dict[str, object] = {"credential": proof.credential, "held": proof.held}
    if proof.experience is not None:
        stretches = [[each.first_on.isoformat(), each.last_on.isoformat()] for each in proof.experience.stretches]
        written |= {"days": proof.experience.days, "needed": proof.experience.needed, "stretches": stretches}
        written["outside"] = proof.experience.outside
    return written


def _read_proof(on: date, kept: Mapping[str, object]) -> Proof:
    credential, held = str(kept["credential"]), bool(kept["held"])
    stretches, days, needed = kept.get("stretches"), kept.get("days"), kept.get("needed")
    if not (isinstance(stretches, list) and isinstance(days, int) and isinstance(needed, int)):
        return Proof(credential, held)
    counted = tuple(Stretch(date.fromisoformat(first), date.fromisoformat(last)) for first, last in stretches)
    outside = kept.get("outside", 0)
    found = Experience(on, days, needed, counted, outside=outside if isinstance(outside, int) else 0)
    return Proof(credential, held, found)


def _exam_of(work: Work, case_id: UUID, stage_id: UUID | None) -> UUID | None:
    if stage_id is not None:
        stage = work.session.get(StageRow, stage_id)
        if stage is None or stage.case_id != case_id:
            raise NotFound(str(stage_id))
        if stage.exam_id is not None:
            return stage.exam_id
    planned = [each.exam_id for each in case_store.list_stages(work.session, case_id) if each.exam_id is not None]
    return planned[-1] if planned else None


def _exam_members(work: Work, exam_id: UUID | None, on: date) -> tuple[Seat, ...]:
    rows = exam_store.list_members(work.session, exam_id) if exam_id else ()
    names = {
        row.account_id: f"{person.given_names} {person.family_name}"
        for row, _, person in rows
        if row.role in COMMISSION
    }
    return tuple(Seat(account_id, name, Standing(on, True, ()), on) for account_id, name in names.items())


def _by_case(rows: Sequence[store.OfCase]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for row in rows:
        found[row.case_id].add(row.account_id)
    return found


def list_exam_cases(work: Work, exam: ExamRow) -> list[CaseRow]:
    """The cases that have a stage at an exam, by their codes."""
    ids = {stage.case_id for stage in exam_store.list_exam_stages(work.session, exam.id)}
    return sorted((work.session.get_one(CaseRow, each) for each in ids), key=lambda case: case.code)
