"""Posting letters in a process of its own: it alone waits for a mail server, and holds the libraries for it."""

import json
import subprocess
from collections.abc import Iterable
from dataclasses import asdict
from types import TracebackType
from typing import IO, Self, cast

from exam_server.core.mailing import Letter, MailServer
from exam_server.core.notices import Posted, PostStep
from exam_server.services.own_process import OF_CERTIFICATES, command_of, given_environment

PROGRAM = "exam_server.services.posting_process"


class Postman:
    """One process that posts letters one after another; it's started for the first and ends with its pipe.

    The next letter is handed over when the last one is answered, so that whoever dies leaves one in doubt at most.
    """

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def post(self, letter: Letter) -> Posted:
        """Hand a letter over and wait for what becomes of it; a process that dies gives no answer, and is replaced."""
        process = self._process or self._start()
        try:
            _say(process.stdin, asdict(letter))
            answer = json.loads(cast(IO[bytes], process.stdout).readline())
        except (OSError, ValueError):
            self._end()
            return Posted("connect")
        return Posted(cast(PostStep | None, answer["step"]), int(answer["code"]))

    def _start(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(  # noqa: S603 - our own program on our own interpreter
            command_of(PROGRAM),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=given_environment(*OF_CERTIFICATES),
        )
        _say(self._process.stdin, asdict(self._server))
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in _pipes(process):
            try:
                pipe.close()
            except OSError:
                # What couldn't be written any more is lost with whoever should have read it.
                continue
        process.kill()
        process.wait()


def _pipes(process: subprocess.Popen[bytes]) -> Iterable[IO[bytes]]:
    return [pipe for pipe in (process.stdin, process.stdout) if pipe is not None]


def _say(pipe: IO[bytes] | None, what: object) -> None:
    to = cast(IO[bytes], pipe)
    to.write(json.dumps(what, default=str).encode() + b"\n")
    to.flush()
