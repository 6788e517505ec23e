"""What tests of signing on need: the provider's process, how it's told to behave, and a person who logs in there."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

CLIENT, SECRET = "exam-server", "tajne-haslo:klienta %&+"
OTHER_ISSUER = "https://somebody-else.example.org"


@dataclass(frozen=True)
class Running:
    """`issuer`: its address."""

    issuer: str

    def behave(self, **how: object) -> None:
        """From now on: a `twist` of its tokens, `amr`, `metadata` (fields that are said otherwise)."""
        _open(f"{self.issuer}/behave", json.dumps(how).encode())

    def log_in(self, address: str, subject: str) -> dict[str, str]:
        """What somebody who logs in there comes back with, as a browser would: the query of the last redirect."""
        at = _open(address, urlencode({"subject": subject}).encode())
        return dict(parse_qsl(urlsplit(at).query))


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _open(address: str, data: bytes) -> str:
    """The location of the answer, if any."""
    try:
        with build_opener(_Stay).open(Request(address, data), timeout=20) as answer:
            return str(answer.headers.get("Location", ""))
    except HTTPError as error:
        with error:
            assert error.code == 302, (error.code, error.read())
            return str(error.headers["Location"])


@contextmanager
def run_provider() -> Iterator[Running]:
    command = [sys.executable, "-W", "ignore", "-m", "tests.openid_provider"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        assert port, "the provider didn't start"
        try:
            yield Running(f"http://127.0.0.1:{port}")
        finally:
            process.kill()
