"""What is answered in front of Flask is what the pages behind would say, and comes no earlier than they would."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, TestResponse

from exam_server.services import desk, pausing, seating, starting
from exam_server.services.presenting import shapes_of
from exam_server.store.delivery import list_forms
from exam_server.store.tables import SittingRow
from exam_server.web.candidate.fragments import prepare_fragments
from tests.making import (
    CODE,
    KEYS,
    MadeExam,
    OwnWork,
    form_of,
    freeze_exam,
    open_exam,
    open_own_work,
    withdraw_item,
)
from tests.visiting import Visitors, holder_csrf

PACKED = {"Accept-Encoding": "gzip, br"}


class Room:
    """A candidate's browser before the whole app, and before Flask alone."""

    def __init__(self, app: Flask, made: MadeExam) -> None:
        self.app, self.made = app, made
        self.house = app.extensions["exam_house"]
        self.client: FlaskClient = Visitors(app).with_ticket(made.cards[0].ticket)

    def work(self) -> OwnWork:
        return open_own_work(self.house.database)  # type: ignore[return-value]

    def beat(self, body: object = None) -> TestResponse:
        headers = {"X-CSRF-Token": holder_csrf(self.client)}
        return self.client.put("/sitting/state", json={} if body is None else body, headers=headers)

    def items(self, **headers: str) -> TestResponse:
        return self.client.get("/sitting/items?language=pl", headers=headers)

    @contextmanager
    def without_front(self) -> Iterator[None]:
        """The same browsers without what stands in front of Flask."""
        front: Any = self.app.wsgi_app
        self.app.wsgi_app = front._inner._inner  # type: ignore[method-assign]
        try:
            yield
        finally:
            self.app.wsgi_app = front  # type: ignore[method-assign]

    def behind(self, path: str) -> TestResponse:
        with self.without_front():
            if path == "/sitting/state":
                return self.beat()
            return self.items() if path == "/sitting/items" else self.client.get(path)

    def answers_itself(self, path: str) -> bool:
        """Whether what stands in front of Flask needs nothing behind it for a page."""
        front: Any = self.app.wsgi_app
        environ = EnvironBuilder(path, headers=PACKED).get_environ()
        self.client._add_cookies_to_wsgi(environ)
        page: tuple[str, str] | None = front._inner.find_page(environ)
        return page is not None


@pytest.fixture
def frozen(each_app: Flask) -> Room:
    with open_own_work(each_app.extensions["exam_house"].database) as work:
        made = freeze_exam(work)
    return Room(each_app, made)


@pytest.fixture
def running(each_app: Flask) -> Room:
    with open_own_work(each_app.extensions["exam_house"].database) as work:
        made = open_exam(work)
    return Room(each_app, made)


def _same(one: dict[str, object], other: dict[str, object]) -> None:
    """But for the second that may pass between them."""
    assert abs(one.pop("remaining_seconds") - other.pop("remaining_seconds")) <= 1  # type: ignore[operator]
    assert one == other


def test_a_form_changed_while_its_candidate_waits_names_itself_and_takes_the_responses(frozen: Room) -> None:
    frozen.client.post("/sitting/identity", headers={"X-CSRF-Token": holder_csrf(frozen.client)})
    loaded = frozen.client.get("/sitting").get_data(as_text=True)
    prepare_fragments(frozen.app, frozen.house)
    with frozen.work() as work:
        before = form_of(work, frozen.made.sittings[0])
        item = next(e["id"] for e in list_forms(work.session, frozen.made.id)[0].items if e["id"].startswith("hb-1a1"))
        withdraw_item(work, KEYS, CODE, item, "wyciek")
        work.commit()
        after = form_of(work, frozen.made.sittings[0])
        seating.admit(work, frozen.made.sittings[0], "dowód osobisty")
        starting.open_exam(work, frozen.made.id)
        work.commit()
        _, shapes = shapes_of(work, frozen.made.sittings[0])
    assert before in loaded and before != after
    for _ in range(2):
        prepare_fragments(frozen.app, frozen.house)
        shown = brotli.decompress(frozen.items(**PACKED).data).decode()
        assert f'data-digest="{after}"' in shown and before not in shown
    position = next(place for place, shape in enumerate(shapes, start=1) if shape.kind == "single_choice")
    saves = [{"sequence": 1, "position": position, "response": 2, "at": ""}]
    body = {"epoch": 1, "form": after, "saves": saves}
    answer = frozen.client.put("/sitting/responses", json=body, headers={"X-CSRF-Token": holder_csrf(frozen.client)})
    assert answer.get_json()["results"][0]["status"] == "saved"


def test_a_plain_heartbeat_says_what_the_page_behind_says(running: Room) -> None:
    running.beat()
    _same(running.beat({"unsent": 2, "position": 3}).get_json(), running.behind("/sitting/state").get_json())


