"""A case in which everything happened that a protocol has to state: from the accommodation to the re-sit."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from exam_server.core.accommodation import Accommodation
from exam_server.core.assembly import Blueprint, Cell
from exam_server.core.judging import Target
from exam_server.core.people import Role
from exam_server.core.plan import Plan, PlanLine, use
from exam_server.core.qualification import Criterion, Outcome, OutcomeSet
from exam_server.core.recognition import Basis
from exam_server.core.simulation.identity import revision_hash
from exam_server.core.simulation.script import RedFlag, Scenario
from exam_server.formats.scenario_yaml import write_scenario
from exam_server.services import (
    accommodations,
    appointing,
    bank,
    compensations,
    deciding,
    delivery,
    desk,
    exam,
    flags,
    freezing,
    incidents,
    judging,
    marking,
    pausing,
    qualification,
    recognising,
    seating,
    silences,
    simulation,
    starting,
)
from exam_server.services.people import make_account
from exam_server.services.presenting import list_frozen_items
from exam_server.services.room_checks import sign_made_up_room
from exam_server.store import board
from exam_server.store import delivery as exam_store
from exam_server.store import simulation as simulation_store
from exam_server.store.tables import ResponseRow, SittingRow
from tests.cases import right_response, wrong_response
from tests.core.small_script import SMALL
from tests.deciding import PARTS, Decidable, act_as, ask, decide, note
from tests.encounters import MadeEncounter, conclude, fill_sheet, seal, tap_run
from tests.judged import hand_in
from tests.judged import seal as seal_judgements
from tests.making import (
    BLUEPRINT,
    CANDIDATES,
    CODE,
    KEYS,
    QUALIFICATION,
    MadeExam,
    OwnWork,
    contribute_as_chair,
    let_time_pass,
    make_player,
)
from tests.portfolios import bring
from tests.proving import appoint, prove
from tests.shipped import shipped_qualification
from tests.written import WRITTEN, MadeWritten, read

COMMISSION = ("asia", "artur", "czeslawa")
AGAIN = ("asia", "zofia", "czeslawa")
ACCOMMODATION = Accommodation(150, 600, larger_type=True)
FLAG = RedFlag("R1", "Obraża gościa.")
SCENARIO: Scenario = replace(SMALL, red_flags=(FLAG,))
BASIS = Basis("certificate", "Certyfikat herbaciarza", "17/2024", "Instytut Herbaty", date(2024, 5, 6))
TEXT = "Ogrzewam czarkę, podaję gościowi."
PLAN = Plan(
    (
        PlanLine("1A1", (use("theory_test"), use("conversation_with_simulation"))),
        PlanLine("1A2", (use("theory_test"), use("conversation_with_simulation"))),
        PlanLine("2A1", (use("conversation_with_simulation"), use("evidence_analysis")), PARTS),
        PlanLine("2A2", (use("theory_test"),)),
        PlanLine("3A1", (use("evidence_analysis"),)),
    )
)
STORING = OutcomeSet(
    3,
    "Przechowywanie",
    5,
    10,
    True,
    (Outcome("3A", "Przechowuje herbatę", (Criterion("3A1", "przechowuje herbatę"),)),),
)
RETAKE = Blueprint(
    "powtorka", "Test powtórkowy", 20, 2, (Cell("1a1", criterion="1A1", minimum=2, maximum=2),), difficulty_band=1.0
)


@dataclass
class Filled:
    case: Decidable
    first_exam: UUID
    second_exam: UUID


def make_filled(work: OwnWork, folder: Path) -> Filled:
    """Two exams of one candidate, all of it decided; nothing of a protocol is made yet."""
    accounts = _people(work)
    edition_id = _edition(work)
    first, card = _plan(work, accounts, edition_id, BLUEPRINT, COMMISSION, 1, simulated=True)
    stage = exam_store.list_exam_stages(work.session, first)[0]
    made = Decidable(first, stage.case_id, stage.id, accounts)
    _hold_first(work, made, card)
    _run_and_recuse(work, made)
    made.accounts = accounts | {"artur": accounts["zofia"]}
    _judge(work, made, folder, accounts["artur"])
    read_by = MadeWritten(MadeExam(first, edition_id, [card]), made.accounts)
    for login in ("asia", "artur"):
        read(work, read_by, login, 3, 2)
    first_decision = _decide_first(work, made)
    second, again = _plan(work, made.accounts, edition_id, RETAKE, AGAIN, 20)
    _sit(work, again, short="")
    _close(work, made, second)
    decide(work, made, "1A1", reason="Wykazała w powtórzonym teście.", supersedes=first_decision)
    return Filled(made, first, second)


def _people(work: OwnWork) -> dict[str, UUID]:
    names = (*COMMISSION, "robert", "pola", "olga", "daria", "damian")
    accounts = {login: make_player(work, login) for login in names}
    accounts["zofia"] = make_account(work, "zofia", "Zofia", "Zastępująca", ["assessor"])
    work.commit()
    for login, held in (("asia", "ab"), ("artur", "c"), ("czeslawa", "bd"), ("zofia", "c")):
        prove(work, accounts[login], held, code=CODE)
    return accounts


def _edition(work: OwnWork) -> UUID:
    """The small qualification with a third set, under the real form's own rules."""
    shipped = shipped_qualification()
    rules = {name: getattr(shipped, name) for name in ("commission", "advisor", "conflict", "appeal", "validity")}
    content = replace(QUALIFICATION, sets=(*QUALIFICATION.sets, STORING), **rules)
    edition_id = qualification.adopt_edition(work, CODE, content, PLAN)
    bank.load_items(work, CODE, WRITTEN)
    for each in (BLUEPRINT, RETAKE):
        bank.load_blueprint(work, CODE, each)
    script = write_scenario(SCENARIO)
    bank.load_scenario(work, CODE, SCENARIO.id, SCENARIO.about.title, script, revision_hash(SCENARIO))
    work.commit()
    return edition_id


