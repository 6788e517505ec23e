"""The server under measurement: `exam-server serve` on a core of its own, its CPU time and its memory."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.room import ROOT

COMMAND = Path(sys.executable).with_name("exam-server")
START_SECONDS = 60.0
SERVER_CORE, CLIENT_CORE = 0, 1
LEAD_SECONDS = 1
INSTALLED = Path(__file__).with_name("installed")


@dataclass(frozen=True)
class Memory:
    """Of the whole process tree, in bytes: `resident` counts what processes share for each of them, `unique` once."""

    resident: int
    proportional: int


@dataclass
class Serving:
    """A running server process with its children."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cpu_seconds(self) -> float:
        """User and system time that the tree has used so far."""
        return cpu_seconds(psutil.Process(self.process.pid))

    def memory(self) -> Memory:
        full = [each.memory_full_info() for each in _tree(psutil.Process(self.process.pid))]
        return Memory(sum(each.rss for each in full), sum(each.pss for each in full))

    def forms_to_prepare(self) -> int:
        """How many forms of coming tests the server hasn't rendered yet, by its own word."""
        while True:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=20) as answer:
                missing = json.load(answer)["forms_to_prepare"]
            if missing is not None:
                return int(missing)
            time.sleep(0.05)

    def wait_until_prepared(self) -> None:
        """As an office does: a server is up for a while before a room comes."""
        while self.forms_to_prepare():
            time.sleep(0.2)

    def kill(self) -> None:
        """SIGKILL for all of it at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()


def cpu_seconds(first: psutil.Process) -> float:
    """User and system time of the threads of a process tree, to the nanosecond: the usual counters tick by 10 ms."""
    return sum(
        _thread_seconds(path) for each in _tree(first) for path in Path(f"/proc/{each.pid}/task").glob("*/schedstat")
    )


def _thread_seconds(schedstat: Path) -> float:
    try:
        return int(schedstat.read_text().split()[0]) / 1e9
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def _tree(first: psutil.Process) -> list[psutil.Process]:
    return [first, *first.children(recursive=True)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(environment: Mapping[str, str], *arguments: str, port: int = 0) -> Serving:
    """`exam-server serve`, as soon as it has answered that it's ready."""
    port = port or free_port()
    return launch([str(COMMAND), "serve", "--port", str(port), *arguments], environment, port)


def launch(command: Sequence[str], environment: Mapping[str, str], port: int) -> Serving:
    """Any server's command; ready when `/readyz` answers 200."""
    foreign = {name: value for name, value in os.environ.items() if not name.startswith("EXAM_")}
    folder = environment.get("EXAM_INSTANCE")
    with Path(folder or os.devnull, *(["server.log"] if folder else [])).open("ab") as log:
        process = subprocess.Popen(
            on_the_servers_core(command),
            env={**foreign, "PYTHONPATH": str(INSTALLED), "EXAM_START_LEAD_SECONDS": str(LEAD_SECONDS), **environment},
            cwd=ROOT,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    serving = Serving(process, port)
    _come_first(process.pid)
    _wait_until_ready(serving)
    return serving


@contextmanager
def served(environment: Mapping[str, str], *arguments: str) -> Iterator[Serving]:
    running = start(environment, *arguments)
    try:
        yield running
    finally:
        running.stop()


def _wait_until_ready(serving: Serving) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and serving.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{serving.address}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    serving.kill()
    raise RuntimeError("the server didn't get ready; its log stands in the instance folder")


def on_the_servers_core(command: Sequence[str]) -> list[str]:
    """The command beside bots that keep to their core; who doesn't measure (a test) doesn't bind anything."""
    bound = os.sched_getaffinity(0) == {CLIENT_CORE}
    return [*(("taskset", "--cpu-list", str(SERVER_CORE)) if bound else ()), *command]


def stay_on_the_clients_core() -> None:
    """This process drives the bots: it stays away from the server's core where there is another."""
    if (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {CLIENT_CORE})
    _come_first(os.getpid())


def _come_first(process: int) -> None:
    """Before a busy neighbour, where the system lets us: Linux shares the cores among sessions, not processes."""
    if (priority := os.getpriority(os.PRIO_PROCESS, 0)) < 0:
        with contextlib.suppress(OSError):
            Path(f"/proc/{process}/autogroup").write_text(f"{priority}")