def test_a_heartbeat_in_the_lobby_says_what_the_page_behind_says(frozen: Room) -> None:
    _same(frozen.beat().get_json(), frozen.behind("/sitting/state").get_json())


def test_a_paused_seat_is_answered_by_the_page_behind(running: Room) -> None:
    running.beat()
    with running.work() as work:
        pausing.pause(work, running.made.sittings[:1], "alarm")
        work.commit()
    said = running.beat().get_json()
    assert (said["state"], said["ends_at"]) == ("paused", "")


def test_a_contact_is_kept_within_a_second(running: Room) -> None:
    running.beat()
    running.beat({"unsent": 4, "position": 2})
    running.house.journal.stop()
    with running.work() as work:
        row = work.session.get_one(SittingRow, running.made.sittings[0])
        assert (row.unsent, row.position) == (4, 2)
        assert work.now - row.beat_at < timedelta(seconds=5)


@pytest.mark.parametrize("body", [[], {"unsent": -1}, {"position": "1"}, {"unsent": True}])
def test_what_isnt_a_heartbeat_isnt_understood(running: Room, body: object) -> None:
    assert running.beat(body).status_code == 400


def test_nobody_sees_an_item_before_the_announced_instant(frozen: Room) -> None:
    assert frozen.items().status_code == 422
    with frozen.work() as work:
        seating.admit(work, frozen.made.sittings[0], "passport")
        starting.open_exam(work, frozen.made.id, lead_seconds=60)
        work.commit()
    prepare_fragments(frozen.app, frozen.house)
    said = frozen.beat().get_json()
    assert 50 < said["starts_in_seconds"] <= 60
    assert said["remaining_seconds"] == 1200
    assert [frozen.items(**PACKED).status_code, frozen.items().status_code] == [422, 422]
    _same(said, {**frozen.behind("/sitting/state").get_json(), "starts_in_seconds": said["starts_in_seconds"]})


def test_prepared_items_are_those_that_the_page_behind_renders(running: Room) -> None:
    assert prepare_fragments(running.app, running.house) > 0
    assert running.client.get("/readyz").get_json()["forms_to_prepare"] == 0
    packed = running.items(**PACKED)
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data) == running.behind("/sitting/items").data
    assert b'data-item="1"' in brotli.decompress(packed.data)
    assert prepare_fragments(running.app, running.house) == 0


def test_a_seat_gets_no_items_after_the_end(running: Room) -> None:
    prepare_fragments(running.app, running.house)
    with running.work() as work:
        desk.close_exam(work, running.made.id)
        work.commit()
    assert running.items(**PACKED).status_code == 422


def test_without_a_seat_there_are_no_items_and_no_heartbeat(running: Room) -> None:
    stranger = running.app.test_client()
    assert stranger.get("/sitting/items", headers=PACKED).status_code == 403
    assert stranger.put("/sitting/state", json={}).status_code == 400


TICKING = re.compile(rb'"remaining_seconds": \d+')
PAGES = ("/sitting/identity", "/sitting", "/sitting/receipt")


def compare_pages(room: Room) -> int:
    """Each page from the front and from behind; gives how many the front answered by itself."""
    alike = 0
    for path in PAGES:
        behind, before = room.behind(path), room.client.get(path)
        assert before.status_code == behind.status_code
        assert TICKING.sub(b"", before.data) == TICKING.sub(b"", behind.data)
        first, second = (
            {name: said for name, said in each.headers if name not in ("Vary", "Content-Length")}
            for each in (before, behind)
        )
        assert first == second
        alike += room.answers_itself(path)
    return alike


def test_a_page_from_the_front_is_the_page_behind_in_every_state(frozen: Room) -> None:
    assert compare_pages(frozen) == 1, "the identity page"
    frozen.client.post("/sitting/identity", headers={"X-CSRF-Token": holder_csrf(frozen.client)})
    assert compare_pages(frozen) == 1, "the lobby"
    with frozen.work() as work:
        for sitting_id in frozen.made.sittings:
            seating.admit(work, sitting_id, "identity_card")
        starting.open_exam(work, frozen.made.id)
        work.commit()
    assert compare_pages(frozen) == 0, "a running test"
    with frozen.work() as work:
        desk.close_exam(work, frozen.made.id)
        work.commit()
    assert compare_pages(frozen) == 1, "the receipt"


@pytest.mark.parametrize("choice", [{"language": "en"}, {"theme": "night"}, {"text_size": "larger"}])
def test_a_page_from_the_front_follows_the_visitors_choice(frozen: Room, choice: dict[str, str]) -> None:
    frozen.client.get("/sitting/identity")
    csrf = {"csrf_token": holder_csrf(frozen.client)}
    frozen.client.post("/preferences", data={**choice, **csrf, "next": "/sitting/identity"})
    assert compare_pages(frozen) == 1
