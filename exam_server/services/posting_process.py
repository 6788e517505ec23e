"""The program of the process that posts: a mail server on its input, then letters, each answered before the next."""

import json
import os
import signal
import sys
from types import FrameType

from exam_server.core.mailing import Letter, MailServer
from exam_server.core.notices import Posted
from exam_server.formats.smtp import post

MOST_SECONDS = 90
"""For one letter, however slowly the server drips its answers; shorter than a claim lasts."""
POLITENESS = 10


def main() -> int:
    os.nice(POLITENESS)
    signal.signal(signal.SIGALRM, _give_up)
    server = MailServer(**json.loads(sys.stdin.readline()))
    for line in sys.stdin:
        posted = _post(server, Letter(**json.loads(line)))
        sys.stdout.write(json.dumps({"step": posted.step, "code": posted.code}) + "\n")
        sys.stdout.flush()
    return 0


def _post(server: MailServer, letter: Letter) -> Posted:
    signal.alarm(MOST_SECONDS)
    try:
        return post(server, letter)
    finally:
        signal.alarm(0)


def _give_up(number: int, frame: FrameType | None) -> None:
    raise TimeoutError


if __name__ == "__main__":
    sys.exit(main())
