"""Coverage: criteria by level as a heat map that reads as a table, a blueprint's gaps in words, forms and their use."""

from typing import cast

from flask import render_template, request

from exam_server.core.bank import Status
from exam_server.core.coverage import DRAWN, CellNeed
from exam_server.core.text import text
from exam_server.services.coverage import list_form_uses as list_uses
from exam_server.services.coverage import show_coverage as show
from exam_server.web.access import allow
from exam_server.web.author.blueprints import describe
from exam_server.web.author.room import author, find_chosen
from exam_server.web.author.words import LEVELS, STATUSES
from exam_server.web.language import speak
from exam_server.web.work import open_work

HOTTEST = 4
ACTIVE: tuple[Status, ...] = ("active",)


@author.get("/coverage")
@allow("bank.read")
def show_coverage() -> str:
    """Counts what may be drawn, or the one status that the address names."""
    status = request.args.get("status", "")
    statuses = (cast(Status, status),) if status in STATUSES else DRAWN
    with open_work() as work:
        edition = find_chosen(work)
        found = show(work, edition, request.args.get("blueprint", ""), statuses) if edition else None
    return render_template(
        "author/coverage.html",
        edition=edition,
        found=found,
        pool=found.blueprint.pool if found and found.blueprint else "exam",
        status=status if status in STATUSES else "",
        lacks=[_lack(each) for each in found.needs if each.missing(statuses)] if found else [],
        missing={each.cell.id: each.missing(statuses) for each in found.needs} if found else {},
        describe=describe,
        hottest=HOTTEST,
        columns=[
            (speak(text("Criterion")), "nowrap"),
            *((speak(words), "number") for words in LEVELS.values()),
            *((speak(words), "number") for words in (text("together"), text("asked in a form"), text("missing"))),
        ],
    )


def _lack(need: CellNeed) -> tuple[str, int, int]:
    """A cell in words, how many active items it lacks, and how many that may be drawn."""
    return describe(need.cell), need.missing(ACTIVE), need.missing(DRAWN)


@author.get("/form-use")
@allow("bank.read")
def list_form_uses() -> str:
    with open_work() as work:
        edition = find_chosen(work)
        uses = list_uses(work, edition.code) if edition else []
    return render_template("author/form_use.html", edition=edition, uses=uses)
