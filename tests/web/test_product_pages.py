"""The pages on which products of a simulation are written, typed in from paper, and marked."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.core.small_script import SMALL
from tests.making import OwnWork, open_own_work
from tests.products import (
    CRITERION,
    PRODUCT,
    TEXT,
    Seat,
    evidence,
    make_seat,
    open_inspection,
    read,
    release_day,
    tap,
    write,
)
from tests.visiting import Visitors, holder_csrf

PAGE = f"/simulation/1/products/{PRODUCT}"


@pytest.fixture
def own_work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def seat(own_work: OwnWork, visitors: Visitors) -> Seat:
    made = make_seat(own_work, visitors.accounts)
    tap(own_work, made, 1, "start")
    own_work.drop()
    return made


def test_a_candidate_writes_a_product_page_by_page_and_hands_it_in_once(
    own_work: OwnWork, seat: Seat, visitors: Visitors
) -> None:
    client = visitors.with_ticket(seat.ticket)
    assert "Cel. Zadania." in client.get(PAGE).get_data(as_text=True)
    headers = {"X-CSRF-Token": holder_csrf(client)}
    assert client.put(f"{PAGE}/draft", json={"words": "Cel: praca"}, headers=headers).get_json() == {"saved": True}
    for body in ({"words": 1}, {"text": "x"}, {"words": "x" * 20_001}):
        assert client.put(f"{PAGE}/draft", json=body, headers=headers).status_code == 400
    assert "Cel: praca" in client.get(PAGE).get_data(as_text=True)
    empty = client.post(PAGE, data={"csrf_token": holder_csrf(client), "act": "hand_in", "words": " "})
    assert empty.status_code == 422 and "Nic nie napisano" in empty.get_data(as_text=True)
    done = client.post(
        PAGE, data={"csrf_token": holder_csrf(client), "act": "hand_in", "words": TEXT}, follow_redirects=True
    )
    assert "już oddany" in done.get_data(as_text=True) and "<textarea" not in done.get_data(as_text=True)
    assert client.put(f"{PAGE}/draft", json={"words": "inaczej"}, headers=headers).status_code == 422
    assert len(evidence(own_work, seat)) == 1
    assert client.get("/simulation/1/products/M2").status_code == 404


@pytest.mark.rule("P2")
def test_who_plays_types_in_what_came_on_paper_and_the_case_leads_back_to_it(
    own_work: OwnWork, seat: Seat, visitors: Visitors
) -> None:
    robert, page = visitors.as_player("robert"), f"/roleplay/encounters/{seat.encounter_id}/products"
    assert "Kontrakt" in robert.get(page).get_data(as_text=True)
    address = f"{page}/{PRODUCT}"
    refused = robert.post(address, data={"csrf_token": holder_csrf(robert), "words": ""})
    assert refused.status_code == 422 and "Nic nie napisano" in refused.get_data(as_text=True)
    kept = robert.post(address, data={"csrf_token": holder_csrf(robert), "words": TEXT}, follow_redirects=True)
    assert "Tekst przyjęto" in kept.get_data(as_text=True)
    asia = visitors.as_player("asia")
    taken = asia.post(
        f"/assessor/written/criteria/{CRITERION}/next", data={"csrf_token": holder_csrf(asia)}, follow_redirects=True
    ).get_data(as_text=True)
    assert TEXT in taken and "zachowanie 1A2 na 3" in taken and "Zadanie w symulacji" in taken
    for login in ("asia", "artur"):
        read(own_work, seat, login, 3)
    record = evidence(own_work, seat)[-1].id
    own_work.drop()
    shown = visitors.as_player("olga").get(f"/commission/evidence/{record}").get_data(as_text=True)
    assert TEXT in shown and "przepisane przez obsługę" in shown and "Jak przeczytano" in shown


@pytest.mark.rule("S12")
def test_what_was_written_stands_on_the_result_and_in_an_inspection_without_anchors_and_markers(
    own_work: OwnWork, seat: Seat, visitors: Visitors
) -> None:
    client = visitors.with_ticket(seat.ticket)
    write(own_work, seat)
    for login in ("asia", "artur"):
        read(own_work, seat, login, 0)
    release_day(own_work, seat)
    open_inspection(own_work, seat)
    result = client.get("/sitting/result").get_data(as_text=True)
    assert "Co napisano w symulacji: tym razem niewykazane" in result
    headers = {"X-CSRF-Token": holder_csrf(client)}
    shown = client.post("/sitting/inspection", headers=headers).get_data(as_text=True)
    part = shown.partition('id="inspected-product-1"')[2].partition("</section>")[0]
    assert TEXT in part and f"<strong>{CRITERION}</strong>: tym razem niewykazane" in part
    behaviours = [level.behaviour for anchor in SMALL.anchors for level in anchor.levels]
    assert not [words for words in (*behaviours, "Joanna", "Artur", "tego tu nie ma") if words in shown]
