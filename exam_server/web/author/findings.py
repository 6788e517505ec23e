"""The findings of the item's check: while somebody writes, with near-duplicates beside, and left for a reason."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.text import text
from exam_server.services import findings
from exam_server.services.bank import get_item
from exam_server.services.item_editing import check_item_text
from exam_server.web.access import allow
from exam_server.web.author.room import author, get_chosen
from exam_server.web.language import speak
from exam_server.web.work import open_work


@author.post("/check-item")
@allow("bank.write")
def check_typed_item() -> str:
    """What the check finds in an item as it's typed now; nothing is saved."""
    source = request.form.get("source", "").replace("\r\n", "\n")
    with open_work() as work:
        edition = get_chosen(work)
        _, problems = check_item_text(work, edition.code, source)
    return render_template("author/_typed_findings.html", problems=problems)


@author.get("/items/<code>/similar")
@allow("bank.read")
def list_similar(code: str) -> str:
    """Near-duplicates, apart from the item's page since they take a look at the whole bank."""
    with open_work() as work:
        edition = get_chosen(work)
        found = findings.list_similar(work, edition.code, code)
        filed = get_item(work, edition.code, code)
    part = request.headers.get("HX-Request") == "true"
    template = "author/_similar.html" if part else "author/similar.html"
    return render_template(
        template, edition=edition, code=code, findings=found, content_hash=filed.content_hash, prefix="similar"
    )


@author.post("/items/<code>/waivers")
@allow("bank.write")
def waive_finding(code: str) -> Response:
    given = {name: request.form.get(name, "")[:600] for name in ("rule", "place", "content_hash", "reason")}
    with open_work() as work:
        edition = get_chosen(work)
        findings.waive_finding(work, edition.code, code, **given)
    flash(speak(text("The reason is kept with this revision.")), "saved")
    return redirect(url_for("author.show_item", code=code, qualification=edition.code) + "#findings-title")
