"""The app behind a real address, for tests that drive a browser and make what the page isn't about through services."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from threading import Thread
from time import sleep
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Keep test output clean."""


class SwitchedServer:
    """The app behind one address, where it can be switched off and on again; each script takes `script_seconds`."""

    script_seconds = 0.0

    def __init__(self, app: Flask) -> None:
        self._app, self.port = app, 0
        self._server: WSGIServer | None = None
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._server = make_server("127.0.0.1", self.port, self._answer, _Server, _Quiet)
        self.port = self._server.server_port
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].endswith(".js"):
            sleep(self.script_seconds)
        return self._app(environ, start_response)

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@contextmanager
def serve(app: Flask) -> Iterator[str]:
    """Gives the address, on a free port of this machine."""
    server = SwitchedServer(app)
    yield server.address
    server.stop()
