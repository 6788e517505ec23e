"""Two editions of a qualification beside each other, and what in the bank each difference touches."""

from flask import render_template, request

from exam_server.services.edition_changes import compare_edition_numbers
from exam_server.web.access import allow
from exam_server.web.author.room import author, get_chosen
from exam_server.web.author.words import FACT_NAMES, MANNERS
from exam_server.web.typed import whole_number
from exam_server.web.work import open_work


@author.get("/qualification/editions")
@allow("plan.read")
def compare_editions() -> str:
    """By default what the newest edition changed."""
    before, after = (request.args.get(name, type=whole_number) for name in ("before", "after"))
    with open_work() as work:
        edition = get_chosen(work)
        found = compare_edition_numbers(work, edition.code, before, after)
    return render_template("author/editions.html", edition=edition, found=found, manners=MANNERS, fact_names=FACT_NAMES)
