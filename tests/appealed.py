"""A case with a told result that its candidate disagrees with, and members who took no part in it."""

from dataclasses import dataclass
from uuid import UUID

from exam_server.core.people import Role
from exam_server.services import handling_appeals as handling
from exam_server.services import hearing_appeals as hearing
from exam_server.services import people
from exam_server.services.appeal_panel import assign_members
from exam_server.services.appealing import Filing, file_own
from exam_server.services.work import Actor
from exam_server.store.tables import ExamRow, RecusalRow
from tests.deciding import Decidable, ask, decide, make_decidable, note
from tests.making import CANDIDATES, OwnWork
from tests.portfolios import give_account
from tests.releasing import release_by_two

DECIDERS: dict[str, tuple[str, Role]] = {
    "jan": ("Jan Odwoławczy", "assessor"),
    "ewa": ("Ewa Odwoławcza", "assessor"),
    "zofia": ("Zofia Odwoławcza", "chair"),
}
WORDS = "Odpowiedziałam na to w rozmowie, komisja tego nie zapisała."


@dataclass
class Appealed:
    """`made` with 1A1 decided not met and released; `deciders` by log-in."""

    made: Decidable
    candidate: Actor
    deciders: dict[str, UUID]

    @property
    def case_id(self) -> UUID:
        return self.made.case_id


def make_deciders(work: OwnWork) -> dict[str, UUID]:
    found = {login: people.make_account(work, login, *name.split(), [role]) for login, (name, role) in DECIDERS.items()}
    work.commit()
    return found


def make_told(work: OwnWork, accounts: dict[str, UUID] | None = None) -> Appealed:
    """1A1 is decided not met after its conversation, 1A2 met, and the exam's results are told."""
    made = make_decidable(work, accounts)
    ask(work, made, note("1A1", "not_met"))
    decide(work, made, "1A1", "not_met", reason="Nie wymieniła gatunków.")
    decide(work, made, "1A2", "met")
    work.record()
    work.session.get_one(ExamRow, made.exam_id).state = "closed"
    work.commit()
    release_by_two(work, made.exam_id)
    return Appealed(made, give_account(work, made.case_id, CANDIDATES[0].email), make_deciders(work))


def file(work: OwnWork, told: Appealed, *criteria: str) -> UUID:
    """The candidate's own appeal against the test's result."""
    work.actor = told.candidate
    filing = Filing(told.made.stage_id, criteria, None, ["rating"], WORDS)
    appeal_id = file_own(work, told.case_id, filing, [])
    work.commit()
    return appeal_id


def as_office(work: OwnWork, told: Appealed) -> None:
    work.act_as(told.made.accounts["olga"], "office")


def as_decider(work: OwnWork, told: Appealed, login: str) -> None:
    work.act_as(told.deciders[login], DECIDERS[login][1])


def assign(work: OwnWork, told: Appealed, appeal_id: UUID) -> None:
    """Admitted by the office, and the three who weren't involved assigned to it."""
    as_office(work, told)
    handling.admit_appeal(work, appeal_id)
    work.commit()
    assign_members(work, appeal_id, list(told.deciders.values()), told.deciders["zofia"])
    work.commit()


def seal_all(work: OwnWork, told: Appealed, appeal_id: UUID, criterion: str = "1A1", **verdicts: str) -> None:
    """Each decider's view of one criterion."""
    for login, verdict in verdicts.items():
        as_decider(work, told, login)
        hearing.seal_opinion(work, appeal_id, {criterion: (verdict, f"Powód {login}.")})
        work.commit()


def rule(work: OwnWork, told: Appealed, appeal_id: UUID, criterion: str = "1A1") -> int:
    """Proposed by Jan, confirmed by Zofia; gives how many criteria stand otherwise."""
    as_decider(work, told, "jan")
    hearing.propose_appeal_ruling(work, appeal_id, {criterion: "Zapis rozmowy to pokazuje."}, "Odwołanie jest zasadne.")
    work.commit()
    as_decider(work, told, "zofia")
    changed = hearing.confirm_appeal_ruling(work, appeal_id)
    work.commit()
    return changed


def recuse(work: OwnWork, told: Appealed, account_id: UUID) -> None:
    """That member takes no part in the case any more."""
    work.record()
    row = RecusalRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        case_id=told.case_id,
        account_id=account_id,
        kind="own",
        reason="",
        made_at=work.now,
        made_by=None,
    )
    work.session.add(row)
    work.commit()
