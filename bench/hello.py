"""The unit of CPU: a Flask app that says hello, on the same server with the same threads."""

import sys

from flask import Flask
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from exam_server.settings import Settings


def application() -> Flask:
    app = Flask("hello")

    def hello() -> str:
        return "Hello, World!"

    app.add_url_rule("/", "hello", hello)
    app.add_url_rule("/readyz", "ready", hello)
    return app


if __name__ == "__main__":
    Server(
        "bench.hello:application",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=Settings().threads,
        factory=True,
        log_access=False,
        log_level=LogLevels.error,
    ).serve()
