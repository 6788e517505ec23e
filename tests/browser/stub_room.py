"""A room for one seat: the candidate's real templates and programs before the fixed save interface, kept by core's fold."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Event, Lock, Thread
from types import SimpleNamespace
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from exam_server.core.bank import Item, Option, Pair
from exam_server.core.delivery import (
    PresentedItem,
    Save,
    SittingResponses,
    SittingState,
    StoredSave,
    check_response,
    fold_saves,
    judge_save,
    present,
    receipt_digest,
)
from exam_server.language import translations
from exam_server.web.assets import find_asset
from exam_server.web.headers import POLICY
from exam_server.web.items import place_of

WEB = Path(__file__).resolve().parents[2] / "exam_server" / "web"
PATHS = {
    "candidate.beat": "/sitting/state",
    "candidate.ask_for_break": "/sitting/break",
    "candidate.save_flag": "/sitting/flags",
    "candidate.hand_in": "/sitting/hand-in",
    "candidate.show_receipt": "/sitting/receipt",
    "candidate.show_result": "/sitting/result",
    "candidate.show_sitting": "/sitting",
    "candidate.show_items": "/sitting/items",
    "candidate.confirm_identity": "/sitting/identity",
    "candidate.enter_ticket": "/ticket",
    "public.show_draw": "/draw",
    "candidate.leave_seb": "/leave",
    "public.show_machine": "/machine",
    "public.choose_preferences": "/preferences",
}
URLS = {
    "items": "/sitting/items",
    "responses": "/sitting/responses",
    "saved": "/sitting/saved",
    "flags": "/sitting/flags",
    "state": "/sitting/state",
    "break": "/sitting/break",
    "receipt": "/sitting/receipt",
}
FOUR = tuple(Option(letter, f"Opcja {letter}", key=letter == "b") for letter in "abcd")
ITEMS = (
    Item("i-1", "single_choice", ("1A1",), "Co najpierw?", options=FOUR),
    Item("i-2", "multiple_response", ("1A1",), "Które dwa?", options=FOUR),
    Item("i-3", "true_false", ("1A1",), "Prawda?", options=(Option("true", "Prawda"), Option("false", "Fałsz"))),
    Item("i-4", "matching", ("1A1",), "Dopasuj.", pairs=(Pair("p", "lewa", "prawa"), Pair("q", "l2", "p2"))),
    Item("i-5", "extended_text", ("1A1",), "Opisz."),
)


def present_items() -> tuple[PresentedItem, ...]:
    def drawn(item: Item) -> list[str]:
        return [part.id for part in (item.options or item.pairs)]

    return tuple(
        present(item, drawn(item), lambda markdown: f"<p>{markdown}</p>", position)
        for position, item in enumerate(ITEMS, start=1)
    )


class Room:
    """What the server knows, and the switches by which a test disturbs it."""

    def __init__(self) -> None:
        self.items = present_items()
        self.log: list[StoredSave] = []
        self.acknowledged: set[tuple[int, int]] = set()
        self.flags: set[int] = set()
        self.state: SittingState = "open"
        self.deadline = datetime.now(UTC) + timedelta(minutes=38)
        self.epoch = 1
        self.unavailable = False
        self.swallow_replies = 0
        self.may_reply = Event()
        self.may_reply.set()
        self.starts_at = datetime.now(UTC)
        self.form = "f" * 64
        self.saved_under: set[str] = set()
        self.refuse_items = 0
        self.asked_for_items: list[datetime] = []
        self.has_two_windows = False
        self.lock = Lock()

    @property
    def fold(self) -> SittingResponses:
        return fold_saves(self.log)

    def remaining(self) -> int:
        return max(0, round((self.deadline - datetime.now(UTC)).total_seconds()))

    def standing(self) -> dict[str, Any]:
        ends_at = self.deadline.strftime("%H:%M")
        starts_in = max(0.0, (self.starts_at - datetime.now(UTC)).total_seconds())
        return {
            "remaining_seconds": self.remaining(),
            "starts_in_seconds": starts_in,
            "ends_at": ends_at,
            "state": self.state,
            "epoch": self.epoch,
        }

    def arrived(self, epoch: int | None = None) -> dict[str, int]:
        """What the server holds of an admission (the newest), and a number that grows with those before it."""
        epoch = epoch or self.epoch
        fold = self.fold
        earlier = sum(stored.save.epoch < epoch for stored in self.log)
        return {"acknowledged": fold.acknowledged_in(epoch), "highest": self._highest(epoch), "earlier": earlier}

    def _highest(self, epoch: int) -> int:
        return max((stored.save.sequence for stored in self.log if stored.save.epoch == epoch), default=0)

    def page(self, name: str) -> str:
        """One of the candidate's pages in Polish."""
        fold = self.fold
        data = {
            "form": self.form,
            "known": self.arrived(),
            "next_sequence": self._highest(self.epoch) + 1,
            "responses": fold.responses,
            "flags": sorted(self.flags),
            "position": 0,
            "seat": 14,
            "language": "pl",
            "zone": None,
            "total_seconds": 5400,
            "heartbeat_seconds": 0.4,
            "lobby_seconds": 0.4,
            "urls": URLS,
            **self.standing(),
        }
        receipt, late = (
            receipt_digest(fold.responses),
            {each.save.position for each in self.log if each.status == "late"},
        )
        candidate = SimpleNamespace(
            name="Anna Nowak",
            candidate_code="K-017",
            exam_title="Egzamin próbny",
            place="Sala 3",
            seat=14,
            state=self.state,
            exam_id="e-1",
            announcement="",
            item_count=len(self.items),
            has_breaks=False,
            time="90 min",
            started="",
            ended="",
            has_late=bool(late),
            late=len(late),
            given=receipt.count,
            short=receipt.short,
            digest=Markup("<wbr>").join(receipt.digest[at : at + 8] for at in range(0, 64, 8)),
            uses_seb=False,
            has_simulation=False,
            data=htmlsafe_json_dumps(data),
            items="",
        )
        template = environment().get_template(f"candidate/{name}.html")
        return template.render(candidate=candidate, refusal=None)

    def show_items(self) -> str:
        """The fragment of the form."""
        total = len(self.items)
        one = environment().get_template("candidate/_one_item.html")
        shown = "".join(one.render(item=item, place=place_of(item.position, total, _render)) for item in self.items)
        whole = environment().get_template("candidate/_items.html")
        return whole.render(digest=self.form, shown_html=shown, positions=range(1, total + 1))

    def take(self, body: dict[str, Any]) -> dict[str, Any]:
        """The fixed save interface over core's fold."""
        now = datetime.now(UTC)
        self.saved_under.add(body.get("form", ""))
        with self.lock:
            results = [self._take_one(body["epoch"], entry, now) for entry in body["saves"]]
        shown = "elsewhere" if body["epoch"] < self.epoch else self.state
        arrived = self.arrived(body["epoch"])
        return {
            "acknowledged": arrived["acknowledged"],
            "highest": arrived["highest"],
            "results": results,
            "saved_at": now.isoformat(),
            "remaining_seconds": self.remaining(),
            "state": shown,
        }

    def _take_one(self, epoch: int, entry: dict[str, Any], now: datetime) -> dict[str, Any]:
        save = Save(epoch, entry["sequence"], entry["position"], entry["response"])
        checked = check_response(self.items[save.position - 1].shape, save.response)
        assert checked.why is None, (entry, str(checked.why))
        assert checked.response == save.response
        known = {stored.save.version: stored for stored in self.log}
        if save.version in known:
            held = known[save.version].save
            if held != save:
                assert self.has_two_windows, "a sequence was used twice"
                refused = {"status": "refused", "response": held.response, "why": "another window", "renumber": True}
                return {"sequence": save.sequence, **refused}
            status = "duplicate"
        else:
            status = judge_save(self.state, now, self.deadline)
            self.log.append(StoredSave(save, now, status))
        return {"sequence": save.sequence, "status": status, "response": save.response, "why": None}

    def answer(self, method: str, path: str, body: bytes) -> tuple[str, str, bytes]:
        if path.startswith("/assets/"):
            asset = find_asset(path.removeprefix("/assets/"))
            if asset is None:
                return "404 Not Found", "text/plain", b""
            return "200 OK", asset.media_type, asset.content
        if self.unavailable and path not in ("/sitting", "/sitting/items"):
            return "503 Service Unavailable", "application/json", b"{}"
        if path == "/sitting/items":
            self.asked_for_items.append(datetime.now(UTC))
            if self.refuse_items:
                self.refuse_items -= 1
                return "503 Service Unavailable", "text/plain", b""
            return "200 OK", "text/html; charset=utf-8", self.show_items().encode()
        if method == "GET" and path in ("/sitting", "/sitting/receipt"):
            name = {"/sitting": "sitting", "/sitting/receipt": "closed"}[path]
            return "200 OK", "text/html; charset=utf-8", self.page(name).encode()
        if path == "/sitting/hand-in":
            assert b"yes" in body
            self.state = "handed_in"
            return "200 OK", "text/html", b""
        return self._answer_json(path, json.loads(body) if body else {})

    def _answer_json(self, path: str, body: dict[str, Any]) -> tuple[str, str, bytes]:
        if path == "/sitting/responses":
            reply = self.take(body)
            self.may_reply.wait(10)
            if self.swallow_replies:
                self.swallow_replies -= 1
                return "502 Bad Gateway", "text/plain", b""
            return "200 OK", "application/json", json.dumps(reply).encode()
        if path == "/sitting/flags":
            (self.flags.add if body["flagged"] else self.flags.discard)(body["position"])
            return "200 OK", "application/json", b"{}"
        if path == "/sitting/saved":
            return (
                "200 OK",
                "application/json",
                json.dumps({**self.arrived(), "responses": self.fold.responses}).encode(),
            )
        told = {**self.standing(), **self.arrived(), "announcement": ""}
        return "200 OK", "application/json", json.dumps(told).encode()


