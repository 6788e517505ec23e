"""The closed room over HTTP: pages and saves from inside the ranges alone, and a seat on its own device alone."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exam_server.app import create_app
from exam_server.services import closed_room
from exam_server.settings import Settings
from exam_server.web.cookies import DEVICE_COOKIE, SEAT_COOKIE
from tests.making import KEYS, MadeExam, form_of, make_organisation, open_exam, open_own_work
from tests.visiting import Visitors, csrf_of, holder_csrf

RANGE = "192.168.1.0/24"


class Room:
    """A running exam whose tests are taken from `RANGE`; `at` are browsers at an address."""

    def __init__(self, app: Flask) -> None:
        self.app, self.house = app, app.extensions["exam_house"]
        with open_own_work(self.house.database) as work:
            make_organisation(work)
            self.made: MadeExam = open_exam(work)
            self.form = form_of(work, self.made.sittings[0])
        self.close_to(RANGE)

    def close_to(self, words: str) -> None:
        with open_own_work(self.house.database) as work:
            closed_room.set_ranges(work, self.made.id, words)
            work.commit()
            self.house.gates.look(work)

    def at(self, address: str, forwarded: str = "") -> FlaskClient:
        client = self.app.test_client()
        self.move(client, address, forwarded)
        return client

    @staticmethod
    def move(client: FlaskClient, address: str, forwarded: str = "") -> None:
        client.environ_base["REMOTE_ADDR"] = address
        if forwarded:
            client.environ_base["HTTP_X_FORWARDED_FOR"] = forwarded

    def enter(self, client: FlaskClient, number: int = 0) -> int:
        data = {"ticket": self.made.cards[number].ticket, "csrf_token": csrf_of(client, "/ticket")}
        return client.post("/ticket", data=data).status_code

    def save(self, client: FlaskClient) -> int:
        body = {"epoch": 1, "form": self.form, "saves": [{"sequence": 1, "position": 1, "response": None}]}
        headers = {"X-CSRF-Token": holder_csrf(client)}
        return client.put("/sitting/responses", json=body, headers=headers).status_code


@pytest.fixture
def make_room(app_settings: Callable[[str], Settings], sqlite_url: str) -> Iterator[Callable[..., Room]]:
    made: list[Room] = []

    def make(**changes: object) -> Room:
        made.append(Room(create_app(replace(app_settings(sqlite_url), **changes))))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for room in made:
        room.house.journal.stop()
        room.house.database.engine.dispose()


def test_the_same_addresses_are_let_in_at_the_ticket_on_the_pages_and_by_the_save_route(
    make_room: Callable[..., Room],
) -> None:
    room = make_room()
    beyond = room.at("192.168.2.7")
    assert room.enter(beyond) == 422
    client = room.at("192.168.1.7")
    assert room.enter(client) == 302
    assert (client.get("/sitting").status_code, room.save(client)) == (200, 200)
    room.move(client, "192.168.2.7")
    page = client.get("/sitting/state")
    assert (page.status_code, room.save(client)) == (403, 403)
    assert "sieci" in page.get_data(as_text=True)
    assert client.get("/ticket").status_code == 200
    room.close_to("192.168.2.0/24")
    assert (client.get("/sitting").status_code, room.save(client)) == (200, 200)


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "status"),
    [
        ("", "192.168.2.7", "192.168.1.7", 403),
        ("10.0.0.1", "10.0.0.1", "192.168.1.7", 200),
        ("10.0.0.1", "10.0.0.1", "192.168.1.7, 192.168.2.7", 403),
        ("10.0.0.1", "10.0.0.2", "192.168.1.7", 403),
        ("10.0.0.0/8", "10.0.0.2", "192.168.1.7, 10.0.0.3", 200),
    ],
)
def test_a_forwarded_address_counts_only_from_a_trusted_proxy(
    make_room: Callable[..., Room], proxies: str, peer: str, forwarded: str, status: int
) -> None:
    room = make_room(trusted_proxies=proxies)
    client = room.at("192.168.1.7")
    assert room.enter(client) == 302
    room.move(client, peer, forwarded)
    assert (client.get("/sitting/state").status_code, room.save(client)) == (status, status)


def test_a_stolen_seat_cookie_opens_nothing_on_another_device(make_room: Callable[..., Room]) -> None:
    room = make_room()
    owner, thief = room.at("192.168.1.7"), room.at("192.168.1.8")
    assert (room.enter(owner, 0), room.enter(thief, 1)) == (302, 302)
    seat, device = owner.get_cookie(SEAT_COOKIE), owner.get_cookie(DEVICE_COOKIE)
    assert seat is not None
    assert device is not None
    assert device.http_only
    thief.set_cookie(SEAT_COOKIE, seat.value)
    assert (thief.get("/sitting/state").status_code, room.save(thief)) == (403, 403)
    assert room.save(owner) == 200


def test_a_browser_that_lost_its_seat_cookie_comes_back_with_the_ticket(make_room: Callable[..., Room]) -> None:
    room = make_room()
    client, other = room.at("192.168.1.7"), room.at("192.168.1.8")
    assert room.enter(client) == 302
    client.delete_cookie(SEAT_COOKIE)
    assert room.enter(client) == 302
    assert client.get("/sitting").status_code == 200
    assert room.enter(other) == 422


def test_the_office_edits_the_addresses_and_sees_what_is_wrong(visitors: Visitors) -> None:
    with open_own_work(visitors.app.extensions["exam_house"].database) as work:
        made = open_exam(work)
    office = visitors.as_role("office")
    address = f"/office/exams/{made.id}/room"

    def post(words: str) -> tuple[int, str]:
        data = {"ranges": words, "csrf_token": holder_csrf(office)}
        answer = office.post(f"{address}/addresses", data=data, follow_redirects=True)
        return answer.status_code, answer.get_data(as_text=True)

    assert "192.168.1.0/24" in post("192.168.1.0/24")[1]
    status, page = post("sala 1")
    assert (status, 'aria-invalid="true"' in page, "sala 1" in page) == (422, True, True)
    assert "192.168.1.0/24" in office.get(address).get_data(as_text=True)
    assert KEYS.digest("csrf", "") not in page
