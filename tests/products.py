"""A candidate with a test and a simulation on one day, whose script asks for a product about 1A2."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from exam_server.core.people import Role
from exam_server.core.simulation.identity import revision_hash
from exam_server.formats.scenario_yaml import write_scenario
from exam_server.services import bank, exam, freezing, inspecting, marking, simulation, writing_products
from exam_server.services import written as marks
from exam_server.services.room_checks import sign_made_up_room
from exam_server.services.work import Actor
from exam_server.services.written_queue import take_next
from exam_server.store import case as case_store
from exam_server.store.tables import EncounterRow, EvidenceRow, ExamRow, SittingRow
from tests.core.small_script import SMALL
from tests.making import (
    CANDIDATES,
    CODE,
    KEYS,
    OwnWork,
    contribute_as_chair,
    make_bank,
    make_edition,
    make_player,
)
from tests.releasing import release_by_two
from tests.written import given

COMMISSION = ("asia", "artur", "czeslawa")
PRODUCT, CRITERION, CARD = "M1", "1A2", "Cel. Zadania."
TEXT = "Cel: nowa praca do lata. Zadania: po obu stronach."


@dataclass
class Seat:
    ticket: str
    sitting_id: UUID
    exam_id: UUID
    encounter_id: UUID
    case_id: UUID
    accounts: dict[str, UUID]

    @property
    def candidate(self) -> Actor:
        return Actor(roles=frozenset({"candidate"}), sitting_id=self.sitting_id)


def make_seat(work: OwnWork, accounts: dict[str, UUID] | None = None) -> Seat:
    """Everything is planned and drawn; the encounter hasn't started."""
    found = {} if accounts is None else accounts
    for login in (*COMMISSION, "robert", "pola", "olga"):
        if login not in found:
            found[login] = make_player(work, login)
    edition_id = make_edition(work)
    bank.load_scenario(work, CODE, SMALL.id, "Mała próba", write_scenario(SMALL), revision_hash(SMALL))
    work.commit()
    members: dict[Role, list[UUID]] = {
        "assessor": [found["asia"], found["artur"]],
        "chair": [found["czeslawa"]],
        "role_player": [found["robert"]],
        "prompter": [found["pola"]],
    }
    planned_at, script = datetime(2027, 3, 1, 9, tzinfo=UTC), bank.list_scenarios(work, CODE)[0].id
    plan = exam.ExamPlan(edition_id, "Egzamin", "Gdynia", planned_at, make_bank(work), script, members)
    exam_id = exam.make_exam(work, plan)
    sign_made_up_room(work, exam_id)
    work.commit()
    exam.add_candidates(work, exam_id, CANDIDATES[:1])
    work.commit()
    contribute_as_chair(work, exam_id, found["czeslawa"])
    card = freezing.freeze_exam(work, KEYS, exam_id)[0]
    simulation.plan_encounters(work, exam_id)
    work.commit()
    row = work.session.query(EncounterRow).filter_by(exam_id=exam_id).one()
    return Seat(card.ticket, card.sitting_id, exam_id, row.id, row.case_id, found)


def tap(work: OwnWork, seat: Seat, sequence: int, kind: str, reference: str = "") -> None:
    work.act_as(seat.accounts["pola"], "prompter")
    simulation.take_event(work, seat.encounter_id, "prompter-1", sequence, kind, reference)
    work.commit()


def act_as(work: OwnWork, seat: Seat, login: str) -> None:
    work.act_as(seat.accounts[login], "chair" if login == "czeslawa" else "assessor")


def read(work: OwnWork, seat: Seat, login: str, level: int) -> str:
    """Take the next text about the criterion and seal it with this level; gives its code."""
    act_as(work, seat, login)
    code = take_next(work, CRITERION)
    work.commit()
    marks.seal(work, code, given(level))
    work.commit()
    return code


def evidence(work: OwnWork, seat: Seat) -> list[EvidenceRow]:
    """The product's records, oldest first."""
    rows = case_store.list_evidence(work.session, seat.case_id)
    return [row for row in rows if row.source_kind == "product"]


def write(work: OwnWork, seat: Seat, *, final: bool = True) -> None:
    """The candidate's text, handed in or kept as a draft."""
    work.actor = seat.candidate
    give = writing_products.hand_in_own if final else writing_products.keep_own
    give(work, 1, PRODUCT, TEXT)
    work.commit()


def release_day(work: OwnWork, seat: Seat, state: str = "agreed") -> None:
    """Everything of the day; the encounter as if it had been rated (`state`)."""
    work.record()
    work.session.get_one(EncounterRow, seat.encounter_id).state = state
    work.session.get_one(ExamRow, seat.exam_id).state = "closed"
    for row in work.session.query(SittingRow).filter_by(exam_id=seat.exam_id):
        row.state = "absent"
    work.commit()
    work.act_as(seat.accounts["olga"], "office")
    marking.mark_exam(work, seat.exam_id)
    work.commit()
    release_by_two(work, seat.exam_id)


def open_inspection(work: OwnWork, seat: Seat) -> None:
    work.act_as(seat.accounts["olga"], "office")
    inspecting.open_inspection(work, seat.case_id, 30)
    work.commit()
