"""A qualification of other sets, methods and numbers goes from its register form to a protocol by its form alone."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from exam_server.core.assembly import Blueprint, Cell
from exam_server.core.bank import Item, Option
from exam_server.core.judging import Target
from exam_server.core.problems import Refused
from exam_server.formats.register_form import read_register_form_bytes
from exam_server.services import (
    appointing,
    bank,
    commission,
    credentials,
    deciding,
    delivery,
    desk,
    exam,
    freezing,
    judging,
    marking,
    protocols,
    qualification,
    seating,
    stages,
    starting,
    trainings,
)
from exam_server.services.advisors import name_advisor
from exam_server.services.case import get_case
from exam_server.services.conversing import note_conversation
from exam_server.services.credentials import GivenDocument
from exam_server.services.deciding_view import show_deciding
from exam_server.services.legal_day import legal_day
from exam_server.services.presenting import list_frozen_items
from exam_server.services.protocols import Draft
from exam_server.services.room_checks import sign_made_up_room
from exam_server.store import delivery as exam_store
from exam_server.store.tables import ProtocolRow, ResponseRow, SittingRow
from tests.cases import right_response
from tests.deciding import Decidable, act_as, note
from tests.encounters import load_scenario
from tests.judged import hand_in, seal
from tests.making import CANDIDATES, KEYS, OwnWork, contribute_as_chair, make_player
from tests.other_qualification import CODE, FORM
from tests.proving import VERIFIER, appoint, prove

CAST = ("asia", "artur", "czeslawa", "olga", "doris")
COMMISSION = ("asia", "czeslawa")
TALKED = ("4A1", "4A2", "4A3", "12A1")
MADE = ("4B1", "12A2")


@dataclass
class Bakery:
    """An exam on the adopted form's edition with one candidate; no commission yet."""

    accounts: dict[str, UUID]
    edition_id: UUID
    exam_id: UUID
    case_id: UUID

    @property
    def members(self) -> list[UUID]:
        return [self.accounts[login] for login in COMMISSION]

    def decidable(self, work: OwnWork) -> Decidable:
        stage = exam_store.list_exam_stages(work.session, self.exam_id)[0]
        return Decidable(self.exam_id, self.case_id, stage.id, self.accounts)


@pytest.fixture
def bakery(work: OwnWork) -> Bakery:
    found, problems = read_register_form_bytes(FORM.read_bytes(), FORM.name)
    assert found is not None and not [each for each in problems if each.severity == "error"]
    accounts = {login: make_player(work, login) for login in CAST}
    edition_id = qualification.adopt_edition(work, CODE, found)
    bank.load_items(work, CODE, [_item(code, number) for code in TALKED for number in range(1, 5)])
    cells = tuple(Cell(code.lower(), criterion=code, minimum=3, maximum=3) for code in TALKED)
    bank.load_blueprint(work, CODE, Blueprint("chleb", "Test o chlebie", 20, 12, cells, difficulty_band=1.0))
    work.commit()
    exam_id = exam.make_exam(work, _plan(work, edition_id))
    sign_made_up_room(work, exam_id)
    work.commit()
    exam.add_candidates(work, exam_id, CANDIDATES[:1])
    work.commit()
    return Bakery(accounts, edition_id, exam_id, exam_store.list_exam_stages(work.session, exam_id)[0].case_id)


def _item(criterion: str, number: int) -> Item:
    options = (Option("yes", f"tak {number}", key=True), Option("no", "nie", rationale="nie"), Option("both", "różnie"))
    stem = f"Czy zakwas {number} jest gotowy ({criterion})?"
    return Item(f"ch-{criterion.lower()}-{number}", "single_choice", (criterion,), stem, options, status="active")


def _plan(work: OwnWork, edition_id: UUID, scenario_id: UUID | None = None) -> exam.ExamPlan:
    blueprint_id = bank.list_blueprints(work, CODE)[0].id
    at = datetime(2027, 3, 1, 9, tzinfo=UTC)
    return exam.ExamPlan(edition_id, "Egzamin z chleba", "Toruń, piekarnia", at, blueprint_id, scenario_id, {})


