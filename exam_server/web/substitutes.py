"""Withdrawals and amendment days as the server carries them out: planned by a process of its own, then filed."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

import structlog
from flask import Flask

from exam_server.core.problems import Refused
from exam_server.services import amending, withdrawing
from exam_server.services.searching import MOST_TRIES, Due, begin_search, gave_up, let_go, tell_search
from exam_server.services.substituting import MovedOn, Plan
from exam_server.services.substituting_apart import SearchDied, plan_apart
from exam_server.services.work import Work
from exam_server.web.work import House, open_work

LOG = structlog.get_logger("exam.substitutes")
TOLD_EVERY_SECONDS = 0.5
Found = TypeVar("Found")


@dataclass(frozen=True)
class Matter:
    """How one sort of errand is found, filed, and ended where no plan could be made."""

    find: Callable[[Work], Due | None]
    file: Callable[[Work, Due, Sequence[Plan]], object]
    give_up: Callable[[Work, Due, Refused], object]


WITHDRAWALS = Matter(withdrawing.find_due, withdrawing.carry_out, withdrawing.give_up)


def carry_out_withdrawals(app: Flask, house: House) -> bool:
    """Carry out the order that has waited longest; the server's upkeep asks again. False where none waits."""
    return _carry_out(app, house, WITHDRAWALS)


def carry_out_amendments(app: Flask, house: House) -> bool:
    """Carry out the earliest amendment once its day has come where the exams are held. False where there's none."""
    zone = ZoneInfo(house.settings.time_zone)

    def find(work: Work) -> Due | None:
        return amending.find_due(work, work.now.astimezone(zone).date())

    return _carry_out(app, house, Matter(find, amending.carry_out, amending.carry_out_without_forms))


def _carry_out(app: Flask, house: House, matter: Matter) -> bool:
    """Each step is kept by itself: whatever dies between two of them, the next round goes on from there."""
    due = _work(app, matter.find)
    if due is None:
        return False
    tries = _work(app, lambda work: begin_search(work, due))
    if not tries:
        return False
    try:
        if tries > MOST_TRIES:
            raise gave_up()
        plans = plan_apart(house.settings.database, house.keys, due.errand, _Teller(app, due))
        _work(app, lambda work: matter.file(work, due, plans))
    except (MovedOn, SearchDied) as error:
        LOG.warning("search.again", subject=str(due.subject_id), tries=tries, error=type(error).__name__)
        _work(app, partial(let_go, due=due))
    except Refused as refused:
        _give_up(app, matter, due, refused)
    return True


def _give_up(app: Flask, matter: Matter, due: Due, refused: Refused) -> None:
    _work(app, lambda work: matter.give_up(work, due, refused))


def _work(app: Flask, job: Callable[[Work], Found]) -> Found:
    with app.app_context(), open_work() as work:
        return job(work)


class _Teller:
    """Keeps how far a search is, not at every step: each is a transaction that saves wait for."""

    def __init__(self, app: Flask, due: Due) -> None:
        self._app, self._due, self._told = app, due, 0.0

    def __call__(self, done: int, total: int) -> None:
        if time.monotonic() - self._told < TOLD_EVERY_SECONDS:
            return
        self._told = time.monotonic()
        _work(self._app, lambda work: tell_search(work, self._due, done, total))
