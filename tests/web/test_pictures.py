"""A picture is fetched by the seats that sit it and the staff who read it, and by nobody else."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exam_server.core.people import ROLES
from exam_server.services import bank, delivery, freezing, seating, starting
from exam_server.services.media import ADDRESS, take_picture
from exam_server.services.work import Actor
from tests.drawing import draw
from tests.making import CANDIDATES, CODE, ITEMS, KEYS, OwnWork, open_own_work, plan_exam
from tests.visiting import Visitors

READERS = {"author", "reviewer", "auditor", "office", "chair", "assessor"}
MISSING = ADDRESS + "0" * 64


class Pictured:
    """An exam in which every form shows one of two pictures and none the other."""

    def __init__(self, app: Flask) -> None:
        with open_own_work(app.extensions["exam_house"].database) as work:
            made = plan_exam(work, CANDIDATES[:2])
            shown, other = (take_picture(work, "a.png", draw(shade), "Wykres czajnika") for shade in (1, 2))
            self.address, self.unseen = shown.address, other.address
            work.commit()
            self._show(work, shown.markdown)
            self.cards = freezing.freeze_exam(work, KEYS, made.id)
            work.commit()
            self.sittings = [card.sitting_id for card in self.cards]
            self.exam_id = made.id

    def _show(self, work: OwnWork, markdown: str) -> None:
        """In the only item of its cell, so that every form has it."""
        source = markdown.replace("media/a.png", self.address.replace(ADDRESS, "media:"))
        bank.load_items(work, CODE, [replace(ITEMS[-4], stem=f"Wskaż dwie czarki.\n\n{source}")])
        work.commit()

    def open(self, app: Flask) -> None:
        with open_own_work(app.extensions["exam_house"].database) as work:
            for sitting_id in self.sittings:
                seating.admit(work, sitting_id, "dowód osobisty")
            starting.open_exam(work, self.exam_id)
            work.commit()

    def hand_in(self, app: Flask) -> None:
        with open_own_work(app.extensions["exam_house"].database) as work:
            work.actor = Actor(sitting_id=self.sittings[0], epoch=1)
            delivery.hand_in(work, self.sittings[0])
            work.commit()


@pytest.fixture
def pictured(app: Flask) -> Pictured:
    return Pictured(app)


def status(client: FlaskClient, address: str) -> int:
    return client.get(address).status_code


def test_a_seat_gets_the_pictures_of_its_form_while_it_is_sat(
    app: Flask, visitors: Visitors, pictured: Pictured
) -> None:
    client = visitors.with_ticket(pictured.cards[0].ticket)
    assert status(client, pictured.address) == 404, "nothing of the form before the start"
    pictured.open(app)
    page = client.get("/sitting/items").get_data(as_text=True)
    assert re.findall(r"<img [^>]*>", page) == [
        f'<img loading="lazy" src="{pictured.address}" alt="Wykres czajnika" width="64" height="48">'
    ]
    response = client.get(pictured.address)
    headers = {name: response.headers[name] for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options")}
    assert headers == {"Content-Type": "image/png", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    assert (status(client, pictured.unseen), status(client, MISSING)) == (404, 404)
    pictured.hand_in(app)
    assert status(client, pictured.address) == 404, "nothing of the form after the end"


@pytest.mark.parametrize("role", ROLES)
def test_staff_who_read_items_get_pictures_and_others_do_not_learn_that_there_are_any(
    visitors: Visitors, pictured: Pictured, role: str
) -> None:
    if role == "candidate":
        return
    client = visitors.as_role(role)  # type: ignore[arg-type]
    assert status(client, pictured.address) == (200 if role in READERS else 404)
    assert status(client, MISSING) == 404
    if role in READERS:
        assert client.get(pictured.address).headers["Cache-Control"] == "private, max-age=31536000, immutable"


def test_a_stranger_hears_the_same_of_every_picture(visitors: Visitors, pictured: Pictured) -> None:
    def answer(address: str) -> tuple[int, str]:
        response = visitors.anonymous().get(address)
        return response.status_code, re.sub(r"[0-9a-f]{8,}", "", response.get_data(as_text=True))

    assert answer(pictured.address) == answer(MISSING)
    assert answer(MISSING)[0] == 404
