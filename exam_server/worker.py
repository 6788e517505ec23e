"""What a serving process begins with: it ends when it's told to, also while it still loads the app."""

import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def application() -> "Flask":
    """The app of this installation.

    A worker has the handlers of the process that it was forked from, which do nothing in it. A signal to end that came
    while the app is loaded would be lost, and its parent would wait for it.
    """
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, signal.SIG_DFL)
    from exam_server import app  # noqa: PLC0415 - it takes a second to load

    return app.application()
