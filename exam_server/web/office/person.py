"""A candidate's data: corrected by the office with a reason, with what stood there before."""

from uuid import UUID

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.services.candidate_cases import get_candidate_case
from exam_server.services.correcting import correct_person, get_person_data, list_corrections
from exam_server.services.person_export import gather_data_of_case, write_archive
from exam_server.web.access import allow
from exam_server.web.document_files import folder
from exam_server.web.flashes import flash_done
from exam_server.web.office.forms import PersonForm
from exam_server.web.office.views import form_labels, office
from exam_server.web.printing import current_reader, send_archive
from exam_server.web.step_up import asks_proof
from exam_server.web.work import open_work

PERSON = "/candidates/<uuid:case_id>/person"


@office.get(PERSON)
@allow("candidate.manage")
def show_person(case_id: UUID) -> str:
    with open_work() as work:
        data = get_person_data(work, case_id)
    return _show(case_id, PersonForm(data=data.__dict__))


@office.post(PERSON)
@allow("candidate.manage")
def correct_data(case_id: UUID) -> Response | tuple[str, int]:
    form = PersonForm.from_request()
    if not form.submitted():
        return _show(case_id, form), 422
    try:
        with open_work() as work:
            changed = correct_person(work, case_id, form.entry(), form.data["reason"] or "")
    except Refused as refused:
        return _show(case_id, form, refused), 422
    flash_done(
        text("The data are changed; what stood there before is kept.") if changed else text("Nothing was different.")
    )
    return redirect(url_for("office.show_candidate_case", case_id=case_id))


@office.post("/candidates/<uuid:case_id>/data")
@allow("person.export")
@asks_proof
def export_person(case_id: UUID) -> Response:
    """What the person could download alone, for a request that came to the office; it's theirs, so it goes to them."""
    with open_work() as work:
        data = gather_data_of_case(work, case_id)
    reader = current_reader()
    return send_archive(lambda file: write_archive(file, data, folder(), reader), f"dane-{data.made_at:%Y-%m-%d}")


def _show(case_id: UUID, form: PersonForm, refused: Refused | None = None) -> str:
    with open_work() as work:
        case, corrections = get_candidate_case(work, case_id), list_corrections(work, case_id)
    labels = form_labels()
    return render_template(
        "office/person.html", case=case, corrections=corrections, form=form, refused=refused, labels=labels
    )
