"""Scenarios to read: the script by its blocks, with conditions in words."""

from flask import render_template

from exam_server.services import bank_lists
from exam_server.services.bank import list_scenarios as list_filed
from exam_server.web.access import allow
from exam_server.web.author.room import author, find_chosen, get_chosen
from exam_server.web.author.script_words import say_condition, say_trigger
from exam_server.web.author.words import LAYERS
from exam_server.web.work import open_work


@author.get("/scenarios")
@allow("bank.read")
def list_scenarios() -> str:
    with open_work() as work:
        edition = find_chosen(work)
        scenarios = list_filed(work, edition.code) if edition else []
    return render_template("author/scenarios.html", edition=edition, scenarios=scenarios)


@author.get("/scenarios/<code>")
@allow("bank.read")
def show_scenario(code: str) -> str:
    with open_work() as work:
        edition = get_chosen(work)
        filed, script = bank_lists.show_scenario(work, edition.code, code)
    criteria = {each.code: each.text for each in edition.content.criteria()}
    return render_template(
        "author/scenario.html",
        filed=filed,
        script=script,
        layers=LAYERS,
        criteria=criteria,
        say_condition=lambda condition: say_condition(condition, script),
        say_trigger=lambda trigger: say_trigger(trigger, script),
    )
