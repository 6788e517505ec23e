"""The plain door: who doesn't trust the server yet gets the page about its authority by http, and nothing else.

What comes over it can be changed on the way. So it hands out nothing secret, takes no input and no cookie, and its
page asks to compare the fingerprint with what a helper reads aloud from the server's own screen.
"""

import socket
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from flask import Flask

from exam_server.web.headers import DATA_HEADERS
from exam_server.web.work import House

OPEN = ("/trust", "/assets/")
AT_ONCE = 32
PATIENCE_SECONDS = 10


def open_trust_door(app: Flask, house: House) -> "TrustDoor | None":
    """Listen beside the server where it has an authority of its own; raises OSError for a port that is taken."""
    if house.settings.tls != "auto":
        return None
    door = TrustDoor(app, house.settings.host, house.settings.trust_port)
    threading.Thread(target=door.serve_forever, name="trust-door", daemon=True).start()
    return door


class TrustDoor(ThreadingHTTPServer):
    """A few connections at once and each for a few seconds: whoever holds them all keeps nobody from the exam."""

    daemon_threads = True
    allow_reuse_port = True  # each of several serving processes opens it

    def __init__(self, app: Flask, host: str, port: int) -> None:
        self.app = app
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._free = threading.BoundedSemaphore(AT_ONCE)
        super().__init__((host, port), _Visit)

    def process_request(self, request: object, client_address: object) -> None:
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)  # type: ignore[arg-type]
        else:
            self.shutdown_request(request)  # type: ignore[arg-type]

    def process_request_thread(self, request: object, client_address: object) -> None:
        try:
            super().process_request_thread(request, client_address)  # type: ignore[arg-type]
        finally:
            self._free.release()

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that broke off is nobody's problem here."""


class _Visit(BaseHTTPRequestHandler):
    server: TrustDoor
    server_version, sys_version = "exam-server", ""
    timeout = PATIENCE_SECONDS

    def do_GET(self) -> None:
        """The app's own page, asked for without anything that the visitor sent but path and language."""
        parts = urlsplit(self.path)
        path = "/trust" if parts.path == "/" else parts.path
        if not path.startswith(OPEN):
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        answer = self.server.app.test_client(use_cookies=False).get(path, query_string=parts.query)
        self.send_response(answer.status_code)
        for name, value in answer.headers:
            if name not in ("Set-Cookie", "Connection"):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.data)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Also what the standard library refuses by itself: no page, and the headers of what is none."""
        self.send_response(code, message)
        for name, value in (*DATA_HEADERS, ("Content-Length", "0"), ("Connection", "close")):
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing: addresses of visitors stay out of the log."""
