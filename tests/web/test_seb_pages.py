"""Safe Exam Browser's pages: the office sets it up, a browser is checked at the door, the desk sees and decides."""

import gzip
import hashlib
import plistlib
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from exam_server.core.seb import CONFIG_HEADER, EXAM_HEADER
from exam_server.web.cookies import SEAT_COOKIE
from tests.making import MadeExam, form_of, open_exam, open_own_work
from tests.visiting import Visitors, csrf_of, holder_csrf

PUBLIC = "http://127.0.0.1:8000"
EXAM_KEY = "cd" * 32


class Room:
    """An exam that the office put into Safe Exam Browser through its page."""

    def __init__(self, visitors: Visitors) -> None:
        self.visitors, self.app = visitors, visitors.app
        with open_own_work(self.app.extensions["exam_house"].database) as work:
            self.made: MadeExam = open_exam(work)
            self.form = form_of(work, self.made.sittings[0])
        self.office, self.desk = visitors.as_role("office"), visitors.as_role("office")
        self.address = f"/office/exams/{self.made.id}/room"
        self.post(self.office, f"{self.address}/seb")

    def post(self, client: FlaskClient, address: str, **data: str) -> TestResponse:
        return client.post(address, data={**data, "csrf_token": holder_csrf(client)}, follow_redirects=True)

    def file(self, **data: str) -> TestResponse:
        return self.post(self.office, f"{self.address}/seb-file", **data)

    @property
    def key(self) -> str:
        found = re.search(r"<dd>([0-9a-f]{64})</dd>", _main(self.office.get(self.address)))
        assert found
        return found[1]

    def seat(self, number: int = 0) -> str:
        return f"/desk/exams/{self.made.id}/seats/{self.made.sittings[number]}"

    def at_the_door(self, client: FlaskClient, number: int = 0) -> str:
        """The address of the check to which a ticket leads."""
        data = {"ticket": self.made.cards[number].ticket, "csrf_token": csrf_of(client, "/ticket")}
        return str(client.post("/ticket", data=data).location)

    def answer(
        self, browser: FlaskClient, address: str, key: str = "", exam_key: str = "", **data: str
    ) -> TestResponse:
        headers = {CONFIG_HEADER: _hash(address, key)} if key else {}
        headers |= {EXAM_HEADER: _hash(address, exam_key)} if exam_key else {}
        token = csrf_of(browser, address)
        return browser.post(address, data={**data, "csrf_token": token}, headers=headers)

    def beat(self, client: FlaskClient, key: str = "", told: object = None) -> TestResponse:
        headers = {"X-CSRF-Token": holder_csrf(client)}
        headers |= {CONFIG_HEADER: _hash("/sitting/state", key)} if key else {}
        return client.put("/sitting/state", json={} if told is None else told, headers=headers)

    def save(self, client: FlaskClient) -> int:
        body = {"epoch": 1, "form": self.form, "saves": [{"sequence": 1, "position": 1, "response": None}]}
        headers = {"X-CSRF-Token": holder_csrf(client)}
        return client.put("/sitting/responses", json=body, headers=headers).status_code


def _hash(path: str, key: str) -> str:
    return hashlib.sha256(f"{PUBLIC}{path}{key}".encode()).hexdigest()


def _main(response: TestResponse) -> str:
    return response.get_data(as_text=True).partition("<main")[2]


@pytest.fixture
def room(visitors: Visitors) -> Room:
    return Room(visitors)


def test_the_office_gets_the_file_whose_key_the_page_shows(room: Room) -> None:
    answer = room.file()
    assert answer.headers["Content-Disposition"].endswith('.seb"')
    settings = plistlib.loads(gzip.decompress(gzip.decompress(answer.data)[4:]))
    assert settings["startURL"] == f"{PUBLIC}/ticket"
    assert gzip.decompress(room.file(password="egzamin-2027").data)[:4] == b"pswd"
    refused = room.file(password="krótko")
    assert (refused.status_code, 'aria-invalid="true"' in _main(refused)) == (422, True)


def test_what_isnt_a_browser_exam_key_stays_in_its_field_with_the_reason(room: Room) -> None:
    key = room.key
    refused = room.post(room.office, f"{room.address}/seb", exam_keys="abc")
    assert (refused.status_code, ">\nabc</textarea>" in _main(refused), room.key) == (422, True, key)
    room.post(room.office, f"{room.address}/seb", exam_keys=EXAM_KEY)
    assert room.key == key
    assert EXAM_KEY in _main(room.office.get(room.address))


def test_a_browser_with_the_right_header_goes_from_the_door_to_its_seat(room: Room) -> None:
    client = room.app.test_client()
    door = room.at_the_door(client)
    assert re.fullmatch(r"/ticket/check/[0-9a-f]{40}", door)
    assert client.get_cookie(SEAT_COOKIE) is None
    passed = room.answer(client, door, room.key)
    assert (passed.status_code, passed.location) == (302, "/sitting/identity")
    assert client.get("/sitting").status_code == 200
    assert client.get(door).status_code == 404


