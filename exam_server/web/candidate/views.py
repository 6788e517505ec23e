"""The candidate's pages; the saves themselves go through the journal in front of Flask."""

from dataclasses import asdict
from uuid import UUID

from flask import Blueprint, abort, g, jsonify, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from exam_server.core.delivery import CLOSED
from exam_server.core.seb import CONFIG_HEADER, Evidence
from exam_server.services import delivery, pausing, seb_checks
from exam_server.services.admissions import Visitor
from exam_server.services.answer_files import page_keys
from exam_server.services.presenting import present_form
from exam_server.services.work import Work
from exam_server.web import packing
from exam_server.web.access import allow
from exam_server.web.candidate.beats import told_of
from exam_server.web.candidate.pages import SeatTexts
from exam_server.web.candidate.shells import Filling, fill_shell
from exam_server.web.client import client_address
from exam_server.web.cookies import (
    DEVICE_COOKIE,
    DEVICE_SECONDS,
    RUN_COOKIE,
    SEAT_COOKIE,
    drop_cookie,
    read_cookie,
    set_cookie,
)
from exam_server.web.items import render_items
from exam_server.web.language import current_language, speak
from exam_server.web.packing import choose_encoding
from exam_server.web.work import house, open_work

candidate = Blueprint("candidate", __name__)
PACKED_TYPES = ("text/html", "text/javascript")


@candidate.route("/ticket", methods=["GET", "POST"])
@allow("public")
def enter_ticket() -> Response | str | tuple[str, int]:
    """The code from the card; it can be pasted or scanned."""
    if request.method == "GET":
        return fill_shell(Filling("ticket"))
    typed = request.form.get("ticket", "")
    device = house().keys.genuine_device(read_cookie(DEVICE_COOKIE), session.get("visit", ""))
    visitor = Visitor(device, client_address())
    entry = house().steps.enter(typed, visitor) or _enter(typed, visitor)
    if entry.refusal is not None:
        return render_template("candidate/ticket.html", refusal=speak(entry.refusal)), 422
    if entry.run_token:
        return _give_run_seat(entry)
    return give_seat(entry.token, entry.device) if entry.token else ask_for_seb(entry)


def _enter(typed: str, visitor: Visitor) -> delivery.Entry:
    with open_work() as work:
        return delivery.enter_ticket(work, house().keys, house().ticket_door, typed, visitor)


def give_seat(token: str, device: str) -> Response:
    """A browser gets its seat: the cookies, and the way on."""
    response = redirect(url_for("candidate.show_identity"))
    set_cookie(response, SEAT_COOKIE, token)
    set_cookie(response, DEVICE_COOKIE, device, DEVICE_SECONDS)
    return response


def _give_run_seat(entry: delivery.Entry) -> Response:
    """Who comes for a simulation alone; a seat of a test that this browser held before is put away."""
    response = redirect(url_for("candidate.show_briefing"))
    drop_cookie(response, SEAT_COOKIE)
    set_cookie(response, RUN_COOKIE, entry.run_token)
    set_cookie(response, DEVICE_COOKIE, entry.device, DEVICE_SECONDS)
    return response


def ask_for_seb(entry: delivery.Entry) -> Response:
    """First the browser has to show that it's Safe Exam Browser with this exam's settings."""
    response = redirect(url_for("candidate.check_seb", nonce=entry.check))
    set_cookie(response, DEVICE_COOKIE, entry.device, DEVICE_SECONDS)
    return response


@candidate.get("/sitting/identity")
@allow("sitting.own")
def show_identity() -> Response | str:
    view = _own_view()
    if view.identity_declared or view.sitting.state in CLOSED:
        return redirect(url_for("candidate.show_sitting"))
    return fill_shell(_texts(view).identity())


@candidate.post("/sitting/identity")
@allow("sitting.own")
def confirm_identity() -> Response:
    if not house().steps.declare(_own()):
        with open_work() as work:
            delivery.declare_identity(work, _own())
    return redirect(url_for("candidate.show_sitting"))


@candidate.get("/sitting")
@allow("sitting.own")
def show_sitting() -> Response | str:
    """Lobby and test in one page: when the test begins, only its items have to be loaded; one that runs has them."""
    with open_work() as work:
        view = delivery.show_candidate(work, _own())
        if view.sitting.state in CLOSED:
            return redirect(url_for("candidate.show_receipt"))
        if not view.identity_declared and view.sitting.state in ("waiting", "admitted"):
            return redirect(url_for("candidate.show_identity"))
        has_begun = view.sitting.started_at is not None
        restored = delivery.restore_responses(work, _own(), g.actor.epoch) if has_begun else delivery.NOTHING_YET
        runs = delivery.has_begun(view.sitting, work.now) and not view.is_held
        items_html = _items_html(work, view, current_language()) if runs else ""
    return fill_shell(_texts(view).lobby_and_test(restored, _answer_file_keys(), items_html))


