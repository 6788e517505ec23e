"""The candidate's briefing: nothing before it's opened, then the task with its clock, and never the script."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask

from exam_server.services import exam, freezing, simulation
from exam_server.services.room_checks import sign_made_up_room
from tests.encounters import COMMISSION, load_scenario
from tests.making import (
    CANDIDATES,
    CODE,
    KEYS,
    OwnWork,
    contribute_as_chair,
    make_bank,
    make_edition,
    make_player,
    open_own_work,
)
from tests.shipped import SCENARIO
from tests.visiting import Visitors


@pytest.fixture
def own_work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


def make_seat(work: OwnWork) -> tuple[str, UUID, UUID]:
    """The ticket of a candidate with a test and a simulation on the same day, the encounter, and who plays it."""
    accounts = {login: make_player(work, login) for login in (*COMMISSION, "robert")}
    members = {"assessor": [accounts["asia"], accounts["artur"]], "chair": [accounts["czeslawa"]]}
    plan = exam.ExamPlan(
        make_edition(work),
        "Egzamin",
        "Gdynia",
        datetime(2027, 3, 1, 9, tzinfo=UTC),
        make_bank(work),
        load_scenario(work, CODE),
        {**members, "role_player": [accounts["robert"]]},  # type: ignore[dict-item]
    )
    exam_id = exam.make_exam(work, plan)
    sign_made_up_room(work, exam_id)
    work.commit()
    exam.add_candidates(work, exam_id, CANDIDATES[:1])
    work.commit()
    contribute_as_chair(work, exam_id, accounts["czeslawa"])
    card = freezing.freeze_exam(work, KEYS, exam_id)[0]
    simulation.plan_encounters(work, exam_id)
    work.commit()
    work.act_as(accounts["robert"], "role_player")
    return card.ticket, simulation.list_encounters(work, ("role_player",))[0].id, accounts["robert"]


def test_the_briefing_opens_with_the_preparation_and_shows_nothing_of_the_script(
    own_work: OwnWork, visitors: Visitors
) -> None:
    ticket, encounter_id, _ = make_seat(own_work)
    client = visitors.with_ticket(ticket)
    page = client.get("/simulation/briefing").get_data(as_text=True)
    assert "data-not-open" in page
    assert "Paweł" not in page
    simulation.open_briefing(own_work, encounter_id)
    own_work.commit()
    page = client.get("/simulation/briefing").get_data(as_text=True)
    assert "pan Paweł, lat 44" in page
    assert 'data-preparation="' in page
    assert "wystarczy powiedzieć „stop egzamin”" in page
    scenario = simulation.get_scenario(own_work, simulation.get_row(own_work, encounter_id, ("role_player",)))
    secrets = [fact.text for fact in scenario.facts] + [cue.text for cue in scenario.cues]
    secrets += [point.label for point in scenario.observation_points] + [scenario.persona.hidden_goal]
    secrets += [anchor.behaviour for each in scenario.anchors for anchor in each.levels]
    assert [secret for secret in secrets if secret in page] == []
    assert SCENARIO.parent.name not in page


def test_the_clock_ends_with_the_start_of_the_run(own_work: OwnWork, visitors: Visitors) -> None:
    ticket, encounter_id, _ = make_seat(own_work)
    simulation.open_briefing(own_work, encounter_id)
    own_work.commit()
    simulation.take_event(own_work, encounter_id, "d", 1, "start")
    own_work.commit()
    page = visitors.with_ticket(ticket).get("/simulation/briefing").get_data(as_text=True)
    assert "pan Paweł, lat 44" in page
    assert "data-preparation" not in page


def test_staff_have_no_candidates_briefing(visitors: Visitors) -> None:
    assert visitors.as_player("olga").get("/simulation/briefing").status_code == 403


def test_without_a_prompter_the_role_players_card_has_the_three_buttons(own_work: OwnWork, visitors: Visitors) -> None:
    _, encounter_id, robert = make_seat(own_work)
    visitors.accounts["robert"] = robert
    simulation.take_event(own_work, encounter_id, "d", 1, "start")
    own_work.commit()
    page = visitors.as_player("robert").get(f"/roleplay/encounters/{encounter_id}/card").get_data(as_text=True)
    assert page.count('data-kind="behaviour"') == 3
    assert 'data-kind="cue"' in page or 'data-kind="fact"' in page
