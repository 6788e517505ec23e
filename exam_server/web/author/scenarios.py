"""Scenarios to read: the list, the script by its blocks, its timeline, coverage, revisions, and its variants."""

from collections.abc import Mapping
from typing import Any

from flask import Response as FileResponse
from flask import render_template, request

from exam_server.core.simulation.script import Scenario
from exam_server.core.simulation.standing import ScriptStanding
from exam_server.core.simulation.variants import ASPECTS
from exam_server.core.text import Text, text
from exam_server.services import scenario_desk as desk
from exam_server.services.qualification import Edition
from exam_server.services.scenario_reviewing import list_against
from exam_server.web.access import allow
from exam_server.web.author.room import author, find_chosen, get_chosen
from exam_server.web.author.script_places import name_script_place
from exam_server.web.author.script_words import say_condition, say_trigger
from exam_server.web.author.words import AUDIENCES, LAYERS, VERDICTS
from exam_server.web.typed import whole_number
from exam_server.web.work import open_work

STANDINGS: Mapping[ScriptStanding, tuple[str, Text]] = {
    "draft": ("neutral", text("draft")),
    "reviewed": ("info", text("reviewed")),
    "used": ("saved", text("used, frozen")),
}


@author.get("/scenarios")
@allow("bank.read")
def list_scenarios() -> str:
    with open_work() as work:
        edition = find_chosen(work)
        scenarios = desk.list_scripts(work, edition.code) if edition else []
    return render_template("author/scenarios.html", edition=edition, scenarios=scenarios, standings=STANDINGS)


@author.get("/scenarios/<code>")
@allow("bank.read")
def show_scenario(code: str) -> str:
    """The current revision, or an earlier one by its number."""
    with open_work() as work:
        edition = get_chosen(work)
        page = desk.show_script(work, edition, code, request.args.get("revision", type=whole_number))
        against = list_against(work, edition, code, page.problems)
    return render_template(
        "author/scenario.html",
        edition=edition,
        code=code,
        page=page,
        layers=LAYERS,
        audiences=AUDIENCES,
        standings=STANDINGS,
        verdicts=VERDICTS,
        against_review=against,
        **script_words(page.script, edition),
    )


@author.get("/scenarios/<code>/file")
@allow("bank.read")
def export_scenario(code: str) -> FileResponse:
    """A revision's file as it was filed, which `scenario load` reads."""
    with open_work() as work:
        edition = get_chosen(work)
        source = desk.get_source(work, edition.code, code, request.args.get("revision", type=whole_number))
    headers = {"Content-Disposition": 'attachment; filename="scenario.yaml"'}
    return FileResponse(source, mimetype="application/yaml", headers=headers)


@author.get("/scenarios/<code>/compare")
@allow("bank.read")
def compare_scenario(code: str) -> str:
    """Two revisions word by word."""
    older, newer = (request.args.get(name, 0, type=whole_number) for name in ("older", "newer"))
    with open_work() as work:
        edition = get_chosen(work)
        found = desk.compare_scripts(work, edition.code, code, older, newer)
    return render_template(
        "author/scenario_compare.html", edition=edition, code=code, found=found, name_place=name_script_place
    )


@author.get("/scenarios/<code>/variants/<other>")
@allow("bank.read")
def show_variants(code: str, other: str) -> str:
    """Two parallel variants side by side: what they have in common, and their parts next to each other."""
    with open_work() as work:
        edition = get_chosen(work)
        twins = desk.show_twins(work, edition.code, code, other)
    return render_template(
        "author/scenario_variants.html",
        edition=edition,
        code=code,
        twins=twins,
        aspects=ASPECTS,
        layers=LAYERS,
        pairs=_pairs(twins.one, twins.other),
    )


def script_words(script: Scenario, edition: Edition) -> dict[str, Any]:
    """What templates say a script with: its conditions and triggers in words, and the criteria's texts by code."""
    return {
        "script": script,
        "criteria": {each.code: each.text for each in edition.content.criteria()},
        "say_condition": lambda condition: say_condition(condition, script),
        "say_trigger": lambda trigger: say_trigger(trigger, script),
    }


def _pairs(one: Scenario, other: Scenario) -> list[tuple[str, str, str]]:
    """Facts and cues of both beside each other: name, text here, text there; parts pair up by their ids."""
    texts = [
        {**{fact.id: fact.text for fact in each.facts}, **{cue.id: cue.text for cue in each.cues}}
        for each in (one, other)
    ]
    return [(name, texts[0].get(name, ""), texts[1].get(name, "")) for name in dict.fromkeys((*texts[0], *texts[1]))]
