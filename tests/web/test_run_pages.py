"""The pages of a run: what polls tell and take, the chair's board, stopping the clock, and the protocol."""

from collections.abc import Iterator

import pytest
from flask import Flask

from exam_server.services import shown_cards, simulation
from exam_server.store.tables import EncounterRow
from tests.encounters import MadeEncounter, Tablet, act_as, make_encounter, now_ms, tap_run
from tests.making import CANDIDATES, OwnWork, open_own_work
from tests.visiting import Visitors, holder_csrf


@pytest.fixture
def own_work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(own_work: OwnWork, visitors: Visitors) -> MadeEncounter:
    return make_encounter(own_work, visitors.accounts)


def test_a_page_asks_for_its_card_says_that_it_is_there_and_what_it_showed(
    own_work: OwnWork, visitors: Visitors, made: MadeEncounter
) -> None:
    tap_run(own_work, made, "start")
    player, base = visitors.as_player("robert"), f"/roleplay/encounters/{made.id}"
    headers = {"X-CSRF-Token": holder_csrf(player)}
    card = player.put(f"{base}/card/now", json={"device": "t", "waiting": 2}, headers=headers).get_json()
    assert card["clock"]["runs"] and card["clock"]["since_end"] == 0 and card["seen"]["standing"] == ["running"]
    assert player.put(f"{base}/card/now", json={"device": ""}, headers=headers).status_code == 400
    tablet = Tablet(made, "robert", "t")
    tablet.write(now_ms(own_work), "shown", card="role_player", seen=card["seen"])
    for _ in range(2):
        taken = player.put(f"{base}/log", json=tablet.body(), headers=headers).get_json()
        assert (taken["acknowledged"], taken["joint"], taken["declined"]) == (1, "linked", [])
    assert player.put(f"{base}/log", json={"device": "t"}, headers=headers).status_code == 400
    act_as(own_work, made, "robert")
    [shown] = shown_cards.list_shown(own_work, own_work.session.get_one(EncounterRow, made.id))
    assert (shown.card, shown.device, dict(shown.seen)) == (
        "role_player",
        "t",
        {name: tuple(words) for name, words in card["seen"].items()},
    )
    sheet = visitors.as_player("asia")
    state = sheet.put(
        f"/assessor/encounters/{made.id}/state", json={"device": "a"}, headers={"X-CSRF-Token": holder_csrf(sheet)}
    )
    assert state.get_json()["assessors"] == 3
    board = visitors.as_player("czeslawa").get(f"/commission/exams/{made.exam_id}/runs/now").get_data(as_text=True)
    assert board.count("połączono") == 2 and "czeka na tablecie: 2" in board


def test_the_cards_tell_of_a_pause_its_reasons_and_the_way_on(
    own_work: OwnWork, visitors: Visitors, made: MadeEncounter
) -> None:
    tap_run(own_work, made, "start")
    tap_run(own_work, made, "pause")
    for login, page in (("robert", "card"), ("pola", "prompter")):
        shown = visitors.as_player(login).get(f"/roleplay/encounters/{made.id}/{page}").get_data(as_text=True)
        assert shown.count('data-kind="reason"') == 9 and 'data-kind="resume"' not in shown
        assert 'data-kind="behaviour"' not in shown
        assert 'data-kind="stop"' in shown and 'data-kind="end"' in shown, "who pauses may find that it can't go on"
    tap_run(own_work, made, "reason", "illness")
    shown = visitors.as_player("pola").get(f"/roleplay/encounters/{made.id}/prompter").get_data(as_text=True)
    assert "Czas stoi: zasłabnięcie" in shown and 'data-kind="resume"' in shown
    tap_run(own_work, made, "resume")
    tap_run(own_work, made, "end")
    over = visitors.as_player("robert").get(f"/roleplay/encounters/{made.id}/card").get_data(as_text=True)
    assert 'data-leaving="180"' in over


def test_a_prompter_has_twelve_tiles_at_most_and_topics_within_them(
    own_work: OwnWork, visitors: Visitors, made: MadeEncounter
) -> None:
    tap_run(own_work, made, "start")
    page = visitors.as_player("pola").get(f"/roleplay/encounters/{made.id}/prompter").get_data(as_text=True)
    grid = page.split('class="prompter-grid"')[1].split("</section>")[0]
    topics = grid.count('class="topic-list"')
    tiles = grid.count("<summary") + grid.count('data-kind="behaviour"') - grid.count("data-topic") - topics
    assert topics and tiles == len(made.scenario.events) <= 12


def test_a_prompter_who_hears_the_safety_word_stops_the_scene_too(
    own_work: OwnWork, visitors: Visitors, made: MadeEncounter
) -> None:
    tap_run(own_work, made, "start")
    base = f"/roleplay/encounters/{made.id}"
    page = visitors.as_player("pola").get(f"{base}/prompter").get_data(as_text=True)
    assert 'data-kind="stop"' in page and "Hasło bezpieczeństwa: „stop egzamin”" in page
    tap_run(own_work, made, "pause")
    tap_run(own_work, made, "stop")
    over = visitors.as_player("robert").get(f"{base}/card").get_data(as_text=True)
    assert "data-leaving" in over and 'data-kind="start"' not in over


def test_the_chair_stops_the_clock_on_a_page_of_their_own(
    own_work: OwnWork, visitors: Visitors, made: MadeEncounter
) -> None:
    tap_run(own_work, made, "start")
    chair, base = visitors.as_player("czeslawa"), f"/commission/encounters/{made.id}"
    assert "Egzamin z rozmowy" in chair.get("/commission/runs").get_data(as_text=True)
    form = {"csrf_token": holder_csrf(chair), "code": "other", "words": ""}
    refused = chair.post(f"{base}/pause", data=form)
    assert refused.status_code == 422 and "Brakuje powodu" in refused.get_data(as_text=True)
    form |= {"words": "próbny alarm"}
    stopped = chair.post(f"{base}/pause", data=form, follow_redirects=True).get_data(as_text=True)
    assert "czas stoi" in stopped and "próbny alarm" in stopped
    act_as(own_work, made, "pola")
    assert simulation.show_prompter_card(own_work, made.id).standing == "paused"
    own_work.drop()
    goes = chair.post(f"{base}/resume", data=form, follow_redirects=True).get_data(as_text=True)
    assert "Symulacja trwa dalej" in goes and "czas stoi" not in goes
    assert CANDIDATES[0].family_name not in stopped + goes
    assert chair.get(f"{base}/run").status_code == 422
    for login in ("asia", "robert"):
        assert visitors.as_player(login).get(f"/commission/exams/{made.exam_id}/runs").status_code == 403


def test_the_protocol_of_a_run_is_read_after_the_last_seal(
    own_work: OwnWork, visitors: Visitors, made: MadeEncounter
) -> None:
    tap_run(own_work, made, "start")
    tap_run(own_work, made, "pause", "illness")
    tap_run(own_work, made, "resume")
    tap_run(own_work, made, "end")
    office = visitors.as_role("office")
    page = office.get(f"/commission/encounters/{made.id}/run").get_data(as_text=True)
    assert "zasłabnięcie lub pierwsza pomoc" in page and "Pola" in page
