"""`exam-server serve` as an operator meets it: real processes on a free port of the loopback."""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from sqlite3 import sqlite_version
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest
from click.testing import CliRunner, Result

from exam_server.cli.main import main
from tests.begun import Begun

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(sys.executable).with_name("exam-server")
SCENARIOS = ROOT / "scenarios"
BANK = ROOT / "question_bank"
FORM = ROOT / "tests" / "fixtures" / "register_forms" / "ogloszenie-introligator.txt"
REFUSAL = "SQLite dopuszcza jeden"
START_SECONDS, STOP_SECONDS = 40, 5
KEPT_CONNECTIONS = 1100
pytestmark = pytest.mark.xdist_group("serve")


@dataclass(frozen=True)
class Served:
    """A server process that answered, its address and its folder."""

    process: subprocess.Popen[str]
    address: str
    instance: Path
    log: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(instance: Path, *arguments: str, **variables: str) -> Served:
    port = free_port()
    log = instance / "server.log"
    environment = environment_of(instance, EXAM_PORT=str(port), **variables)
    with log.open("w") as output:
        process = subprocess.Popen(
            [COMMAND, "serve", *arguments],
            env=environment,
            cwd=ROOT,
            stdout=output,
            stderr=output,
            text=True,
            start_new_session=True,
        )
    served = Served(process, f"http://127.0.0.1:{port}", instance, log)
    wait_until_ready(served)
    return served


def environment_of(instance: Path, **variables: str) -> dict[str, str]:
    """What a process of this installation gets: nothing that the tests' own surroundings set."""
    foreign = {name: value for name, value in os.environ.items() if not name.startswith("EXAM_")}
    return foreign | {"EXAM_INSTANCE": str(instance)} | variables


def wait_until_ready(served: Served) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and served.process.poll() is None:
        try:
            with urlopen(served.address + "/readyz", timeout=5):
                return
        except URLError:
            time.sleep(0.05)
    stop(served)
    pytest.fail(f"the server didn't get ready: {served.log.read_text()}")


def stop(served: Served) -> float:
    """Ask it to end as an operator does; gives the seconds that it took."""
    asked_at = time.monotonic()
    served.process.terminate()
    try:
        served.process.wait(START_SECONDS)
    finally:
        served.process.kill()
        served.process.wait()
    return time.monotonic() - asked_at


def run(instance: Path, *arguments: str, **variables: str) -> Result:
    return CliRunner().invoke(main, arguments, env={"EXAM_INSTANCE": str(instance), **variables})


def refusal_of(result: Result) -> str:
    """What a program said that ended by its own words: exit 1, and no error that nobody caught."""
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    return result.stderr


