"""Appeals before the members who decide on them: the pack, a view sealed alone, the ruling and its confirmation."""

from collections.abc import Callable
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.encounter_timeline import MARK_WORDS
from exam_server.core.portfolio import DOCUMENT_WORDS
from exam_server.core.simulation.pausing import PAUSE_WORDS
from exam_server.core.text import Text, text
from exam_server.services import hearing_appeals as hearing
from exam_server.services.appeal_pack import get_pack_document, show_pack
from exam_server.services.appeal_rows import get_seated_row
from exam_server.services.appeal_view import list_own_hearings, show_hearing
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.acting import act_and_say
from exam_server.web.appeal_files import send_enclosed
from exam_server.web.appeal_filing import APPEAL_WORDS
from exam_server.web.appeal_key_page import show_key_page
from exam_server.web.commission.views import commission
from exam_server.web.document_files import folder, send_document
from exam_server.web.step_up import asks_proof
from exam_server.web.work import open_work

HEARING = "/appeals/<uuid:appeal_id>"


@commission.get("/appeals")
@allow("appeal.decide")
def list_hearings() -> str:
    with open_work() as work:
        lines = list_own_hearings(work)
    return render_template("commission/hearings.html", lines=lines, **APPEAL_WORDS)


@commission.get(HEARING)
@allow("appeal.decide")
def show_one_hearing(appeal_id: UUID) -> str:
    """The appeal with its pack, and what the member may do now."""
    with open_work() as work:
        view, pack = show_hearing(work, appeal_id), show_pack(work, appeal_id)
    ruling = view.ruling
    return render_template(
        "commission/hearing.html",
        view=view,
        pack=pack,
        is_proposer=ruling is not None and ruling.proposed_by_id == g.actor.account_id,
        mark_words=MARK_WORDS,
        pause_words=PAUSE_WORDS,
        document_words=DOCUMENT_WORDS,
        **APPEAL_WORDS,
    )


@commission.post(f"{HEARING}/view")
@allow("appeal.decide")
def seal_view(appeal_id: UUID) -> Response:
    form = request.form

    def act(work: Work) -> Text:
        if form.get("course") == "repeat":
            hearing.seal_opinion(work, appeal_id, {}, True, form.get("repeat_why", ""))
        else:
            hearing.seal_opinion(work, appeal_id, _ratings())
        return text("Your view is sealed. Nobody else sees it before all have sealed theirs.")

    return _act(appeal_id, act)


def _ratings() -> dict[str, tuple[str, str]]:
    """By criterion the chosen verdict and its reason; a criterion without a verdict isn't rated."""
    form, named = request.form, "verdict-"
    codes = [name.removeprefix(named) for name in form if name.startswith(named)]
    return {code: (form[named + code], form.get(f"why-{code}", "")) for code in codes}


@commission.post(f"{HEARING}/ruling")
@allow("appeal.decide")
def propose_one_ruling(appeal_id: UUID) -> Response:
    form, named = request.form, "reason-"

    def act(work: Work) -> Text:
        reasons = {name.removeprefix(named): words for name, words in form.items() if name.startswith(named)}
        hearing.propose_appeal_ruling(work, appeal_id, reasons, form.get("words", ""))
        return text("The ruling is proposed: another member has to confirm it (P7).")

    return _act(appeal_id, act)


@commission.post(f"{HEARING}/ruling/confirmation")
@allow("appeal.decide")
@asks_proof
def confirm_one_ruling(appeal_id: UUID) -> Response:
    def act(work: Work) -> Text:
        changed = hearing.confirm_appeal_ruling(work, appeal_id)
        return text("The ruling holds; criteria that stand otherwise now: {count}.", count=changed)

    return _act(appeal_id, act)


@commission.post(f"{HEARING}/ruling/return")
@allow("appeal.decide")
def return_one_ruling(appeal_id: UUID) -> Response:
    def act(work: Work) -> Text:
        hearing.return_appeal_ruling(work, appeal_id, request.form.get("reason", ""))
        return text("The ruling is sent back, to be proposed anew.")

    return _act(appeal_id, act)


@commission.get(f"{HEARING}/files/<uuid:document_id>")
@allow("appeal.decide")
def download_hearing_file(appeal_id: UUID, document_id: UUID) -> Response:
    return send_enclosed(lambda work: get_seated_row(work, appeal_id)[0].id, document_id)


@commission.get(f"{HEARING}/pieces/<uuid:piece_id>")
@allow("appeal.decide")
def download_hearing_piece(appeal_id: UUID, piece_id: UUID) -> Response:
    with open_work() as work:
        found = get_pack_document(work, folder(), appeal_id, piece_id)
    return send_document(*found)


@commission.get(f"{HEARING}/key")
@allow("appeal.decide")
def weigh_hearing_key(appeal_id: UUID) -> str:
    """How many another key would change, once the member's own view is sealed."""
    return show_key_page(
        appeal_id,
        url_for("commission.weigh_hearing_key", appeal_id=appeal_id),
        url_for("commission.show_one_hearing", appeal_id=appeal_id),
        hearing=True,
    )


def _act(appeal_id: UUID, do: Callable[[Work], Text]) -> Response:
    act_and_say(do)
    return redirect(url_for("commission.show_one_hearing", appeal_id=appeal_id))
