"""The pages of judging a portfolio: alone with what was typed kept, sealed, side by side, and into the grid."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.deciding import COMMISSION
from tests.judged import Handed, make_handed
from tests.making import OwnWork, open_own_work
from tests.visiting import Visitors, holder_csrf

ANSWERS = {"sufficient": "yes", "current": "yes", "authentic": "yes"}
ANSWERS |= {f"{each}_why": f"powód {each}" for each in ANSWERS}


@pytest.fixture
def own_work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(own_work: OwnWork, visitors: Visitors) -> Handed:
    found = make_handed(own_work, visitors.accounts)
    own_work.drop()
    return found


def room(made: Handed, rest: str = "") -> str:
    return f"/commission/cases/{made.case_id}/portfolio{rest}"


def send(client: FlaskClient, address: str, **fields: str) -> tuple[int, str]:
    reply = client.post(address, data=fields | {"csrf_token": holder_csrf(client)}, follow_redirects=True)
    return reply.status_code, reply.get_data(as_text=True)


def page(client: FlaskClient, address: str) -> str:
    reply = client.get(address)
    assert reply.status_code == 200
    return reply.get_data(as_text=True)


def judge_all(client: FlaskClient, made: Handed, mark: str = "", **changed: str) -> None:
    for place, mapping in enumerate(made.mappings):
        answers = ANSWERS | {"sufficient_why": f"powód {mark}"} | (changed if place == 0 else {})
        assert send(client, room(made, f"/pieces/{mapping}"), **answers)[0] == 200
    assert "zapieczętowan" in send(client, room(made, "/seal"))[1]


def test_a_member_judges_each_piece_alone_and_what_was_typed_stays_when_a_reason_is_missing(
    made: Handed, visitors: Visitors
) -> None:
    asia = visitors.as_player("asia")
    shown = page(asia, room(made))
    first = room(made, f"/pieces/{made.mappings[0]}")
    assert "Praktyka w herbaciarni" in shown and "wita gościa" in shown and first in shown
    assert "witałam gości" in page(asia, first)
    status, again = send(asia, first, **ANSWERS | {"authentic_why": " "})
    assert status == 422 and "(P2)" in again and "powód sufficient" in again
    status, following = send(asia, first, **ANSWERS)
    assert status == 200 and f"/pieces/{made.mappings[1]}" in following and "Oceń" in following
    assert "(P2)" in send(asia, room(made, "/seal"))[1]


def test_from_sealed_judgements_to_a_vote_and_an_evidence_record_with_its_dissent(
    made: Handed, visitors: Visitors
) -> None:
    members = {login: visitors.as_player(login) for login in COMMISSION}
    judge_all(members["asia"], made, "TYLKO-ASIA")
    judge_all(members["artur"], made, sufficient="no", sufficient_why="za mało")
    together = room(made, "/criteria/2A1?part=a")
    for login in ("artur", "czeslawa"):
        for each in (room(made), together, room(made, f"/pieces/{made.mappings[0]}")):
            assert "TYLKO-ASIA" not in page(members[login], each)
    judge_all(members["czeslawa"], made)
    opened = page(members["artur"], together)
    assert "TYLKO-ASIA" in opened and "za mało" in opened and "Oddaj głos" in opened
    assert "utrwalono jako dowód: 1" in send(members["asia"], room(made, "/settlement"))[1]
    vote = room(made, "/criteria/2A1")
    assert send(members["asia"], vote, part="a", accepts="yes", why=" ")[0] == 422
    for login, accepts in (("asia", "yes"), ("artur", "no"), ("czeslawa", "yes")):
        assert send(members[login], vote, part="a", accepts=accepts, why=f"głos {login}")[0] == 200
    settled = page(visitors.as_player("olga"), together)
    assert "zdanie odrębne" in settled and "głos artur" in settled
    grid = page(members["asia"], f"/commission/cases/{made.case_id}")
    record = grid[grid.index('id="c-2A1"') :].partition('href="/commission/evidence/')[2].partition('"')[0]
    source = page(members["asia"], f"/commission/evidence/{record}")
    assert "Praktyka w herbaciarni" in source and "powód current" in source


def test_strangers_find_nothing_and_readers_can_t_act(made: Handed, visitors: Visitors) -> None:
    stranger, office = visitors.as_player("rena"), visitors.as_player("olga")
    assert stranger.get(room(made)).status_code in (403, 404)
    first = room(made, f"/pieces/{made.mappings[0]}")
    assert "<textarea" not in page(office, first)
    assert send(office, first, **ANSWERS)[0] == 403
    asia = visitors.as_player("asia")
    assert asia.get(room(made, f"/pieces/{made.case_id}")).status_code == 404
    assert asia.get(room(made, "/criteria/1A1")).status_code == 404
