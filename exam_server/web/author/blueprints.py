"""Blueprints: what the bank has for each cell, and a few forms as a seed would draw them."""

from flask import render_template, request

from exam_server.core.assembly import Cell, Draw, Infeasible
from exam_server.core.coverage import shared_items
from exam_server.core.text import text
from exam_server.services import bank_lists
from exam_server.services.bank import list_blueprints as list_filed
from exam_server.services.blueprint_editing import show_risks
from exam_server.web.access import allow
from exam_server.web.author.risk_words import read_standard
from exam_server.web.author.room import author, find_chosen, get_chosen
from exam_server.web.author.words import KINDS, LEVELS
from exam_server.web.language import speak
from exam_server.web.work import open_work

TRIED = 5


@author.get("/blueprints")
@allow("bank.read")
def list_blueprints() -> str:
    with open_work() as work:
        edition = find_chosen(work)
        codes = [each.blueprint.id for each in list_filed(work, edition.code)] if edition else []
        stocks = [bank_lists.show_blueprint(work, edition.code, code) for code in codes] if edition else []
    return render_template("author/blueprints.html", edition=edition, stocks=stocks)


@author.get("/blueprints/<code>")
@allow("bank.read")
def show_blueprint(code: str) -> str:
    """The cells with what the bank has for them, and the risks; with a seed in the address also forms on trial."""
    seed, draw, refusal = request.args.get("seed", "").strip()[:64], None, None
    with open_work() as work:
        edition = get_chosen(work)
        stock = bank_lists.show_blueprint(work, edition.code, code)
        weighed = show_risks(work, edition, stock.blueprint, read_standard(request.args))
        try:
            draw = bank_lists.try_draw(work, edition.code, code, seed, TRIED) if seed else None
        except Infeasible as infeasible:
            refusal = infeasible
    return render_template(
        "author/blueprint.html",
        edition=edition,
        stock=stock,
        blueprint=stock.blueprint,
        asks={each.cell.id: describe(each.cell) for each in stock.cells},
        risks=weighed.risks,
        remedies=weighed.remedies,
        seed=seed,
        draw=draw,
        overlaps=_overlaps(draw) if draw else (),
        refusal=refusal,
    )


def describe(cell: Cell) -> str:
    """What a cell asks for, in words."""
    parts = [
        speak(text("set {number}", number=cell.set)) if cell.set is not None else "",
        speak(text("outcome {code}", code=cell.outcome)) if cell.outcome else "",
        speak(text("criterion {code}", code=cell.criterion)) if cell.criterion else "",
        speak(text("level: {level}", level=LEVELS[cell.level])) if cell.level else "",
        speak(text("kind: {kind}", kind=KINDS[cell.kind])) if cell.kind else "",
    ]
    return ", ".join(filter(None, parts)) or speak(text("any item"))


def _overlaps(draw: Draw) -> list[int | None]:
    """For each form, how many items it shares with the one before; None for the first."""
    pairs = zip(draw.forms, draw.forms[1:], strict=False)
    return [None, *(shared_items(one, other) for one, other in pairs)]
