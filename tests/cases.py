"""A case of the shipped qualification that went the whole way: test sat and marked, simulation rated and agreed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient

from exam_server.core import scoring
from exam_server.core.delivery import lefts_of
from exam_server.core.people import Role
from exam_server.services import (
    bank,
    desk,
    exam,
    freezing,
    marking,
    moderation,
    moderation_view,
    qualification,
    seating,
    simulation,
    starting,
)
from exam_server.services.media import file_pictures
from exam_server.services.presenting import FrozenItem, list_frozen_items
from exam_server.services.room_checks import sign_made_up_room
from exam_server.store.tables import SittingRow
from tests.encounters import COMMISSION, MadeEncounter, act_as, agree_on_facts, load_scenario, seal_all
from tests.filed import file_items
from tests.kinds import in_positions
from tests.making import CANDIDATES, KEYS, OwnWork, contribute_as_chair, make_player
from tests.proving import seat_legally
from tests.releasing import release_by_two
from tests.shipped import CODE, shipped_bank, shipped_blueprint, shipped_plan, shipped_qualification
from tests.visiting import Visitors, holder_csrf

BLUEPRINT = "set-1"


@dataclass
class MadeCase:
    """`cards` by seat; the first candidate's case is the one that has an agreed simulation."""

    exam_id: UUID
    case_id: UUID
    accounts: dict[str, UUID]
    cards: list[freezing.SeatCard]
    encounter: MadeEncounter
    candidate: FlaskClient
    other_candidate: FlaskClient
    wrong: set[str] = field(default_factory=set)


def make_case(app: Flask, work: OwnWork, visitors: Visitors, wrong: Mapping[str, int] | None = None) -> MadeCase:
    """The exam is closed and marked, nothing is rated yet. `wrong`: criterion → how many of its items go wrong."""
    for login in (*COMMISSION, "robert", "pola", "olga"):
        visitors.accounts.setdefault(login, make_player(work, login))
    exam_id = _plan(work, visitors.accounts)
    contribute_as_chair(work, exam_id, visitors.accounts["czeslawa"])
    cards = freezing.freeze_exam(work, KEYS, exam_id)
    simulation.plan_encounters(work, exam_id)
    work.commit()
    for card in cards:
        seating.admit(work, card.sitting_id, "dowód osobisty")
    work.commit()
    browsers = [visitors.with_ticket(card.ticket) for card in cards]
    starting.open_exam(work, exam_id)
    work.commit()
    sit(work, browsers[0], cards[0], wrong or {})
    work.act_as(visitors.accounts["olga"], "office")
    desk.close_exam(work, exam_id)
    work.commit()
    marking.mark_exam(work, exam_id)
    work.commit()
    return MadeCase(
        exam_id=exam_id,
        case_id=work.session.get_one(SittingRow, cards[0].sitting_id).case_id,
        accounts=visitors.accounts,
        cards=cards,
        encounter=_encounter(work, visitors.accounts, cards[0].candidate_code),
        candidate=browsers[0],
        other_candidate=browsers[1],
    )


def conclude(work: OwnWork, made: MadeCase, levels: dict[str, dict[str, int | None]] | None = None) -> None:
    """Rate, seal, moderate with a dissent where the ratings differ, and agree."""
    encounter = made.encounter
    seal_all(work, encounter, levels)
    agree_on_facts(work, encounter.id)
    act_as(work, encounter, "czeslawa")
    for criterion in moderation_view.show_moderation(work, encounter.id).missing:
        _moderate(work, encounter, criterion)
    act_as(work, encounter, "czeslawa")
    moderation.conclude(work, encounter.id)
    work.commit()


def release(work: OwnWork, made: MadeCase) -> None:
    release_by_two(work, made.exam_id)


def _moderate(work: OwnWork, encounter: MadeEncounter, criterion: str) -> None:
    for login, level in zip(COMMISSION, (2, 2, 1), strict=True):
        act_as(work, encounter, login)
        moderation.give_vote(work, encounter.id, criterion, level, f"głos {login}")
        work.commit()


