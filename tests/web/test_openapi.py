"""The OpenAPI document is true: it names every JSON end point, and real answers have the shapes that it says."""

import inspect
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from exam_server.services import desk, presenting
from exam_server.web.candidate.front import RESPONSES as PATH
from exam_server.web.openapi import PATHS, document
from tests.making import (
    CODE,
    KEYS,
    MadeExam,
    form_of,
    freeze_exam,
    open_exam,
    open_own_work,
    plan_exam,
    withdraw_item,
)
from tests.visiting import Visitors, holder_csrf


@pytest.fixture
def made(app: Flask) -> MadeExam:
    with open_own_work(app.extensions["exam_house"].database) as work:
        return open_exam(work)


@pytest.fixture
def seated(visitors: Visitors, made: MadeExam) -> FlaskClient:
    return visitors.with_ticket(made.cards[0].ticket)


def _validator(schema: dict[str, Any]) -> Draft202012Validator:
    """References point into the whole document."""
    registry = Registry().with_resource("doc", Resource(document(), DRAFT202012))
    return Draft202012Validator(
        {**schema, "$id": "doc#here"} if "$ref" not in schema else _absolute(schema), registry=registry
    )


def _absolute(schema: dict[str, Any]) -> dict[str, Any]:
    return {"$ref": f"doc{schema['$ref']}"}


def _check(path: str, method: str, code: str, body: object) -> None:
    responses = document()["paths"][path][method]["responses"]
    schema = responses[code]["content"]["application/json"]["schema"]
    Draft202012Validator.check_schema(schema)
    assert [error.message for error in _validator(schema).iter_errors(body)] == []


def _answers_json(view: Callable[..., object]) -> bool:
    """It returns a dictionary, or it or a function of its module that it calls makes JSON."""
    known = inspect.getmodule(view).__dict__
    called = [known[name] for name in view.__code__.co_names if inspect.isfunction(known.get(name))]
    nearby = [each for each in called if each.__module__ == view.__module__]
    makes = any("jsonify" in each.__code__.co_names for each in (view, *nearby))
    return makes or str(inspect.signature(view).return_annotation).startswith("dict")


def test_every_end_point_that_answers_json_is_described(app: Flask) -> None:
    described = {(path, method) for path, each in document()["paths"].items() for method in each}
    answering = set()
    for rule in app.url_map.iter_rules():
        if _answers_json(app.view_functions[rule.endpoint]):
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
            answering |= {(path, method.lower()) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    answering.add((PATH, "put"))
    assert described == answering


def test_the_document_is_served_as_it_is(client: FlaskClient) -> None:
    found = client.get("/openapi.json")
    assert found.get_json() == document()
    assert document()["openapi"].startswith("3.1")


def test_every_parameter_of_a_path_is_described() -> None:
    for path, operations in document()["paths"].items():
        named = set(re.findall(r"{(\w+)}", path))
        for operation in operations.values():
            assert {each["name"] for each in operation.get("parameters", [])} == named


def test_every_schema_is_a_schema() -> None:
    for operations in document()["paths"].values():
        for operation in operations.values():
            for each in (*operation["responses"].values(), operation.get("requestBody", {})):
                for content in each.get("content", {}).values():
                    Draft202012Validator.check_schema(content["schema"])


def test_the_answers_about_health_and_the_seat_are_as_described(client: FlaskClient, seated: FlaskClient) -> None:
    for path in ("/healthz", "/readyz", "/openapi.json"):
        _check(path, "get", "200", client.get(path).get_json())
    for path in ("/sitting/state", "/sitting/saved"):
        _check(path, "get", "200", seated.get(path).get_json())
    token = {"X-CSRF-Token": holder_csrf(seated)}
    flagged = seated.put("/sitting/flags", json={"position": 2, "flagged": True}, headers=token)
    _check("/sitting/flags", "put", "200", flagged.get_json())


def test_the_public_data_of_a_draw_are_as_described_before_and_after(app: Flask, client: FlaskClient) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        exam_id = plan_exam(work).id
    with open_own_work(app.extensions["exam_house"].database) as work:
        drawn = freeze_exam(work)
        withdraw_item(work, KEYS, CODE, "hb-1a1-001", "wyciek")
        work.commit()
    path = "/exams/{exam_id}/draw.json"
    for each in (exam_id, drawn.id):
        _check(path, "get", "200", client.get(path.format(exam_id=each)).get_json())
    with open_own_work(app.extensions["exam_house"].database) as work:
        desk.close_exam(work, drawn.id)
        work.commit()
    shown = client.get(path.format(exam_id=drawn.id)).get_json()
    _check(path, "get", "200", shown)
    assert shown["manifest"] and shown["contributions"][0]["words"]


FITTING = {
    "single_choice": [1, None],
    "true_false": [2, None],
    "multiple_response": [[1, 2], []],
    "matching": [[1, None], [None, None]],
    "extended_text": ["Parzę herbatę.", ""],
}


def test_the_answers_to_saves_are_as_described_for_every_kind(app: Flask, made: MadeExam, seated: FlaskClient) -> None:
    with open_own_work(app.extensions["exam_house"].database) as work:
        form = form_of(work, made.sittings[0])
        _, shapes = presenting.shapes_of(work, made.sittings[0])
    given = [(position, each) for position, shape in enumerate(shapes, 1) for each in (*FITTING[shape.kind], {"no": 1})]
    saves = [{"sequence": n, "position": p, "response": r} for n, (p, r) in enumerate(given, start=1)]
    assert {shape.kind for shape in shapes} == set(FITTING)
    body = {"epoch": 1, "form": form, "saves": saves[:1]}
    assert _validator(PATHS[PATH]["put"]["requestBody"]["content"]["application/json"]["schema"]).is_valid(body)
    token = {"X-CSRF-Token": holder_csrf(seated)}
    for _ in range(2):
        answer = seated.put(PATH, json={**body, "saves": saves}, headers=token)
        assert answer.status_code == 200
        _check(PATH, "put", "200", answer.get_json())
    other = seated.put(
        PATH, json={**body, "saves": [{**saves[3], "sequence": 1, "at": "another window"}]}, headers=token
    ).get_json()
    assert other["results"][0]["renumber"]
    _check(PATH, "put", "200", other)
    statuses = [each["status"] for each in answer.get_json()["results"]]
    assert statuses == ["duplicate", "duplicate", "refused"] * len(shapes)


def test_what_the_document_calls_a_request_is_what_the_server_understands() -> None:
    schema = _validator(PATHS[PATH]["put"]["requestBody"]["content"]["application/json"]["schema"])
    good = {"epoch": 1, "form": "x", "saves": [{"sequence": 1, "position": 1, "response": [1, None]}]}
    assert schema.is_valid(good)
    for wrong in ({**good, "saves": []}, {**good, "epoch": 0}, {**good, "saves": [{"sequence": 1, "position": 0}]}, []):
        assert not schema.is_valid(wrong)


def test_errors_are_as_described(app: Flask, seated: FlaskClient) -> None:
    token = {"X-CSRF-Token": holder_csrf(seated)}
    for answer in (
        seated.put(PATH, data=b"{", headers=token),
        seated.put(PATH, json={}, headers=token),
        app.test_client().get("/sitting/state", headers={"Accept": "application/json"}),
        seated.put("/sitting/flags", json={"position": 99, "flagged": True}, headers=token),
    ):
        assert answer.status_code >= 400
        _check("/sitting/flags", "put", "default", answer.get_json())
