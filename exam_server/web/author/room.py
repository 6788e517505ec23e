"""The author's blueprint, the way through its pages, and which qualification a page is about."""

from typing import NamedTuple

from flask import Blueprint, current_app, g, request, url_for

from exam_server.core.lint import remedy_of
from exam_server.core.people import may
from exam_server.core.problems import NotFound
from exam_server.core.text import Text, text
from exam_server.services.qualification import Edition, list_editions
from exam_server.services.work import Work
from exam_server.web.access import declared_permission
from exam_server.web.author.form_words import place_words
from exam_server.web.author.risk_words import criterion_bars, level_bars, level_names, number, percent, ways
from exam_server.web.author.words import KINDS, LEVELS, METHODS, POOLS, SHORT_METHODS, STATUSES
from exam_server.web.language import speak
from exam_server.web.statistics import TRAIT_WORDS, decimal

author = Blueprint("author", __name__, url_prefix="/author")
CHOSEN = "qualification"


class Step(NamedTuple):
    """A page of the way from the form to an exam, and the views that belong to it."""

    endpoint: str
    name: Text
    views: tuple[str, ...]


STEPS = (
    Step("author.show_qualification", text("Register form"), ("read_form", "adopt_form", "compare_editions")),
    Step("author.choose_plan", text("Verification plan"), ("edit_plan", "save_plan", "list_plan_revisions")),
    Step(
        "author.list_items",
        text("Items"),
        (
            "show_item",
            "list_similar",
            "show_item_statistics",
            "show_key",
            "edit_item",
            "save_item",
            "write_item",
            "save_new_item",
            "set_status",
            "write_review",
            "give_review",
            "preview_bulk",
            "list_waiting",
            "compare_revisions",
            "list_sightings",
            "show_coverage",
            "list_form_uses",
            "choose_import",
            "read_import",
            "show_import",
            "choose_export",
            "show_law",
            "show_amendment",
            "write_amended",
            "prepare_amended",
            "edit_item_form",
            "save_item_form",
            "write_item_form",
            "save_new_item_form",
        ),
    ),
    Step(
        "author.list_stimuli",
        text("Shared cases"),
        ("edit_stimulus", "save_stimulus", "write_stimulus", "save_new_stimulus"),
    ),
    Step(
        "author.list_blueprints",
        text("Blueprints"),
        (
            "show_blueprint",
            "edit_blueprint",
            "save_blueprint",
            "write_blueprint",
            "save_new_blueprint",
            "list_blueprint_revisions",
        ),
    ),
    Step(
        "author.list_scenarios",
        text("Scenarios"),
        (
            "show_scenario",
            "preview_scenario",
            "compare_scenario",
            "show_variants",
            "edit_scenario",
            "save_scenario",
            "show_fidelity",
            "show_run_fidelity",
            "list_tryouts",
            "list_clips",
        ),
    ),
)


def newest_editions(work: Work) -> list[Edition]:
    """The newest edition of each qualification."""
    newest: dict[str, Edition] = {}
    for edition in list_editions(work):
        newest.setdefault(edition.code, edition)
    return list(newest.values())


def find_chosen(work: Work) -> Edition | None:
    """The newest edition of the qualification that the address names, by default of the first; None without any."""
    editions, code = newest_editions(work), request.args.get(CHOSEN)
    if code is None:
        return editions[0] if editions else None
    return next((each for each in editions if each.code == code), None)


def get_chosen(work: Work) -> Edition:
    chosen = find_chosen(work)
    if chosen is None:
        raise NotFound(CHOSEN)
    return chosen


@author.context_processor
def _room() -> dict[str, object]:
    """What every page of the room shows: the steps, and the names of kinds, levels, statuses and methods."""
    return {
        "steps": _steps(),
        "kinds": KINDS,
        "levels": LEVELS,
        "statuses": STATUSES,
        "pools": POOLS,
        "methods": METHODS,
        "short_methods": SHORT_METHODS,
        "here": _chosen_part(),
        "may_read_bank": may(g.actor.roles, "bank.read"),
        "may_write_bank": may(g.actor.roles, "bank.write"),
        "may_move": may(g.actor.roles, "bank.move"),
        "may_review": may(g.actor.roles, "bank.review"),
        "may_rekey": may(g.actor.roles, "bank.rekey"),
        "may_write_plan": may(g.actor.roles, "plan.write"),
        "decimal": decimal,
        "traits": TRAIT_WORDS,
        "percent": percent,
        "mean": number,
        "ways": ways,
        "level_bars": level_bars,
        "criterion_bars": criterion_bars,
        "level_names": level_names,
        "remedy_of": remedy_of,
        "place_words": place_words,
    }


def _steps() -> list[tuple[str, str, bool]]:
    view = (request.endpoint or "").partition(".")[2]
    code = request.args.get(CHOSEN)
    return [
        (speak(step.name), url_for(step.endpoint, qualification=code), _is_here(step, view))
        for step in STEPS
        if may(g.actor.roles, declared_permission(current_app, step.endpoint))
    ]


def _is_here(step: Step, view: str) -> bool:
    return view in step.views or step.endpoint == f"author.{view}"


def _chosen_part() -> dict[str, str]:
    """The part of an address that keeps the chosen qualification."""
    code = request.args.get(CHOSEN)
    return {CHOSEN: code} if code else {}