def test_the_script_interface_is_as_good_as_headers(room: Room) -> None:
    client = room.app.test_client()
    door = room.at_the_door(client)
    told = {"page": PUBLIC + door, "config_key": _hash(door, room.key), "client": "SEB_macOS_3.5"}
    assert room.answer(client, door, **told).status_code == 302


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "To nie jest Safe Exam Browser"),
        ({"key": "0" * 64}, "z innymi ustawieniami"),
        ({"page": "http://10.0.0.9/ticket", "config_key": "0" * 64}, "http://10.0.0.9/ticket"),
    ],
)
def test_a_refused_browser_reads_what_failed_and_gets_another_try(room: Room, told: dict[str, str], words: str) -> None:
    client = room.app.test_client()
    door = room.at_the_door(client)
    refused = room.answer(client, door, **told)
    assert (refused.status_code, words in _main(refused)) == (422, True)
    assert client.get("/sitting/state").status_code == 403
    again = re.search(r"/ticket/check/[0-9a-f]{40}", _main(refused))
    assert again
    assert again[0] != door
    assert room.answer(client, again[0], room.key).status_code == 302


def test_an_accepted_version_is_asked_for_by_its_key(room: Room) -> None:
    room.post(room.office, f"{room.address}/seb", exam_keys=EXAM_KEY)
    client = room.app.test_client()
    refused = room.answer(client, room.at_the_door(client), room.key, "12" * 32)
    assert "wersja" in _main(refused)
    assert room.answer(client, room.at_the_door(client), room.key, EXAM_KEY).status_code == 302


def test_the_check_is_another_devices_no_more_than_a_strangers(room: Room) -> None:
    client, other = room.app.test_client(), room.app.test_client()
    door = room.at_the_door(client)
    assert other.get(door).status_code == 404
    room.at_the_door(other, 1)
    assert other.get(door).status_code == 404
    assert client.post(door).status_code == 400


def test_a_held_browser_saves_nothing_and_sees_no_items_until_the_desk_unlocks_it(room: Room) -> None:
    client = room.app.test_client()
    key = room.key
    room.answer(client, room.at_the_door(client), key)
    assert room.beat(client, key).get_json()["state"] == "open"
    assert room.save(client) == 200
    assert [room.beat(client).get_json()["state"] for _ in range(3)] == ["open", "open", "held"]
    assert (room.save(client), client.get("/sitting").status_code) == (403, 403)
    assert "Obsługa sali musi odblokować" in _main(client.get("/sitting", headers={"Accept": "text/html"}))
    board = _main(room.desk.get(f"/desk/exams/{room.made.id}?show=decide"))
    assert "zablokowane: do odblokowania" in board
    assert room.seat().rpartition("/")[2] in board
    assert "Przed odblokowaniem" in _main(room.desk.get(room.seat()))
    room.post(room.desk, f"{room.seat()}/unlock", reason="obejrzano komputer")
    assert (room.beat(client, key).get_json()["state"], room.save(client)) == ("open", 200)


@pytest.mark.parametrize("told", [{"config_key": 5}, {"config_key": None}, {"config_key": ["a"]}])
def test_a_key_of_another_shape_is_no_key(room: Room, told: object) -> None:
    client = room.app.test_client()
    room.answer(client, room.at_the_door(client), room.key)
    assert room.beat(client, told=told).status_code == 200


def test_the_desk_sees_which_check_failed_and_exempts_the_seat(room: Room) -> None:
    client = room.app.test_client()
    room.answer(client, room.at_the_door(client))
    page = _main(room.desk.get(room.seat()))
    assert "To nie jest Safe Exam Browser" in page
    room.post(room.desk, f"{room.seat()}/without-seb", reason="SEB się nie uruchamia")
    assert room.at_the_door(client) == "/sitting/identity"
    assert "zwolnione z Safe Exam Browser" in _main(room.desk.get(room.seat()))


def test_any_browser_will_do_again_when_the_office_says_so(room: Room) -> None:
    room.post(room.office, f"{room.address}/any-browser")
    assert room.at_the_door(room.app.test_client()) == "/sitting/identity"
    assert room.post(room.office, f"{room.address}/seb-file").status_code == 404


def test_the_receipt_leads_out_of_safe_exam_browser_and_of_no_other(room: Room, visitors: Visitors) -> None:
    client = room.app.test_client()
    room.answer(client, room.at_the_door(client), room.key)
    client.post("/sitting/hand-in", data={"confirm": "yes", "csrf_token": holder_csrf(client)})
    assert 'href="/leave"' in _main(client.get("/sitting/receipt"))
    assert client.get("/leave").status_code == 200


def test_the_machines_page_keeps_nothing_and_takes_anything(room: Room) -> None:
    client = room.app.test_client()
    token = csrf_of(client, "/machine")
    for body in ({}, [], {"config_key": 7}, {"config_key": "x" * 5000}):
        answer = client.post("/machine/keys", json=body, headers={"X-CSRF-Token": token})
        assert (answer.status_code, answer.get_json()["script_exam"]) == (200, "")
    shown = {"X-CSRF-Token": token, CONFIG_HEADER: _hash("/machine/keys", room.key)}
    assert client.post("/machine/keys", json={}, headers=shown).get_json()["header_exam"] == "Egzamin z herbaty"