def _appoint(work: OwnWork, bakery: Bakery) -> None:
    for account_id in bakery.members:
        prove(work, account_id, "b", code=CODE, level=6)
    appoint(work, bakery.exam_id, bakery.members, bakery.accounts["czeslawa"])


def _sit(work: OwnWork, bakery: Bakery) -> None:
    """Everything right."""
    contribute_as_chair(work, bakery.exam_id, bakery.accounts["czeslawa"])
    [card] = freezing.freeze_exam(work, KEYS, bakery.exam_id)
    work.commit()
    seating.admit(work, card.sitting_id, "dowód osobisty")
    starting.open_exam(work, bakery.exam_id)
    work.commit()
    form_id = work.session.get_one(SittingRow, card.sitting_id).test_form_id
    work.record()
    for each in list_frozen_items(work, form_id):
        given = {"response": json.dumps(right_response(each)), "epoch": 1, "sequence": each.position}
        shared = {"organisation_id": work.organisation_id, "saved_at": work.now}
        work.session.merge(ResponseRow(sitting_id=card.sitting_id, position=each.position, **given, **shared))
    work.commit()
    delivery.hand_in(work, card.sitting_id)
    desk.close_exam(work, bakery.exam_id)
    work.commit()
    marking.mark_exam(work, bakery.exam_id)
    work.commit()


def _judge(work: OwnWork, bakery: Bakery) -> None:
    """What was made is handed in as evidence, and both members find it sufficient."""
    handed = hand_in(work, bakery.decidable(work), tuple(map(Target, MADE)))
    for login in COMMISSION:
        seal(work, handed, login)
    assert judging.settle_agreed(work, bakery.case_id) == len(MADE)
    work.commit()


def _decide(work: OwnWork, bakery: Bakery, criterion: str, verdict: str = "met", **more: str) -> None:
    """Proposed by Asia, and confirmed by Czesława: two members are the quorum."""
    made = bakery.decidable(work)
    act_as(work, made, "asia")
    decision_id = deciding.propose_decision(work, bakery.case_id, criterion, verdict, **more)  # type: ignore[arg-type]
    work.commit()
    act_as(work, made, "czeslawa")
    with pytest.raises(Refused, match="1 of 2") as below:
        deciding.confirm_decision(work, decision_id)
    assert below.value.rule == "S2"
    work.drop()
    deciding.give_vote(work, decision_id, verdict)
    deciding.confirm_decision(work, decision_id)
    work.commit()


def _draft(work: OwnWork, bakery: Bakery) -> Draft:
    act_as(work, bakery.decidable(work), "czeslawa")
    return protocols.prepare_protocol(work, bakery.case_id, 0, 14)


@pytest.mark.rule("S1")
@pytest.mark.rule("S2")
@pytest.mark.rule("S12")
def test_it_is_verified_and_decided_by_its_own_methods_sets_and_quorum(work: OwnWork, bakery: Bakery) -> None:
    _appoint(work, bakery)
    _sit(work, bakery)
    act_as(work, bakery.decidable(work), "olga")
    view = get_case(work, bakery.case_id)
    assert [row.criterion for row in view.rows if row.standing == "met"] == list(TALKED)
    assert {cell.method for row in view.rows for cell in row.cells} == {"theory_test", "evidence_analysis"}
    assert {(each.criterion, each.proof) for each in view.agenda.points} == {
        (code, "evidence_analysis") for code in (*MADE, "13A1")
    }
    _judge(work, bakery)
    with pytest.raises(Refused) as early:
        _draft(work, bakery)
    assert early.value.rule == "L8"
    work.drop()
    for code in (*TALKED, *MADE):
        _decide(work, bakery, code)
    _decide(work, bakery, "13A1", "open", open_reason="not_yet_taken")
    found = show_deciding(work, bakery.case_id)
    assert found.verdict == "met", "the set that isn't obligatory may stay open"
    assert [(each.outcomes.number, each.verdict) for each in found.sets] == [(4, "met"), (12, "met"), (13, "open")]
    draft = _draft(work, bakery)
    row = work.session.get_one(ProtocolRow, protocols.keep_protocol(work, draft, b"%PDF", "pl"))
    work.commit()
    assert json.loads(row.record)["verdict"] == "met"
    assert {each.credentials for each in draft.record.members} == {("b",)} and len(draft.record.members) == 2
    assert draft.record.appeal.text.endswith("od decyzji kończącej walidację")
    assert {each.method for each in draft.record.stages} == {"theory_test", "evidence_analysis"}