@pytest.fixture(scope="module")
def served(set_up: Begun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = start(set_up.copy_to(tmp_path_factory.mktemp("instance")))
    yield running
    stop(running)


def test_a_started_server_prints_its_address_and_says_that_it_is_ready(served: Served) -> None:
    assert (
        served.log.read_text()
        == f"Baza danych: SQLite {sqlite_version}\nSerwer działa: {served.address} (zatrzymanie: Ctrl-C)\n"
    )
    with urlopen(served.address + "/readyz", timeout=5) as answer:
        assert (answer.status, json.load(answer)["ready"]) == (200, True)
    with urlopen(served.address + "/healthz", timeout=5) as answer:
        assert (answer.status, json.load(answer)) == (200, {"alive": True})


def test_a_room_s_browsers_may_keep_more_connections_than_a_server_s_usual_thousand(served: Served) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    host = served.address.removeprefix("http://")
    with ExitStack() as kept:
        for _ in range(KEPT_CONNECTIONS):
            connection = kept.enter_context(closing(HTTPConnection(host, timeout=20)))
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            answer.read()
            assert (answer.status, answer.will_close) == (200, False)


def test_a_serving_process_loads_no_library_of_its_desk_s_last_resorts(served: Served) -> None:
    serving = psutil.Process(served.process.pid).children(recursive=True)
    loaded = {Path(each.path).parts for process in serving for each in process.memory_maps() if each.path}
    packages = {part for parts in loaded for part in parts}
    assert "granian" in packages
    assert not packages & {"cryptography", "numpy", "scipy", "lxml", "PIL", "typst"}


def test_a_second_server_on_the_same_sqlite_is_refused(served: Served) -> None:
    assert REFUSAL in refusal_of(run(served.instance, "serve", "--port", str(free_port())))


@pytest.mark.parametrize(
    "command",
    [
        ("setup",),
        ("demo",),
        ("db", "upgrade"),
        ("bank", "load", str(BANK)),
        ("scenario", "load", str(SCENARIOS)),
        ("qualification", "adopt", str(FORM)),
    ],
    ids=" ".join,
)
def test_writing_commands_are_refused_beside_a_running_server(served: Served, command: tuple[str, ...]) -> None:
    assert REFUSAL in refusal_of(run(served.instance, *command))


def test_reading_commands_work_beside_a_running_server(served: Served) -> None:
    assert run(served.instance, "audit", "verify").exit_code == 0
    assert run(served.instance, "bank", "load", str(BANK), "--dry-run").exit_code == 0


@pytest.mark.usefixtures("sqlite_url")
def test_a_server_that_is_told_to_end_ends_soon_beside_a_browser_and_gives_the_lock_back(tmp_path: Path) -> None:
    served = start(tmp_path)
    with socket.create_connection(("127.0.0.1", int(served.address.rpartition(":")[2])), timeout=5) as browser:
        browser.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n")
        assert browser.recv(100).startswith(b"HTTP/1.1 200")
        assert stop(served) < STOP_SECONDS
    assert served.process.returncode == 0
    assert run(served.instance, "db", "upgrade").exit_code == 0


def test_a_database_without_tables_is_refused_with_the_command_that_makes_them(tmp_path: Path) -> None:
    assert "exam-server db upgrade" in refusal_of(run(tmp_path, "serve"))
    assert run(tmp_path, "db", "upgrade").exit_code == 0
    assert "exam-server setup" in refusal_of(run(tmp_path, "audit", "verify"))


def test_a_bad_setting_stops_the_start_and_is_named(tmp_path: Path) -> None:
    assert "EXAM_PROT: there is no setting 'prot'" in refusal_of(run(tmp_path, "serve", EXAM_PROT="8000"))
    assert "EXAM_BEHIND_TLS" in refusal_of(run(tmp_path, "serve", EXAM_BEHIND_TLS="perhaps"))
    (tmp_path / "settings.toml").write_text("threads = 'many'\n", encoding="utf-8")
    assert f"{tmp_path / 'settings.toml'}: 'threads'" in refusal_of(run(tmp_path, "serve"))


def test_sqlite_takes_one_serving_process(tmp_path: Path) -> None:
    assert run(tmp_path, "db", "upgrade").exit_code == 0
    assert "PostgreSQL" in refusal_of(run(tmp_path, "serve", "--workers", "2"))


@pytest.mark.postgresql
def test_two_workers_serve_on_postgresql(postgresql_url: str, tmp_path: Path) -> None:
    running = start(tmp_path, "--workers", "2", EXAM_DATABASE_URL=postgresql_url)
    try:
        for _ in range(8):
            with urlopen(running.address + "/readyz", timeout=5) as answer:
                assert json.load(answer)["ready"]
        environment = environment_of(tmp_path, EXAM_DATABASE_URL=postgresql_url)
        subprocess.run([COMMAND, "db", "upgrade"], env=environment, check=True, capture_output=True)
    finally:
        assert stop(running) < STOP_SECONDS


@pytest.mark.postgresql
def test_a_server_that_is_told_to_end_while_a_worker_still_starts_ends_soon(
    postgresql_url: str, tmp_path: Path
) -> None:
    """The first worker answers while the other still loads the app."""
    for _ in range(2):
        assert stop(start(tmp_path, "--workers", "2", EXAM_DATABASE_URL=postgresql_url)) < STOP_SECONDS


@pytest.mark.usefixtures("sqlite_url")
def test_a_killed_server_leaves_no_lock_behind(tmp_path: Path) -> None:
    served = start(tmp_path)
    workers = psutil.Process(served.process.pid).children(recursive=True)
    os.killpg(served.process.pid, signal.SIGKILL)
    served.process.wait()
    psutil.wait_procs(workers, timeout=20)
    assert run(tmp_path, "db", "upgrade").exit_code == 0


@pytest.mark.usefixtures("sqlite_url")
def test_an_interrupt_from_the_keyboard_ends_a_server_soon(tmp_path: Path) -> None:
    served = start(tmp_path)
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(STOP_SECONDS) == 0


@pytest.mark.usefixtures("sqlite_url")
def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert f"127.0.0.1:{port}" in refusal_of(run(tmp_path, "serve", "--port", str(port)))


def test_a_database_server_that_isn_t_there_is_named_as_the_reason(tmp_path: Path) -> None:
    nowhere = f"postgresql://127.0.0.1:{free_port()}/exam"
    assert "Nie można otworzyć bazy danych" in refusal_of(run(tmp_path, "serve", EXAM_DATABASE_URL=nowhere))
