"""Withdrawals and amendment days as the server carries them out: a process of its own, progress on pages, no loss."""

import os
import signal
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from authoring import author, events, open_room_work, page, post
from flask import Flask
from flask.testing import FlaskClient

from exam_server.core.bank import Source
from exam_server.services import amending, bank, law, withdrawing
from exam_server.services.searching import MOST_TRIES, Due, begin_search, tell_search
from exam_server.services.substituting_apart import SearchDied
from exam_server.store import delivery as store
from exam_server.web import substitutes
from exam_server.web.substitutes import carry_out_amendments, carry_out_withdrawals
from tests.making import CODE, ITEMS, MadeExam, OwnWork, freeze_exam
from tests.visiting import Visitors

__all__ = ["author"]
ITEM = ITEMS[0].id
ADDRESS = f"/author/items/{ITEM}"
LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def made(app: Flask) -> MadeExam:
    with open_room_work(app) as work:
        return freeze_exam(work)


def carry_out(app: Flask) -> bool:
    return carry_out_withdrawals(app, app.extensions["exam_house"])


def holding(work: OwnWork, exam_id: UUID, item: str = ITEM) -> list[int]:
    rows = store.list_forms(work.session, exam_id)
    return [row.number for row in rows if item in [entry["id"] for entry in row.items]]


def due_of(work: OwnWork) -> Due:
    due = withdrawing.find_due(work)
    assert due is not None
    return due


def dying(times: int) -> Callable[..., subprocess.Popen[bytes]]:
    """So many processes are killed as soon as they say how far they are."""
    start, left = subprocess.Popen, [times]

    def killed(*given: Any, **more: Any) -> subprocess.Popen[bytes]:
        process = start(*given, **more)
        if left[0]:
            left[0] -= 1
            os.kill(process.pid, signal.SIGKILL)
        return process

    return killed


def test_a_withdrawal_is_ordered_carried_out_apart_and_told_on_both_pages(
    app: Flask, made: MadeExam, author: FlaskClient, visitors: Visitors
) -> None:
    post(author, f"{ADDRESS}/withdraw", {"reason": "wyszło na jaw"})
    shown, office = page(author, ADDRESS), visitors.as_role("office")
    assert f"/items/{ITEM}/withdrawals" in shown and "Szukanie zastępstw zacznie się za chwilę" in shown
    with open_room_work(app) as work:
        begin_search(work, due := due_of(work))
        tell_search(work, due, 3, 8)
        work.commit()
    told = page(office, f"/office/exams/{made.id}/withdrawals")
    assert "krok 3 z 8" in told and 'value="3" max="8"' in told
    assert not carry_out(app), "another process has it"
    with open_room_work(app) as work:
        substitutes.let_go(work, due)
        work.commit()
    assert carry_out(app) and not carry_out(app)
    with open_room_work(app) as work:
        assert holding(work, made.id) == [] and bank.get_item(work, CODE, ITEM).item.status == "retired"
        tags = [each.tag for each in events(work)]
    assert tags.count("bank.item.withdrawal.ordered") == tags.count("bank.item.withdrawn") == 1
    for shown in (page(author, f"{ADDRESS}/withdrawals"), page(office, f"/office/exams/{made.id}")):
        assert "Egzamin z herbaty: zmienione arkusze" in shown and "every 1s" not in shown
    assert "Pokaż tę stronę od nowa" in page(author, f"{ADDRESS}/withdrawals"), "the page around it is older"


def test_when_the_process_dies_nothing_is_lost_and_the_next_one_does_it(
    app: Flask, made: MadeExam, author: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(author, f"{ADDRESS}/withdraw", {"reason": "wyszło na jaw"})
    monkeypatch.setattr(subprocess, "Popen", dying(1))
    assert carry_out(app)
    with open_room_work(app) as work:
        assert holding(work, made.id) and bank.get_item(work, CODE, ITEM).item.status == "active"
        begin_search(work, due := due_of(work))
        work.commit()
        assert "Podejście 2: poprzednie się urwało" in page(author, f"{ADDRESS}/withdrawals")
        substitutes.let_go(work, due)
        work.commit()
    assert carry_out(app)
    with open_room_work(app) as work:
        assert holding(work, made.id) == []


def test_after_many_deaths_the_order_ends_and_says_so(
    app: Flask, made: MadeExam, author: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*given: object) -> None:
        raise SearchDied("it's dead")

    monkeypatch.setattr(substitutes, "plan_apart", die)
    post(author, f"{ADDRESS}/withdraw", {"reason": "wyszło na jaw"})
    assert [carry_out(app) for _ in range(MOST_TRIES + 2)] == [*(True for _ in range(MOST_TRIES + 1)), False]
    shown = page(author, f"{ADDRESS}/withdrawals")
    assert f"urwało się {MOST_TRIES} razy" in shown
    with open_room_work(app) as work:
        assert holding(work, made.id) and bank.get_item(work, CODE, ITEM).item.status == "active"


def test_an_amendment_day_is_carried_out_apart_and_its_page_says_how_far_it_is(
    app: Flask, made: MadeExam, author: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_room_work(app) as work:
        law.load_sources(work, CODE, [Source("ustawa", "law", "Ustawa o herbacie")])
        work.commit()
        bank.load_items(work, CODE, [replace(ITEMS[0], sources=("ustawa",))])
        work.commit()
        amendment = law.plan_amendment(work, CODE, "ustawa", LONG_AGO, "nowa definicja")
        work.commit()
        before = holding(work, made.id)
        begin_search(work, Due(amendment, due_on(work).errand))
        tell_search(work, due_on(work), 1, 2)
        work.commit()
    address = f"/author/amendments/{amendment}"
    assert "krok 1 z 2" in page(author, address)
    with open_room_work(app) as work:
        substitutes.let_go(work, due_on(work))
        work.commit()
    house = app.extensions["exam_house"]
    monkeypatch.setattr(subprocess, "Popen", dying(1))
    assert carry_out_amendments(app, house)
    with open_room_work(app) as work:
        assert holding(work, made.id) == before, "the process died"
    assert carry_out_amendments(app, house) and not carry_out_amendments(app, house)
    with open_room_work(app) as work:
        assert before and holding(work, made.id) == []
    shown = page(author, address)
    assert "Wykonano" in shown and "Co tego dnia zniknęło" in shown


def due_on(work: OwnWork) -> Due:
    due = amending.find_due(work, LONG_AGO)
    assert due is not None
    return due
