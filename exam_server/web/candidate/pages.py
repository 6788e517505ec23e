"""What the pages of a seat are filled with: shared facts of the exam, and what is the candidate's own."""

from collections.abc import Hashable, Mapping
from typing import Any

from flask import current_app, g, url_for
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from exam_server.core.delivery import Receipt
from exam_server.services.delivery import CandidateView
from exam_server.web.candidate.shells import fill_shell
from exam_server.web.language import as_minutes, current_language
from exam_server.web.work import house

HEARTBEAT_SECONDS, LOBBY_SECONDS = 10, 4


def show_page(name: str, view: CandidateView, facts: Mapping[str, Hashable], own: Mapping[str, object]) -> str:
    """One of the candidate's pages; where larger type was agreed it's large from the start."""
    return fill_shell(
        f"candidate/{name}.html",
        {"exam_title": view.exam_title, **facts},
        {"name": view.name, "seat": view.seat, **own},
        "larger" if view.larger_type else "normal",
    )


def show_lobby_and_test(view: CandidateView, data: Mapping[str, Any], items_html: str) -> str:
    """`items_html`: those of a test that runs, as a template rendered them; else empty."""
    facts = {
        "state": view.sitting.state,
        "exam_id": view.sitting.exam_id,
        "announcement": view.announcement,
        "item_count": view.item_count,
        "has_breaks": bool(view.breaks.left_seconds or view.breaks.ends_at),
    }
    urls = {
        "items": url_for("candidate.show_items", language=current_language()),
        "responses": "/sitting/responses",
        "saved": url_for("candidate.show_saved"),
        "flags": url_for("candidate.save_flag"),
        "state": url_for("candidate.beat"),
        "break": url_for("candidate.ask_for_break"),
        "receipt": url_for("candidate.show_receipt"),
    }
    shown = {
        **data,
        "total_seconds": max(view.base_seconds, view.sitting.remaining_seconds),
        "heartbeat_seconds": HEARTBEAT_SECONDS,
        "lobby_seconds": LOBBY_SECONDS,
        "urls": urls,
    }
    own = {
        "data": _as_json(view, shown),
        "time": as_minutes(view.sitting.remaining_seconds),
        # A template made it and escaped what had to be.
        "items": Markup(items_html),  # noqa: S704
    }
    return show_page("sitting", view, facts, own)


def show_closed(view: CandidateView, receipt: Receipt, late: int, answer_file: Mapping[str, str]) -> str:
    facts = {
        "state": view.sitting.state,
        "exam_id": view.sitting.exam_id,
        "item_count": view.item_count,
        "has_late": late > 0,
        "uses_seb": view.uses_seb,
    }
    data = {
        "form": view.sitting.form_digest,
        "epoch": g.actor.epoch,
        "answer_file": answer_file,
        "urls": {"responses": "/sitting/responses"},
    }
    as_clock = current_app.jinja_env.filters["as_clock"]
    digest = [receipt.digest[start : start + 8] for start in range(0, len(receipt.digest), 8)]
    own = {
        "candidate_code": view.candidate_code,
        "started": as_clock(view.sitting.started_at),
        "ended": as_clock(view.sitting.ended_at),
        "late": late,
        "given": receipt.count,
        "short": receipt.short,
        "digest": Markup("<wbr>").join(digest),
        "data": _as_json(view, data),
    }
    return show_page("closed", view, facts, own)


def _as_json(view: CandidateView, data: Mapping[str, Any]) -> Markup:
    """The data of a page's program, with what each of them needs."""
    common = {"seat": view.seat, "language": current_language(), "zone": house().settings.time_zone}
    return htmlsafe_json_dumps({**data, **common})