def _plan(
    work: OwnWork,
    accounts: dict[str, UUID],
    edition_id: UUID,
    blueprint: Blueprint,
    commission: tuple[str, ...],
    day: int,
    *,
    simulated: bool = False,
) -> tuple[UUID, freezing.SeatCard]:
    """An exam with Kazimiera, its commission appointed and its form drawn; gives it with her card."""
    members: dict[Role, list[UUID]] = {
        "chair": [accounts["czeslawa"]],
        "assessor": [accounts[each] for each in commission if each != "czeslawa"],
        "role_player": [accounts["robert"]],
        "prompter": [accounts["pola"]],
        "desk": [accounts["daria"], accounts["damian"]],
    }
    filed = next(each.id for each in bank.list_blueprints(work, CODE) if each.blueprint.id == blueprint.id)
    script = bank.list_scenarios(work, CODE)[0].id if simulated else None
    place = "Gdynia, sala 12" if simulated else "Sopot, sala 3"
    at = datetime(2027, 3, day, 9, tzinfo=UTC)
    exam_id = exam.make_exam(work, exam.ExamPlan(edition_id, blueprint.title, place, at, filed, script, members))
    work.commit()
    exam.add_candidates(work, exam_id, CANDIDATES[:1])
    sign_made_up_room(work, exam_id)
    work.commit()
    if simulated:
        case_id = exam_store.list_exam_stages(work.session, exam_id)[0].case_id
        work.act_as(accounts["olga"], "office")
        accommodations.decide_accommodation(work, exam_id, case_id, ACCOMMODATION)
        work.commit()
    appoint(work, exam_id, [accounts[each] for each in commission], accounts["czeslawa"])
    contribute_as_chair(work, exam_id, accounts["czeslawa"])
    (card,) = freezing.freeze_exam(work, KEYS, exam_id)
    if simulated:
        simulation.plan_encounters(work, exam_id)
    work.commit()
    seating.admit(work, card.sitting_id, "dowód osobisty")
    starting.open_exam(work, exam_id)
    work.commit()
    return exam_id, card


def _hold_first(work: OwnWork, made: Decidable, card: freezing.SeatCard) -> None:
    """A pause, an outage that is made good, incidents at the seat and in the room; 1A1 falls short."""
    seat = card.sitting_id
    work.act_as(made.accounts["daria"], "desk")
    pausing.pause(work, [seat], "alarm pożarowy")
    work.commit()
    pausing.resume(work, [seat], "koniec alarmu")
    incidents.note_incident(work, made.exam_id, "power_cut", "zgasło światło", seconds=120)
    incidents.note_incident(work, made.exam_id, "illness", "ból głowy", seat)
    work.commit()
    for seconds in (240, 0):
        delivery.touch(work, seat)
        work.commit()
        let_time_pass(work, seat, seconds)
    gaps = [gap.id for gap in board.list_silences(work.session, made.exam_id, ("open",))]
    silences.propose_for_silences(work, made.exam_id, gaps, "bez łączności")
    compensations.propose_compensation(work, seat, 60, "szukanie okularów")
    work.commit()
    work.act_as(made.accounts["damian"], "desk")
    for event in exam_store.list_sitting_events(work.session, seat):
        if event.kind == "compensated" and event.gap_id:
            compensations.confirm_compensation(work, made.exam_id, event.id)
        elif event.kind == "compensated":
            compensations.decline_compensation(work, made.exam_id, event.id, "czas biegnie dalej")
    work.commit()
    _sit(work, card, short="1A1")
    _close(work, made, made.exam_id)