@pytest.mark.rule("S1")
def test_what_its_form_does_not_allow_is_refused(work: OwnWork, bakery: Bakery) -> None:
    scenario_id = load_scenario(work, CODE)
    with pytest.raises(Refused) as simulated:
        exam.make_exam(work, _plan(work, bakery.edition_id, scenario_id))
    assert simulated.value.rule == "S1"
    work.drop()
    _appoint(work, bakery)
    act_as(work, bakery.decidable(work), "czeslawa")
    with pytest.raises(Refused) as talked:
        note_conversation(work, bakery.case_id, note("4A1"))
    assert talked.value.rule == "S1"
    work.drop()
    work.act_as(bakery.accounts["olga"], "office")
    assert stages.open_stage(work, bakery.case_id, "evidence_analysis")


@pytest.mark.rule("S3")
@pytest.mark.rule("S4")
def test_its_commission_goes_by_its_own_numbers(work: OwnWork, bakery: Bakery) -> None:
    prove(work, bakery.accounts["czeslawa"], "b", code=CODE, level=6)
    prove(work, bakery.accounts["asia"], "b", code=CODE, level=5)
    chair = bakery.accounts["czeslawa"]
    for chosen, rule in (([chair], "S2"), ([chair, bakery.accounts["asia"]], "S3")):
        with pytest.raises(Refused) as refused:
            appointing.appoint(work, bakery.exam_id, chosen, chair)
        assert refused.value.rule == rule
        work.drop()
    prove(work, bakery.accounts["artur"], "a", code=CODE, level=6)
    appoint(work, bakery.exam_id, [chair, bakery.accounts["artur"]], chair)
    found = commission.require_commission(work, bakery.case_id)
    assert {each.account_id: each.credentials for each in found.members} == {
        chair: ("b",),
        bakery.accounts["artur"]: ("a",),
    }
    proof = next(each.standing.proofs[1] for each in found.members if each.account_id == chair)
    assert proof.experience is not None and proof.experience.needed in (1095, 1096)
    assert (proof.experience.stretches[0].first_on.year - legal_day(work).year) in (-5, -6)


@pytest.mark.rule("S8")
@pytest.mark.rule("S10")
def test_its_trainers_may_verify_and_its_advisors_need_two_years_in_four(work: OwnWork, bakery: Bakery) -> None:
    _appoint(work, bakery)
    day = date(2024, 1, 8)
    training = trainings.make_training(work, "Zakwas", day, day, [bakery.accounts["asia"]])
    trainings.add_participants(work, training, CANDIDATES[:1])
    work.commit()
    work.act_as(bakery.accounts["olga"], "office")
    assert commission.require_commission(work, bakery.case_id).excluded == ()
    with pytest.raises(Refused) as unproved:
        name_advisor(work, bakery.case_id, bakery.accounts["doris"])
    assert unproved.value.rule == "S8"
    work.drop()
    _prove_advising(work, bakery.accounts["doris"], years=2)
    name_advisor(work, bakery.case_id, bakery.accounts["doris"])


def _prove_advising(work: OwnWork, account_id: UUID, years: int) -> None:
    """Years of advising up to yesterday, verified."""
    person_id, last = credentials.get_person_id(work, account_id), legal_day(work) - timedelta(days=1)
    period = credentials.add_period(work, person_id, "doradztwo", date(last.year - years, 1, 1), last)
    shows = (f"{CODE}:{credentials.ADVISING}",)
    document = credentials.add_document(work, person_id, period, GivenDocument("attestation", "zaśw.", last, shows))
    actor = work.actor
    work.act_as(VERIFIER, "office")
    credentials.verify_document(work, person_id, document)
    work.actor = actor
    work.commit()
