"""Real `exam-server` processes on an instance of their own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = str(Path(sys.executable).with_name("exam-server"))
START_SECONDS = 40.0


@dataclass
class Installation:
    """An instance folder with content, a port, and the commands run on it."""

    instance: Path
    port: int
    content: Path = ROOT
    database_url: str = ""

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("EXAM_")}
        own = {"EXAM_INSTANCE": str(self.instance), "EXAM_PORT": str(self.port), "EXAM_CONTENT": str(self.content)}
        database = {"EXAM_DATABASE_URL": self.database_url} if self.database_url else {}
        return kept | own | database | more

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [COMMAND, *arguments],
            env=self.environment(**more),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """A server that answers `/readyz`."""
        process = subprocess.Popen(
            [COMMAND, "serve", *arguments],
            env=self.environment(),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            assert process.poll() is None, process.stdout and process.stdout.read()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                    assert answer.status == 200
                    return process
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        process.kill()
        raise AssertionError("the server didn't get ready")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port
