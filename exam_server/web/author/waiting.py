"""What waits for whoever asks: items to review, and what became of their own."""

from flask import render_template

from exam_server.services.reviewers import list_waiting as list_all
from exam_server.web.access import allow
from exam_server.web.author.room import author, find_chosen
from exam_server.web.work import open_work


@author.get("/waiting")
@allow("bank.move")
def list_waiting() -> str:
    with open_work() as work:
        edition = find_chosen(work)
        waiting = list_all(work, edition) if edition else None
    return render_template("author/waiting.html", edition=edition, waiting=waiting)
