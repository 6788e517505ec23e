"""Fees in the office's room: what the body asks from which day on, and the accounts of cases."""

from datetime import date
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from exam_server.core.fees import ENTRY_WORDS, FEE_SERVICES, FEE_WORDS, LET_OFF_WORDS, WAY_WORDS, read_amount
from exam_server.core.problems import NotFound
from exam_server.core.text import text
from exam_server.services.fees import decide_fee, list_current_fees, list_decided_fees
from exam_server.services.legal_day import legal_day
from exam_server.services.payments import NewEntry, add_entry
from exam_server.services.qualification import Edition, list_editions
from exam_server.services.work import Work
from exam_server.web.access import allow
from exam_server.web.acting import acting
from exam_server.web.language import speak
from exam_server.web.office.views import may_plan, office
from exam_server.web.typed import number_or, typed_day
from exam_server.web.work import open_work

CASE = "/candidates/<uuid:case_id>"


@office.get("/fees")
@allow("member.read")
def list_fees() -> str:
    """Of the chosen qualification, by default the newest."""
    with open_work() as work:
        editions = newest_editions(work)
        wanted = request.args.get("qualification", "")
        chosen = next((each for each in editions if each.code == wanted), editions[0] if editions else None)
        current = list_current_fees(work, chosen.code) if chosen else ()
        decided = list_decided_fees(work, chosen.code) if chosen else []
        today = legal_day(work)
    return render_template(
        "office/fees.html",
        editions=[(each.code, each.content.name) for each in editions],
        edition=chosen,
        current=current,
        decided=decided,
        today=today,
        words=FEE_WORDS,
        services=_services(chosen) if chosen else [],
        plans=may_plan(),
    )


def newest_editions(work: Work) -> list[Edition]:
    """The newest edition of each qualification."""
    found: dict[str, Edition] = {}
    for each in list_editions(work):
        found.setdefault(each.code, each)
    return list(found.values())


def _services(edition: Edition) -> list[tuple[str, str]]:
    """What a fee may be decided on: a service, and where it's about a set, any of them or a single one."""
    choices = []
    for service in FEE_SERVICES:
        choices.append((f"{service} 0", speak(FEE_WORDS[service])))
        if service in ("set", "resit"):
            words = speak(FEE_WORDS[service])
            choices += [
                (f"{service} {each.number}", speak(text("{service}: set {number}", service=words, number=each.number)))
                for each in edition.content.sets
            ]
    return choices


@office.post("/fees/<qualification>")
@allow("member.write")
def decide_on_fee(qualification: str) -> Response:
    service, _, number = request.form.get("service", "").partition(" ")
    amount = read_amount(request.form.get("amount", ""))
    holds_from = read_day(request.form.get("holds_from", "")) or date.min
    with acting(text("The fee is recorded with your name and the time, and stands on the public page.")) as work:
        set_number = number_or(number, 0, 999, otherwise=-1)
        decide_fee(work, qualification, service, set_number, amount, holds_from, request.form.get("reason", ""))
    return redirect(url_for("office.list_fees", qualification=qualification))


@office.post(f"{CASE}/payments")
@allow("candidate.manage")
def note_payment(case_id: UUID) -> Response:
    """A line of the case's account: `kind` and what belongs to it."""
    with acting(text("The entry is recorded with your name and the time.")) as work:
        add_entry(work, case_id, _read_entry(legal_day(work)))
    return redirect(url_for("office.show_candidate_case", case_id=case_id, _anchor="payments"))


def _read_entry(today: date) -> NewEntry:
    given = request.form
    kind = given.get("kind", "")
    if kind == "void":
        return NewEntry("void", 0, today, voids=_read_id(given.get("voids", "")), note=given.get("reason", ""))
    if kind not in ("due", "paid", "returned", "let_off"):
        raise NotFound(kind)
    service, _, number = given.get("service", "whole 0").partition(" ")
    return NewEntry(
        kind,  # type: ignore[arg-type]
        read_amount(given.get("amount", "")) or 0,
        read_day(given.get("on", "")) or today,
        service,
        number_or(number, 0, 999, otherwise=0),
        given.get("way", "transfer") if kind == "paid" else "",
        given.get("let_off", "body") if kind == "let_off" else "",
        given.get("note", "")[:300],
    )


def _read_id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError as error:
        raise NotFound(written) from error


def read_day(written: str) -> date | None:
    try:
        return typed_day(written)
    except ValueError:
        return None


def payment_words(edition: Edition) -> dict[str, object]:
    """What the part of a case's page on its account needs beside the account itself."""
    return {
        "fee_choices": _services(edition),
        "fee_words": FEE_WORDS,
        "entry_words": ENTRY_WORDS,
        "way_words": WAY_WORDS,
        "let_off_words": LET_OFF_WORDS,
    }
