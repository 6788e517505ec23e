"""No key, rationale, estimate or foreign data reaches a candidate: every address, in every state of a sitting.

Addresses come from the app itself: a new page that a candidate can reach is asked here without being named.
"""

import gzip
import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from addresses import SAFE, Address, all_addresses
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from marked import MARK, SHOWN, STATES, MarkedBank, MarkedRoom, Situation, mark, marked_banks
from pypdf import PdfReader
from werkzeug.test import TestResponse

from exam_server.core.delivery.sitting import STATES as SITTING_STATES
from exam_server.core.people import may
from exam_server.web.access import declared_permission
from exam_server.web.candidate.front import ITEMS, RESPONSES, STATE
from tests.making import open_own_work
from tests.visiting import csrf_of, holder_csrf

CANDIDATE = frozenset({"candidate"})
# What everybody may see of a draw once it can help nobody (core's `shown_from`): never a text, a key or a person.
DRAW = ("public.show_draw", "public.read_draw", "public.download_manifest")
SHOWN_AFTERWARDS = frozenset({"item", "id", "enemy", "words"})
# What a client shows that looked at another address: its check fails with the longest explanation.
WRONG_KEYS = {"page": "http://elsewhere/ticket", "config_key": "0" * 64, "client": "SEB_played"}
NAMELESS = ("visitor", "held", "check")


@pytest.fixture
def fresh_app(
    make_app: Callable[[str], Flask], sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Flask]:
    """Another app on an empty database, for each example."""

    def make() -> Flask:
        path = tmp_path_factory.mktemp("room") / "exam.sqlite"
        shutil.copy(sqlite_template, path)
        return make_app(f"sqlite:///{path}")

    return make


def reachable(app: Flask, known: dict[str, object]) -> list[Address]:
    """Everything that a candidate or a visitor may call, what is answered in front of Flask included."""
    pages = [
        each
        for each in all_addresses(app, known)
        if may(CANDIDATE, declared_permission(app, each.endpoint)) and not each.endpoint.startswith("account.")
    ]
    return [
        *pages,
        *(Address("front", method, path) for path in (RESPONSES, STATE, ITEMS) for method in ("GET", "PUT")),
    ]


def answers(room: MarkedRoom, situation: Situation) -> Iterator[tuple[Address, TestResponse]]:
    """What this browser is told: by looking at everything, then by everything that it may send, looking in between."""
    browser, seat = situation.browser, situation.seat
    token = holder_csrf(browser) if browser.get_cookie("exam_seat") else csrf_of(browser, "/ticket")
    own = {"ticket": room.cards[seat].ticket} if seat is not None and situation.name != "elsewhere" else {}
    told: dict[str, object] = {"unsent": 0, "position": 1, "flagged": True, "config_key": "0" * 64, "epoch": 1}
    if seat is not None:
        told |= {"form": room.cards[seat].form_digest, "saves": [room.save(seat, 9)]}
    room.work.drop()
    known = {"exam_id": room.exam_id, "sitting_id": room.cards[seat or 0].sitting_id, "digest": "0" * 64}
    every = reachable(room.app, {**known, "nonce": situation.nonce or "nothing"})
    for address in (*(each for each in every if each.method in SAFE), *every):
        headers = {"Accept": "text/html", "Accept-Encoding": "gzip"}
        if address.method in SAFE:
            yield address, browser.get(address.path, headers=headers)
        else:
            headers["X-CSRF-Token"] = token
            yield address, browser.open(address.path, method=address.method, headers=headers, data=own | WRONG_KEYS)
            yield address, browser.open(address.path, method=address.method, headers=headers, json=told)


def words_of(response: TestResponse) -> str:
    """Everything that came, unpacked, with its headers."""
    data = response.data
    if response.headers.get("Content-Encoding") == "gzip":
        data = gzip.decompress(data)
    if response.mimetype == "application/pdf":
        data = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).encode()
    return f"{response.headers}\n{data.decode(errors='replace')}"


def leaks(room: MarkedRoom, situation: Situation, address: Address, words: str) -> set[str]:
    """The marks and secrets in an answer that this browser mustn't see there."""
    allowed = {(what, str(number)) for what in SHOWN for number in situation.items}
    allowed |= {(what, str(situation.seat)) for what in ("name", "response")}
    strange = {found.groups() for found in MARK.finditer(words.lower())} - allowed
    if situation.is_over and address.endpoint in DRAW:
        return {what for what, _ in strange} - SHOWN_AFTERWARDS
    others = [card for seat, card in enumerate(room.cards) if seat != situation.seat]
    unmarked = room.literal | {each.ticket for each in others} | {each.candidate_code for each in others}
    return {mark(what, int(number)) for what, number in strange} | {each for each in unmarked if each in words}


# Each example gets an app of its own from the factory; a failing one is shown as it is, for shrinking takes minutes.
@settings(max_examples=3, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bank=marked_banks())
def test_no_answer_to_a_candidate_holds_a_secret_in_any_state(fresh_app: Callable[[], Flask], bank: MarkedBank) -> None:
    app = fresh_app()
    with open_own_work(app.extensions["exam_house"].database) as work:
        room = MarkedRoom(app, bank, work)
        for situation in room.play():
            seen = ""
            for address, response in answers(room, situation):
                words = words_of(response)
                assert response.status_code < 500, (situation.name, address)
                assert leaks(room, situation, address, words) == set(), (situation.name, address)
                seen += words
            # What may be seen is seen: marks get through, and the items come while the test runs.
            assert all(mark("stem", number) in seen for number in situation.items), situation.name
            assert situation.name in NAMELESS or mark("name", situation.seat or 0) in seen, situation.name


def test_the_room_has_a_seat_for_every_state_of_a_sitting() -> None:
    assert set(SITTING_STATES) <= set(STATES)
