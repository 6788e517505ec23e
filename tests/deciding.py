"""A case of the small qualification with its commission and evidence, so that deciding needs no exam day."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from exam_server.core.case import OpenReason, Verdict
from exam_server.core.people import Role
from exam_server.core.plan import Part, Plan, PlanLine, use
from exam_server.core.qualification import Method
from exam_server.services import conversing, deciding, exam
from exam_server.services.conversing import NewNote
from exam_server.services.evidence import EvidenceEntry, record_evidence
from exam_server.services.panel import get_case_row, get_panel
from exam_server.services.qualification import save_plan
from exam_server.store import delivery as exam_store
from exam_server.store.tables import ExamRow
from tests.making import CANDIDATES, OwnWork, make_player, plan_exam

COMMISSION = ("asia", "artur", "czeslawa")
PARTS = (Part("a", "wita gościa"), Part("b", "pyta go o życzenia"))
PLAN = Plan(
    (
        PlanLine("1A1", (use("theory_test"), use("conversation_with_simulation"))),
        PlanLine("1A2", (use("theory_test"), use("conversation_with_simulation"))),
        PlanLine("2A1", (use("conversation_with_simulation"), use("evidence_analysis")), PARTS),
        PlanLine("2A2", (use("theory_test"),)),
    )
)


@dataclass
class Decidable:
    """`stage_id` is the theory test's; 1A2 and 2A2 are shown, 1A1 fell short, 2A1 isn't taken."""

    exam_id: UUID
    case_id: UUID
    stage_id: UUID
    accounts: dict[str, UUID]


def make_decidable(work: OwnWork, accounts: dict[str, UUID] | None = None) -> Decidable:
    accounts = {} if accounts is None else accounts
    for login in (*COMMISSION, "olga"):
        if login not in accounts:
            accounts[login] = make_player(work, login)
    made = plan_exam(work, CANDIDATES[:1])
    plan_id = save_plan(work, made.edition_id, PLAN)
    work.session.get_one(ExamRow, made.id).plan_id = plan_id
    work.commit()
    work.record()
    members: dict[Role, list[UUID]] = {
        "assessor": [accounts["asia"], accounts["artur"]],
        "chair": [accounts["czeslawa"]],
    }
    exam.add_members(work, made.id, members)
    work.commit()
    stage = exam_store.list_exam_stages(work.session, made.id)[0]
    found = Decidable(made.id, stage.case_id, stage.id, accounts)
    for criterion, verdict in (("1A1", "not_met"), ("1A2", "met"), ("2A2", "met")):
        add_evidence(work, found, criterion, verdict)  # type: ignore[arg-type]
    return found


def add_evidence(
    work: OwnWork,
    made: Decidable,
    criterion: str,
    verdict: Verdict,
    method: Method = "theory_test",
    reason: OpenReason | None = None,
) -> UUID:
    work.record()
    entry = EvidenceEntry(criterion, method, "sitting", work.new_id(), "ab" * 32, verdict, reason, "1")
    record_id = record_evidence(work, made.case_id, made.stage_id, entry)
    work.commit()
    return record_id


def act_as(work: OwnWork, made: Decidable, login: str) -> None:
    roles: dict[str, Role] = {"czeslawa": "chair", "olga": "office"}
    work.act_as(made.accounts[login], roles.get(login, "assessor"))


def note(criterion: str, verdict: Verdict = "met", part: str = "") -> NewNote:
    return NewNote(criterion, part, "Proszę podać przykład.", "Podała trzy trafne przykłady.", verdict)


def ask(work: OwnWork, made: Decidable, asked: NewNote) -> UUID:
    """All who sit note the same of an exchange, the chair first; gives the evidence record's id."""
    act_as(work, made, "czeslawa")
    seated = get_panel(work, get_case_row(work, made.case_id)).members
    members = sorted(seated, key=lambda account_id: account_id != made.accounts["czeslawa"])
    return note_by_all(work, made.case_id, asked, members)


def note_by_all(work: OwnWork, case_id: UUID, asked: NewNote, members: Sequence[UUID]) -> UUID:
    """Each of these members seals the same note; gives the id of the evidence that comes of it."""
    for account_id in members:
        work.act_as(account_id, "chair" if account_id == members[0] else "assessor")
        exchange_id = conversing.note_conversation(work, case_id, asked)
        work.commit()
    return next(note.evidence_id for note in conversing.list_notes(work, case_id) if note.id == exchange_id)


def decide(work: OwnWork, made: Decidable, criterion: str, verdict: Verdict = "met", **more: object) -> UUID:
    """Proposed by Asia, agreed by the others, confirmed by Czesława."""
    act_as(work, made, "asia")
    decision_id = deciding.propose_decision(work, made.case_id, criterion, verdict, **more)  # type: ignore[arg-type]
    work.commit()
    for login in ("artur", "czeslawa"):
        act_as(work, made, login)
        deciding.give_vote(work, decision_id, verdict)
        work.commit()
    deciding.confirm_decision(work, decision_id)
    work.commit()
    return decision_id


def decide_all(work: OwnWork, made: Decidable) -> None:
    """Everything met: 1A1 and both parts of 2A1 in the conversation."""
    ask(work, made, note("1A1"))
    for part in PARTS:
        ask(work, made, note("2A1", part=part.id))
    for criterion in ("1A1", "1A2", "2A1", "2A2"):
        decide(work, made, criterion)