def _plan(work: OwnWork, accounts: dict[str, UUID]) -> UUID:
    edition_id = qualification.adopt_edition(work, CODE, shipped_qualification(), shipped_plan())
    work.commit()
    folder = shipped_bank()
    file_pictures(work, folder.pictures)
    file_items(work, CODE, folder.bank.items)
    bank.load_stimuli(work, CODE, folder.bank.stimuli)
    bank.load_blueprint(work, CODE, shipped_blueprint(BLUEPRINT))
    work.commit()
    members: dict[Role, list[UUID]] = {
        "assessor": [accounts["asia"], accounts["artur"]],
        "chair": [accounts["czeslawa"]],
        "role_player": [accounts["robert"]],
        "prompter": [accounts["pola"]],
    }
    planned = exam.ExamPlan(
        edition_id,
        "Egzamin w Gdyni",
        "Gdynia, sala 12",
        datetime(2027, 3, 1, 9, tzinfo=UTC),
        bank.list_blueprints(work, CODE)[0].id,
        load_scenario(work),
        members,
    )
    exam_id = exam.make_exam(work, planned)
    work.commit()
    exam.add_candidates(work, exam_id, CANDIDATES)
    sign_made_up_room(work, exam_id)
    work.commit()
    seat_legally(work, exam_id, accounts)
    return exam_id


def sit(work: OwnWork, browser: FlaskClient, card: freezing.SeatCard, wrong: Mapping[str, int]) -> None:
    """Responses by key but for the `wrong` ones, saved as a page saves them; the first one after a change of mind."""
    left = dict(wrong)
    saves: list[dict[str, object]] = []
    form_id = work.session.get_one(SittingRow, card.sitting_id).test_form_id
    for frozen in list_frozen_items(work, form_id):
        code = frozen.item.criteria[0]
        right = left.get(code, 0) <= 0
        left[code] = left.get(code, 0) - 1
        given = [right_response(frozen)] if right else [wrong_response(frozen)]
        for response in [wrong_response(frozen), *given] if frozen.position == 1 else given:
            saves.append({"sequence": len(saves) + 1, "position": frozen.position, "response": response, "at": ""})
    work.drop()
    assert browser.get("/sitting").status_code == 200
    reply = browser.put(
        "/sitting/responses",
        json={"epoch": 1, "form": card.form_digest, "saves": saves},
        headers={"X-CSRF-Token": holder_csrf(browser)},
    )
    assert reply.status_code == 200, reply.get_data(as_text=True)


def right_response(frozen: FrozenItem) -> object:
    item = frozen.item
    if item.kind == "extended_text":
        return "Bilans zaczyna się od rozmowy o celu i od kontraktu z klientem. <script>alert(1)</script>"
    right = scoring.right_response(item)
    one = item.kind in ("single_choice", "true_false") and isinstance(right, list)
    return in_positions(item, frozen.drawn, right[0] if one and isinstance(right, list) else right)


def wrong_response(frozen: FrozenItem) -> object:
    """Given where that can be, but not right."""
    item = frozen.item
    if item.kind in ("extended_text", "numeric", "short_text"):
        return "" if item.kind == "extended_text" else "-98765"
    if item.kind == "matching":
        return [None for _ in lefts_of(item)]
    if item.gaps:
        return [None for _ in item.gaps]
    if item.kind == "ordering":
        return in_positions(item, frozen.drawn, [option.id for option in reversed(item.options)])
    keys = {option.id for option in item.options if option.key}
    others = [place for place, id in enumerate(frozen.drawn, start=1) if id not in keys]
    return others[:1] if item.kind == "multiple_response" else others[0]


def _encounter(work: OwnWork, accounts: dict[str, UUID], code: str) -> MadeEncounter:
    work.act_as(accounts["asia"], "assessor")
    found = next(each for each in simulation.list_encounters(work, ("assessor",)) if each.candidate_code == code)
    row = simulation.get_row(work, found.id, ("assessor",))
    return MadeEncounter(found.id, found.exam_id, accounts, simulation.get_scenario(work, row))
