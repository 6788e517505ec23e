"""The register of members: what each of them proves, with documents that somebody else verifies, and until when."""

from collections.abc import Callable
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, validators

from exam_server.core.declarations import LONGEST_REASON
from exam_server.core.problems import NotFound, Refused
from exam_server.core.text import Text, text
from exam_server.formats.document_door import KINDS
from exam_server.services import credentials, declaring, people
from exam_server.services.composing import list_pool, look_ahead
from exam_server.services.credentials import DOCUMENT_KINDS, GivenDocument
from exam_server.services.legal_day import legal_day
from exam_server.services.proofs import find_hands
from exam_server.services.qualification import Edition, list_editions
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.acting import act_and_say
from exam_server.web.forms import DayField, PageForm, WholeNumberField
from exam_server.web.office.views import may_plan, office
from exam_server.web.traces import shows_people
from exam_server.web.work import open_work

MEMBER = "/members/<uuid:account_id>"
NEEDED = [validators.InputRequired(), validators.Length(max=credentials.LONGEST)]


class PeriodForm(PageForm):
    title = StringField(validators=NEEDED)
    first_on = DayField(validators=[validators.InputRequired()])
    last_on = DayField(validators=[validators.Optional()])


class EducationForm(PageForm):
    title = StringField(validators=NEEDED)
    level = WholeNumberField(validators=[validators.InputRequired()])


class DocumentForm(PageForm):
    title = StringField(validators=NEEDED)
    issued_on = DayField(validators=[validators.InputRequired()])


@office.get("/members")
@allow("member.read")
@shows_people
def list_register() -> str:
    """Everybody who could sit in a commission, and from when none could be appointed (the expiry monitor)."""
    with open_work() as work:
        edition = chosen_edition(work)
        pool = list_pool(work, edition) if edition else []
        outlook = look_ahead(edition.content.commission, pool, legal_day(work)) if edition else None
        codes = list(dict.fromkeys(each.code for each in list_editions(work)))
    return render_template(
        "office/register.html",
        edition=edition,
        code_choices=[(each, each) for each in codes],
        pool=pool,
        outlook=outlook,
    )


@office.get(MEMBER)
@allow("member.read")
def show_member(account_id: UUID) -> str:
    with open_work() as work:
        edition = edition_asked(work)
        person_id = credentials.get_person_id(work, account_id)
        file = credentials.list_files(work, [person_id])[person_id]
        today, rules = legal_day(work), edition.content
        page = {
            "name": people.get_name(work, account_id),
            "standing": credentials.standing_of(file, rules.commission, edition.code, today),
            "advising": credentials.count_advising(file, rules.advisor, edition.code, today),
            "declared": declaring.list_declared(work, [person_id], edition.code).get(person_id),
            "declarations": declaring.list_kept(work, person_id, edition.code),
            "names": find_hands(work, [file]),
        }
    return render_template(
        "office/member.html",
        account_id=account_id,
        edition=edition,
        file=file,
        kinds=DOCUMENT_KINDS,
        accepted=",".join(KINDS),
        longest_reason=LONGEST_REASON,
        today=today,
        plans=may_plan(),
        **page,
    )


@office.post(f"{MEMBER}/periods")
@allow("member.write")
def add_period(account_id: UUID) -> Response:
    form = PeriodForm.from_request()

    def do(work: Work, person_id: UUID) -> Text:
        given = require_form(form).data
        credentials.add_period(work, person_id, given["title"], given["first_on"], given["last_on"])
        return text("The period is entered. Add a document that proves it.")

    return act_on_member(account_id, do)


@office.post(f"{MEMBER}/education")
@allow("member.write")
def add_education(account_id: UUID) -> Response:
    form = EducationForm.from_request()

    def do(work: Work, person_id: UUID) -> Text:
        given = require_form(form).data
        credentials.add_education(work, person_id, given["title"], given["level"])
        return text("The education is entered. Add a document that proves it.")

    return act_on_member(account_id, do)


@office.post(f"{MEMBER}/documents/of/<uuid:entry_id>")
@allow("member.write")
def add_document(account_id: UUID, entry_id: UUID) -> Response:
    form = DocumentForm.from_request()

    def do(work: Work, person_id: UUID) -> Text:
        given = require_form(form).data
        shows = tuple(each for each in request.form.getlist("shows") if each in _codes(edition_asked(work)))
        kind = request.form.get("kind", "")
        document = GivenDocument(kind, given["title"], given["issued_on"], shows)
        credentials.add_document(work, person_id, entry_id, document)
        return text("The document is entered. It counts once a colleague has verified it.")

    return act_on_member(account_id, do)


@office.post(f"{MEMBER}/documents/<uuid:document_id>/verify")
@allow("member.write")
def verify_document(account_id: UUID, document_id: UUID) -> Response:
    def do(work: Work, person_id: UUID) -> Text:
        credentials.verify_document(work, person_id, document_id)
        return text("The document is verified.")

    return act_on_member(account_id, do)


@office.post(f"{MEMBER}/entries/<uuid:entry_id>/withdraw")
@allow("member.write")
def withdraw_entry(account_id: UUID, entry_id: UUID) -> Response:
    def do(work: Work, person_id: UUID) -> Text:
        credentials.withdraw(work, person_id, entry_id)
        return text("The entry is withdrawn.")

    return act_on_member(account_id, do)


def require_form(form: PageForm) -> PageForm:
    """The form if what was typed is complete. Raises Refused, since the page behind has several forms."""
    if not form.submitted():
        raise Refused(
            text("The entry wasn't saved."),
            text("A field is missing or isn't a date or a number."),
            text("Complete the form."),
        )
    return form


def chosen_edition(work: Work) -> Edition | None:
    """The newest edition of the qualification that the address names, by default of the first."""
    code = request.args.get("qualification")
    return next((each for each in list_editions(work) if code in (None, each.code)), None)


def edition_asked(work: Work) -> Edition:
    edition = chosen_edition(work)
    if edition is None:
        raise NotFound("qualification")
    return edition


def _codes(edition: Edition) -> set[str]:
    codes = [each.code for each in edition.content.commission.credentials]
    return {f"{edition.code}:{each}" for each in (*codes, credentials.ADVISING)}


def act_on_member(account_id: UUID, do: Callable[[Work, UUID], Text]) -> Response:
    act_and_say(lambda work: do(work, credentials.get_person_id(work, account_id)))
    qualification = request.args.get("qualification")
    return redirect(url_for("office.show_member", account_id=account_id, qualification=qualification))