def _render(template: str, **values: object) -> str:
    return environment().get_template(template).render(**values)


@cache
def environment() -> Environment:
    """Jinja as the app sets it up, with addresses of this stub."""
    loader = FileSystemLoader(WEB / "templates")
    env = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.i18n"])
    words = translations("pl")
    env.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    clock: Callable[[datetime | None], str] = lambda moment: f"{moment:%H:%M}" if moment else ""  # noqa: E731
    env.filters.update(as_time=clock, as_clock=clock, as_minutes=lambda seconds: f"{round(seconds / 60)} min")
    env.globals.update(
        asset=lambda name: f"/assets/{name}",
        url_for=lambda endpoint, **_: PATHS[endpoint],
        csrf_token=lambda: "token",
        get_flashed_messages=lambda **_: [],
        language="pl",
        theme="light",
        text_size="normal",
        request=None,
    )
    return env


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Keep test output clean."""


class StubRoom:
    """Serves a Room on loopback; `errors` collects what a request raised."""

    def __init__(self) -> None:
        self.room = Room()
        self.errors: list[BaseException] = []
        self.server = make_server("127.0.0.1", 0, self._application, _Server, _Quiet)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _application(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        try:
            status, kind, content = self.room.answer(environ["REQUEST_METHOD"], environ["PATH_INFO"], body)
        except BaseException as error:
            self.errors.append(error)
            raise
        start_response(
            status, [("Content-Type", kind), ("Cache-Control", "no-store"), ("Content-Security-Policy", POLICY)]
        )
        return [content]
