"""What the pages of a seat are filled with: shared facts of the exam, and what is the candidate's own."""

from collections.abc import Hashable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from exam_server.core.delivery import CLOSED, Breaks, Receipt
from exam_server.services.delivery import CandidateView, Restored
from exam_server.web.candidate.shells import Filling
from exam_server.web.language import as_minutes, show_local

HEARTBEAT_SECONDS, LOBBY_SECONDS = 10, 4
URLS = {
    "responses": "/sitting/responses",
    "saved": "/sitting/saved",
    "flags": "/sitting/flags",
    "state": "/sitting/state",
    "break": "/sitting/break",
    "receipt": "/sitting/receipt",
}


class SeatTexts:
    """The pages of one browser's admission, in a language and a time zone."""

    def __init__(self, view: CandidateView, epoch: int, language: str, zone: str) -> None:
        self._view, self._epoch, self._language, self._zone = view, epoch, language, zone

    def identity(self) -> Filling:
        return self._page("identity", {"place": self._view.place}, {"candidate_code": self._view.candidate_code})

    def lobby_and_test(self, restored: Restored, answer_file: Mapping[str, str], items_html: str = "") -> Filling:
        """`items_html`: those of a test that runs, as a template rendered them; else empty."""
        view = self._view
        facts = {
            "state": view.sitting.state,
            "exam_id": view.sitting.exam_id,
            "announcement": view.announcement,
            "item_count": view.item_count,
            "has_breaks": bool(view.breaks.left_seconds or view.breaks.ends_at),
        }
        data = {
            **self.state(),
            "form": view.sitting.form_digest,
            "epoch": self._epoch,
            "known": asdict(view.arrived),
            "next_sequence": restored.next_sequence,
            "responses": restored.responses,
            "flags": restored.flags,
            "position": restored.position,
            "answer_file": answer_file,
            "total_seconds": max(view.base_seconds, view.sitting.remaining_seconds),
            "heartbeat_seconds": HEARTBEAT_SECONDS,
            "lobby_seconds": LOBBY_SECONDS,
            "urls": {**URLS, "items": f"/sitting/items?language={self._language}"},
        }
        own = {
            "data": self._as_json(data),
            "time": as_minutes(view.sitting.remaining_seconds),
            # A template made it and escaped what had to be.
            "items": Markup(items_html),  # noqa: S704
        }
        return self._page("sitting", facts, own)

    def closed(self, receipt: Receipt, late: int, answer_file: Mapping[str, str]) -> Filling:
        view = self._view
        facts = {
            "state": view.sitting.state,
            "exam_id": view.sitting.exam_id,
            "item_count": view.item_count,
            "has_late": late > 0,
            "uses_seb": view.uses_seb,
            "has_simulation": view.has_simulation,
        }
        data = {
            "form": view.sitting.form_digest,
            "epoch": self._epoch,
            "answer_file": answer_file,
            "urls": {"responses": URLS["responses"]},
        }
        digest = [receipt.digest[start : start + 8] for start in range(0, len(receipt.digest), 8)]
        own = {
            "candidate_code": view.candidate_code,
            "started": self._local(view.sitting.started_at, "%H:%M:%S"),
            "ended": self._local(view.sitting.ended_at, "%H:%M:%S"),
            "late": late,
            "given": receipt.count,
            "short": receipt.short,
            "digest": Markup("<wbr>").join(digest),
            "data": self._as_json(data),
        }
        return self._page("closed", facts, own)

    def state(self) -> dict[str, Any]:
        """Where the seat stands, as its programs are told."""
        view = self._view
        elsewhere = self._epoch < view.sitting.epoch and view.sitting.state not in CLOSED
        return {
            "state": "elsewhere" if elsewhere else "held" if view.is_held else view.sitting.state,
            "remaining_seconds": view.sitting.remaining_seconds,
            "ends_at": self._local(view.sitting.deadline_at),
            "epoch": view.sitting.epoch,
            "seat": view.seat,
            "announcement": view.announcement,
            **asdict(view.arrived),
            **({"starts_in_seconds": view.starts_in_seconds} if view.starts_in_seconds else {}),
            **(self._breaks(view.breaks) if view.has_breaks else {}),
        }

    def _breaks(self, breaks: Breaks) -> dict[str, Any]:
        return {
            "break_left_seconds": breaks.left_seconds,
            "break_asked": breaks.asked,
            "break_declined": breaks.declined,
            "break_ends_at": self._local(breaks.ends_at),
        }

    def _page(self, name: str, facts: Mapping[str, Hashable], own: Mapping[str, object]) -> Filling:
        """Where larger type was agreed a page is large from the start."""
        view = self._view
        return Filling(
            name,
            {"exam_title": view.exam_title, **facts},
            {"name": view.name, "seat": view.seat, **own},
            "larger" if view.larger_type else "normal",
        )

    def _as_json(self, data: Mapping[str, Any]) -> Markup:
        """The data of a page's program, with what each of them needs."""
        return htmlsafe_json_dumps({**data, "seat": self._view.seat, "language": self._language, "zone": self._zone})

    def _local(self, moment: datetime | None, pattern: str = "%H:%M") -> str:
        return show_local(moment.astimezone(ZoneInfo(self._zone)), pattern) if moment else ""
