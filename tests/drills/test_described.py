"""Every end point of the OpenAPI document is asked for what it describes and for what it doesn't, by whom it's for.

None falls over, each answer is as described, and what isn't described gets no 2xx. A few examples of each here, the same
in every run; `make drill` asks more (DRILL_DESCRIBED).
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)
from werkzeug.test import Client

from exam_server.web.access import SEAT_COOKIE, SESSION_COOKIE
from exam_server.web.openapi import document
from tests.drills.conftest import drill_seed
from tests.making import CAST, KEYS, form_of, open_exam, open_own_work
from tests.products import PRODUCT, make_seat, tap
from tests.visiting import Visitors

pytestmark = pytest.mark.timeout(14400)
COUNT = int(os.environ.get("DRILL_DESCRIBED", "3"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
ASKERS = {
    "/sitting/": "a seat",
    "/simulation/": "a run's seat",
    "/assessor/": "asia",
    "/author/": "adam",
    "/office/": "olga",
    "/card/": "robert",
    "": "pola",
}
"""Whom an end point is for, by a part of its address: a candidate, or somebody of the cast; the prompter where any may."""
Cookies = dict[str, str]


@dataclass(frozen=True)
class World:
    """A test and a simulation that run: who holds which cookie, and the ids that addresses take."""

    app: Flask
    holders: Mapping[str, Cookies]
    ids: Mapping[str, object]
    test_form: str

    def who_asks(self, operation: APIOperation) -> Cookies:
        return self.holders[next(who for part, who in ASKERS.items() if part in operation.path)]


@pytest.fixture
def world(each_app: Flask) -> World:
    visitors = Visitors(each_app)
    with open_own_work(each_app.extensions["exam_house"].database) as work:
        exam = open_exam(work)
        digest = form_of(work, exam.sittings[0])
        run = make_seat(work, visitors.accounts)
        tap(work, run, 1, "start")
    cast = {login: _cookies(visitors.as_player(login), SESSION_COOKIE) for login in CAST}
    seats = {
        "a seat": _cookies(visitors.with_ticket(exam.cards[0].ticket), SEAT_COOKIE),
        "a run's seat": _cookies(visitors.with_ticket(run.ticket), SEAT_COOKIE),
    }
    ids = {"encounter_id": str(run.encounter_id), "exam_id": str(exam.id), "draft_id": str(UUID(int=1))}
    return World(each_app, cast | seats, {**ids, "station": 1, "product": PRODUCT, "code": "nothing"}, digest)


def test_every_end_point_answers_as_it_is_described(world: World) -> None:
    described = schemathesis.openapi.from_dict(_without_locks())
    described.app = world.app
    found: dict[str, str] = {}
    for each in described.get_all_operations():
        try:
            _ask(world, each.ok())
        except FailureGroup as failures:
            found[each.ok().label] = str(failures)
    assert not found


def _without_locks() -> dict[str, Any]:
    """The document without what a caller must hold: who may ask is the matter of `tests/web/test_access.py`."""
    described = document()
    paths = {
        path: {
            method: {name: part for name, part in operation.items() if name != "security"}
            for method, operation in operations.items()
        }
        for path, operations in described["paths"].items()
    }
    return {**described, "paths": paths, "components": {"schemas": described["components"]["schemas"]}}


def _ask(world: World, operation: APIOperation) -> None:
    cookies = world.who_asks(operation)
    [holder] = cookies.values()
    headers = {"X-CSRF-Token": KEYS.digest("csrf", holder), "Accept": "application/json"}

    @seed(drill_seed("DRILL_DESCRIBED"))
    @settings(
        max_examples=COUNT,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(_cases(world, operation))
    def ask(case: Case) -> None:
        if case.path == "/sitting/responses" and isinstance(case.body, dict) and "form" in case.body:
            case.body["form"] = world.test_form
        case.validate_response(case.call(headers=headers, cookies=cookies), checks=CHECKS)

    ask()


def _cases(world: World, operation: APIOperation) -> st.SearchStrategy[Case]:
    """What it describes, and what it doesn't where it takes anything; its ids are those of something that is there."""
    ids = {each.name: world.ids[each.name] for each in operation.path_parameters}
    modes = GenerationMode if operation.body else (GenerationMode.POSITIVE,)
    return st.one_of(*(operation.as_strategy(each, path_parameters=ids) for each in modes))


def _cookies(client: Client, name: str) -> Cookies:
    held = client.get_cookie(name)
    assert held is not None
    return {name: held.value}
