"""Lists of candidates in two steps: a file is read and reported on by line, and the office's yes files it."""

import csv
import io
from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.candidates import CandidateEntry
from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.formats.candidates_csv import read_candidates
from exam_server.services.candidate_cases import make_cases
from exam_server.services.qualification import get_edition
from exam_server.services.reading_apart import read_candidates_apart
from exam_server.web.access import allow
from exam_server.web.flashes import flash_done, flash_refusal
from exam_server.web.office.forms import uuid_or_abort
from exam_server.web.office.views import office
from exam_server.web.work import open_work


@office.post("/candidates/list")
@allow("candidate.manage")
def read_candidate_list() -> tuple[str, int]:
    """The first step: nobody is filed; what was read goes into the form of the second one."""
    file = request.files.get("file")
    edition_id = uuid_or_abort(request.form.get("edition", ""))
    with open_work() as work:
        edition = get_edition(work, edition_id)
    entries, problems = read_candidates_apart(file.read() if file else b"")
    wrong = any(each.severity == "error" for each in problems)
    page = render_template(
        "office/candidate_list.html",
        edition=edition,
        entries=entries,
        problems=problems,
        written="" if wrong else write_list(entries),
    )
    return page, 422 if wrong else 200


def write_list(entries: Sequence[CandidateEntry]) -> str:
    """The entries as a list that the same reader takes."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(["given_names", "family_name", "born_on", "email"])
    for each in entries:
        writer.writerow([each.given_names, each.family_name, each.born_on or "", each.email])
    return out.getvalue()


@office.post("/candidates/list/confirm")
@allow("candidate.manage")
def confirm_candidate_list() -> Response:
    """The second step: what comes back is read anew, so that nothing unread is ever filed."""
    edition_id = uuid_or_abort(request.form.get("edition", ""))
    entries, problems = read_candidates(request.form.get("list", "").encode())
    if any(each.severity == "error" for each in problems):
        flash_refusal(_changed())
        return redirect(url_for("office.list_candidates"))
    try:
        with open_work() as work:
            count = make_cases(work, edition_id, entries)
    except Refused as refused:
        flash_refusal(refused)
    else:
        flash_done(text("Cases there now: {count}.", count=count))
    return redirect(url_for("office.list_candidates"))


def _changed() -> Refused:
    return Refused(
        text("The candidates weren't added."),
        text("The list isn't what was read before."),
        text("Choose the file again."),
    )