def _sit(work: OwnWork, card: freezing.SeatCard, short: str) -> None:
    """Everything right but the items of one criterion; the text of 2A2 is for its readers."""
    form_id = work.session.get_one(SittingRow, card.sitting_id).test_form_id
    work.record()
    for each in list_frozen_items(work, form_id):
        right = TEXT if each.item.kind == "extended_text" else right_response(each)
        given = wrong_response(each) if each.item.criteria[0] == short else right
        work.session.merge(
            ResponseRow(
                sitting_id=card.sitting_id,
                position=each.position,
                organisation_id=work.organisation_id,
                epoch=1,
                sequence=each.position,
                response=json.dumps(given),
                saved_at=work.now,
            )
        )
    work.commit()


def _close(work: OwnWork, made: Decidable, exam_id: UUID) -> None:
    act_as(work, made, "olga")
    desk.close_exam(work, exam_id)
    work.commit()
    marking.mark_exam(work, exam_id)
    work.commit()


def _run_and_recuse(work: OwnWork, made: Decidable) -> None:
    """The simulation stands still once; Artur rates and is recused before its end, Zofia rates in his place."""
    (row, _), *_ = simulation_store.list_encounters(work.session, made.exam_id)
    run = MadeEncounter(row.id, made.exam_id, made.accounts, SCENARIO)
    for kind, reason in (("start", ""), ("pause", "illness"), ("resume", "")):
        tap_run(work, run, kind, reason)
    tap_run(work, run, "cue", "W1")
    fill_sheet(work, run, "artur")
    act_as(work, made, "olga")
    artur, zofia = made.accounts["artur"], made.accounts["zofia"]
    appointing.recuse(work, made.exam_id, made.case_id, artur, "own", "", zofia)
    work.commit()
    tap_run(work, run, "end")
    tap_run(work, run, "product", "M1")
    for login in AGAIN:
        fill_sheet(work, run, login)
    for login in AGAIN:
        seal(work, run, login)
    for login, seen in (("asia", True), ("zofia", True), ("czeslawa", False)):
        act_as(work, made, login)
        flags.speak_of_flag(work, run.id, FLAG.id, seen, f"słowo {login}")
        work.commit()
    conclude(work, run.id)


def _judge(work: OwnWork, made: Decidable, folder: Path, artur: UUID) -> None:
    """A declaration on 2A1, judged by three and settled; a document on which 3A1 is recognised."""
    handed = hand_in(work, made, (Target("2A1", "a"), Target("2A1", "b")))
    for login in AGAIN:
        seal_judgements(work, handed, "artur" if login == "zofia" else login)
    act_as(work, made, "czeslawa")
    judging.settle_agreed(work, made.case_id)
    work.commit()
    work.actor = handed.candidate
    document = bring(work, folder, made.case_id)
    act_as(work, made, "asia")
    found = recognising.propose_recognition(work, made.case_id, "3A1", BASIS, document, "Ten sam zakres.")
    work.commit()
    for login in ("artur", "czeslawa"):
        act_as(work, made, login)
        recognising.vote_on_recognition(work, made.case_id, found, True, "Program jest ten sam.")
        work.commit()
    recognising.confirm_recognition(work, made.case_id, found)
    work.commit()


def _decide_first(work: OwnWork, made: Decidable) -> UUID:
    """After the conversation; about 1A2 Zofia dissents, and 1A1 isn't met yet: gives that decision."""
    ask(work, made, note("1A1", "not_met"))
    not_yet = decide(work, made, "1A1", "not_met", reason="Nie wymieniła gatunków.")
    act_as(work, made, "asia")
    decision_id = deciding.propose_decision(work, made.case_id, "1A2", "met")
    work.commit()
    for login, verdict, reason in (("artur", "not_met", "Zabrakło przykładu."), ("czeslawa", "met", "")):
        act_as(work, made, login)
        deciding.give_vote(work, decision_id, verdict, reason)
        work.commit()
    deciding.confirm_decision(work, decision_id)
    work.commit()
    for criterion in ("2A1", "2A2", "3A1"):
        decide(work, made, criterion)
    return not_yet
