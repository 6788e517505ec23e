"""The ticket, the declaration and the door in front of Flask do what the pages behind do, and nothing else."""

import re
from contextlib import nullcontext
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, TestResponse

from exam_server.services.admissions import hold
from exam_server.store import delivery as store
from exam_server.web.candidate.welcome import prepare_welcome
from exam_server.web.fragments import Shells
from tests.making import freeze_exam, open_own_work
from tests.visiting import csrf_of, holder_csrf
from tests.web.test_candidate_front import Room

TOKEN, VALUE = re.compile(r"[0-9a-f]{64}"), re.compile(r"=[^;]*")
MOMENT = re.compile(r'"(remaining_seconds|ends_at)": [^,}]+')
LEADS = ("Location", "Set-Cookie")
VARYING = {*LEADS, "Vary", "Content-Length"}


@pytest.fixture
def frozen(each_app: Flask) -> Room:
    with open_own_work(each_app.extensions["exam_house"].database) as work:
        made = freeze_exam(work)
    return Room(each_app, made)


def say(answer: TestResponse) -> tuple[int, list[tuple[str, str]], dict[str, str]]:
    """What an answer says, without values that no two browsers have in common."""
    leads = [(name, VALUE.sub("=", said, count=1)) for name, said in answer.headers if name in LEADS]
    return answer.status_code, leads, {name: said for name, said in answer.headers if name not in VARYING}


def bring(client: FlaskClient, ticket: str, **more: str) -> TestResponse:
    return client.post("/ticket", data={"csrf_token": csrf_of(client, "/ticket"), "ticket": ticket, **more})


def test_the_door_from_the_front_is_the_page_behind_and_begins_a_visit(frozen: Room) -> None:
    strangers = [frozen.app.test_client() for _ in range(2)]
    with frozen.without_front():
        behind = strangers[0].get("/ticket")
    before = strangers[1].get("/ticket")
    assert TOKEN.sub("", before.get_data(as_text=True)) == TOKEN.sub("", behind.get_data(as_text=True))
    assert say(before) == say(behind) and len(say(before)[1]) == 1
    assert "Set-Cookie" not in strangers[1].get("/ticket").headers
    front: Any = frozen.app.wsgi_app
    assert front._inner.find_page(EnvironBuilder("/ticket").get_environ()) is not None


def test_a_ticket_from_the_front_gives_the_cookies_that_the_page_behind_gives(frozen: Room) -> None:
    before = bring(frozen.app.test_client(), frozen.made.cards[1].ticket)
    with frozen.without_front():
        behind = bring(frozen.app.test_client(), frozen.made.cards[2].ticket)
    assert say(before) == say(behind)
    assert say(before)[0] == 302 and len(say(before)[1]) == 3


def test_once_the_welcome_is_prepared_a_ticket_and_a_declaration_bring_the_page_that_they_lead_to(frozen: Room) -> None:
    assert prepare_welcome(frozen.app, frozen.house) > 0
    assert prepare_welcome(frozen.app, frozen.house) == 0
    client = frozen.app.test_client()
    at_the_door = bring(client, frozen.made.cards[1].ticket)
    token = {"csrf_token": holder_csrf(client)}
    assert _without_moments(at_the_door) == _without_moments(client.get("/sitting/identity"))
    declared = client.post("/sitting/identity", data=token)
    assert _without_moments(declared) == _without_moments(client.get("/sitting"))
    for answer, address in ((at_the_door, "/sitting/identity"), (declared, "/sitting")):
        assert (answer.status_code, answer.headers["Content-Location"]) == (200, address)
        assert f'data-address="{address}"' in answer.get_data(as_text=True)


def test_a_prepared_page_is_the_one_that_the_page_behind_shows(frozen: Room) -> None:
    prepare_welcome(frozen.app, frozen.house)
    client = frozen.app.test_client()
    at_the_door = bring(client, frozen.made.cards[1].ticket)
    frozen.house.shells = Shells()
    with frozen.without_front():
        assert _without_moments(at_the_door) == _without_moments(client.get("/sitting/identity"))


def _without_moments(answer: TestResponse) -> str:
    return MOMENT.sub("", answer.get_data(as_text=True))


@pytest.mark.parametrize(
    ("token", "site", "code"), [("", "same-origin", 400), ("wrong", "none", 400), (None, "cross-site", 403)]
)
def test_a_ticket_without_the_doors_own_token_opens_nothing(
    frozen: Room, token: str | None, site: str, code: int
) -> None:
    client = frozen.app.test_client()
    genuine = csrf_of(client, "/ticket")
    fields = {"csrf_token": genuine if token is None else token, "ticket": frozen.made.cards[1].ticket}
    answer = client.post("/ticket", data=fields, headers={"Sec-Fetch-Site": site})
    assert (answer.status_code, client.get_cookie("exam_seat")) == (code, None)


@pytest.mark.parametrize("is_behind", [False, True])
def test_a_ticket_whose_answer_never_came_opens_the_seat_again_in_the_same_browser_alone(
    frozen: Room, is_behind: bool
) -> None:
    ticket = frozen.made.cards[1].ticket
    client, other = frozen.app.test_client(), frozen.app.test_client()
    with frozen.without_front() if is_behind else nullcontext():
        first = bring(client, ticket)
        for cookie in ("exam_seat", "exam_device"):
            assert client.get_cookie(cookie) is not None
            client.delete_cookie(cookie)
        again = bring(client, ticket)
        assert again.headers.getlist("Set-Cookie") == first.headers.getlist("Set-Cookie")
        assert bring(other, ticket).status_code == 422


def test_a_ticket_that_nobody_has_is_refused_by_the_page_behind(frozen: Room) -> None:
    assert bring(frozen.app.test_client(), "AAAAA-AAAAA").status_code == 422


def test_a_form_that_is_too_long_for_the_front_reaches_the_page_behind_whole(frozen: Room) -> None:
    assert bring(frozen.app.test_client(), frozen.made.cards[1].ticket, more="x" * 5000).status_code == 302


def test_a_declaration_and_a_hand_in_lead_on_as_the_pages_behind_do(frozen: Room) -> None:
    token = {"csrf_token": holder_csrf(frozen.client)}
    before = frozen.client.post("/sitting/identity", data=token)
    with frozen.without_front():
        behind = frozen.client.post("/sitting/identity", data=token)
    assert say(before) == say(behind)
    unmeant = frozen.client.post("/sitting/hand-in", data=token)
    assert unmeant.headers["Location"] == "/sitting"
    wrong = {"csrf_token": "0" * 64, "confirm": "yes"}
    assert frozen.client.post("/sitting/hand-in", data=wrong).status_code == 400


def test_a_held_seat_takes_no_step(frozen: Room) -> None:
    token = {"csrf_token": holder_csrf(frozen.client)}
    with frozen.work() as work:
        admission = store.find_admission(work.session, frozen.made.sittings[0], 1)
        assert admission is not None
        work.record()
        hold(work, admission)
        work.commit()
    assert frozen.client.post("/sitting/identity", data=token).status_code == 403
    with frozen.work() as work:
        events = store.list_sitting_events(work.session, frozen.made.sittings[0])
        assert "identity_declared" not in {event.kind for event in events}
