"""Views of personal data leave a trace: in one place, for every page of the staff's rooms that names somebody."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

import structlog
from flask import Flask, Response, g, request
from sqlalchemy.exc import SQLAlchemyError

from exam_server.services.opening import NotFlushed
from exam_server.services.traces import leave_trace
from exam_server.web.work import open_work

View = TypeVar("View", bound=Callable[..., object])
LOG = structlog.get_logger("exam.traces")
ROOMS = ("office", "desk", "commission", "advisor", "auditor")
DECLARED = "__exam_trace__"
SUBJECTS = (
    "case_id",
    "person_id",
    "account_id",
    "sitting_id",
    "encounter_id",
    "enrolment_id",
    "appeal_id",
    "training_id",
    "window_id",
)
"""Of what an address names, the nearest to a person counts; an exam's pages list everybody who sits it."""
WITH_EXAM = (*SUBJECTS, "exam_id")


def shows_people(view: View) -> View:
    """Declare that a page shows personal data although its address names nobody: a list."""
    setattr(view, DECLARED, True)
    return view


def shows_nobody(why: str) -> Callable[[View], View]:
    """Declare that a page leaves no trace although its address names somebody, and why."""

    def declare(view: View) -> View:
        setattr(view, DECLARED, why)
        return view

    return declare


def say_whose(case_id: UUID) -> None:
    """Said while a page is made whose address names a piece of a case: it's a look at the case."""
    g.shown_case_id = case_id


def list_traced(app: Flask) -> set[str]:
    """The views whose answers leave a trace."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return {rule.endpoint for rule in rules if _is_traced(app, rule.endpoint, rule.arguments)}


def _is_traced(app: Flask, endpoint: str, arguments: set[str]) -> bool:
    if endpoint.partition(".")[0] not in ROOMS:
        return False
    declared = getattr(app.view_functions[endpoint], DECLARED, None)
    return declared is True or (declared is None and not arguments.isdisjoint(WITH_EXAM))


def watch(app: Flask) -> None:
    """After each answer that shows somebody's data: one row, beside the request's own work."""
    traced = list_traced(app)

    def look(response: Response) -> Response:
        if request.method == "GET" and response.status_code == 200 and request.endpoint in traced:
            _leave(request.endpoint, request.view_args or {})
        return response

    app.after_request(look)


def _leave(page: str, named: dict[str, object]) -> None:
    if g.actor.account_id is None:
        return
    if "shown_case_id" in g:
        named = {"case_id": g.shown_case_id}
    kind = next((each for each in WITH_EXAM if each in named), "")
    subject = named.get(kind)
    try:
        with open_work() as work:
            leave_trace(work, page, kind.removesuffix("_id"), subject if isinstance(subject, UUID) else None)
    except (SQLAlchemyError, NotFlushed) as error:
        # The desk needs its board also on a day on which the log can't be written; that it couldn't stands here.
        LOG.error("trace.failed", page=page, error=type(error).__name__, account=str(g.actor.account_id))