@candidate.get("/sitting/items")
@allow("sitting.own")
def show_items() -> Response:
    """All items of the form, once the test runs, so that a cut of the network stops nobody. They're usually prepared,
    and then answered in front of this view.
    """
    language = request.args.get("language", current_language())
    with open_work() as work:
        view = delivery.show_candidate(work, _own())
        delivery.require_begun(view.sitting, work.now)
        html = _items_html(work, view, language)
    return Response(html, mimetype="text/html")


@candidate.get("/sitting/saved")
@allow("sitting.own")
def show_saved() -> Response:
    """What counts of the running test's responses, for a page that learned of another window's."""
    with open_work() as work:
        view = delivery.show_candidate(work, _own())
        delivery.require_begun(view.sitting, work.now)
        restored = delivery.restore_responses(work, _own(), g.actor.epoch)
    return jsonify(**asdict(view.arrived), responses=restored.responses)


def _items_html(work: Work, view: delivery.CandidateView, language: str) -> str:
    """All items of the form as a piece of the page; rendered once for each form and language."""
    digest, fragments = view.sitting.form_digest, house().fragments
    html = fragments.read(digest, language)
    if html is None:
        html = render_items(digest, present_form(work, _own()), language)
        fragments.keep(digest, language, html)
    return html


def _texts(view: delivery.CandidateView) -> SeatTexts:
    return SeatTexts(view, g.actor.epoch, current_language(), house().settings.time_zone)


def _answer_file_keys() -> dict[str, str]:
    return page_keys(house().keys, _own(), g.actor.epoch)


@candidate.get("/sitting/state")
@allow("sitting.own")
def read_state() -> Response:
    """Time, state and announcement, for whoever only looks."""
    return jsonify(_texts(_own_view()).state())


@candidate.put("/sitting/state")
@allow("sitting.own")
def beat() -> Response:
    """The heartbeat: the desk sees that this seat is alive, how many saves wait on it, and which item it shows."""
    body = request.get_json()
    told = told_of(body)
    if told is None:
        abort(400)
    key = body.get("config_key", "")
    shown = Evidence(request.headers.get(CONFIG_HEADER, ""), config_script=key if isinstance(key, str) else "")
    with open_work() as work:
        delivery.touch(work, _own(), *told)
        seb_checks.watch_beat(work, _own(), house().settings.address, shown)
        view = delivery.show_candidate(work, _own())
    return jsonify(_texts(view).state())


@candidate.put("/sitting/break")
@allow("sitting.own")
def ask_for_break() -> Response:
    """A break that was agreed beforehand; the desk grants it."""
    with open_work() as work:
        pausing.ask_for_break(work, _own())
        view = delivery.show_candidate(work, _own())
    return jsonify(_texts(view).state())


@candidate.put("/sitting/flags")
@allow("sitting.own")
def save_flag() -> Response:
    body = request.get_json()
    position, flagged = (body.get("position"), body.get("flagged")) if isinstance(body, dict) else (None, None)
    if type(position) is not int or type(flagged) is not bool:
        abort(400)
    with open_work() as work:
        flags = delivery.save_flag(work, _own(), position, flagged)
    return jsonify(flags=flags)


@candidate.post("/sitting/hand-in")
@allow("sitting.own")
def hand_in() -> Response:
    """The second step of handing in; the first is the review on the page, from which one can go back."""
    if request.form.get("confirm") != "yes":
        return redirect(url_for("candidate.show_sitting"))
    if not house().steps.hand_in(_own(), g.actor.epoch):
        with open_work() as work:
            delivery.hand_in(work, _own())
    return redirect(url_for("candidate.show_receipt"))


@candidate.get("/sitting/receipt")
@allow("sitting.own")
def show_receipt() -> Response | str:
    with open_work() as work:
        view = delivery.show_candidate(work, _own())
        receipt, late = delivery.get_receipt(work, _own()), delivery.count_late(work, _own())
    if view.sitting.state not in CLOSED:
        return redirect(url_for("candidate.show_sitting"))
    return fill_shell(_texts(view).closed(receipt, late, _answer_file_keys()))


@candidate.after_request
def pack(response: Response) -> Response:
    """Pages of a room go packed; none repeats what a request brought, so that their size tells no secret."""
    is_plain = response.mimetype in PACKED_TYPES and response.status_code == 200 and not response.direct_passthrough
    encoding = choose_encoding(request.headers.get("Accept-Encoding", ""))
    if is_plain and encoding and not response.content_encoding:
        response.set_data(packing.pack(response.get_data(), encoding))
        response.content_encoding = encoding
        response.vary.add("Accept-Encoding")
    return response


def _own() -> UUID:
    sitting_id: UUID = g.actor.sitting_id
    return sitting_id


def _own_view() -> delivery.CandidateView:
    with open_work() as work:
        return delivery.show_candidate(work, _own())
