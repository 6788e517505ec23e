"""`serve` as a real process: one writer on SQLite, a quick end, and starts that are refused with a reason."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.processes import Installation, free_port

STOP_SECONDS = 5.0


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    made = Installation(tmp_path / "instance", free_port())
    assert made.run("db", "upgrade").returncode == 0
    return made


@pytest.fixture
def server(installation: Installation) -> Iterator[subprocess.Popen[str]]:
    process = installation.start()
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def test_beside_a_server_on_sqlite_a_second_server_and_writing_commands_are_refused(
    installation: Installation, server: subprocess.Popen[str]
) -> None:
    for arguments in (
        ("serve", "--port", str(free_port())),
        ("setup",),
        ("demo",),
        ("db", "upgrade"),
        ("bank", "load"),
    ):
        refused = installation.run(*arguments)
        assert refused.returncode == 1, arguments
        assert "SQLite dopuszcza jeden" in refused.stderr and "Traceback" not in refused.stderr, arguments
    assert installation.run("audit", "verify").returncode == 0, "reading goes on"


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_server_says_its_address_and_stops_at_once(installation: Installation, sign: signal.Signals) -> None:
    process = installation.start()
    asked = time.monotonic()
    process.send_signal(sign)
    output, _ = process.communicate(timeout=STOP_SECONDS)
    assert time.monotonic() - asked < STOP_SECONDS
    assert process.returncode == 0
    assert f"http://127.0.0.1:{installation.port}" in output


def test_a_killed_server_leaves_no_lock_behind(installation: Installation, server: subprocess.Popen[str]) -> None:
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    assert installation.run("setup").returncode == 0


def test_several_processes_need_postgresql(installation: Installation) -> None:
    refused = installation.run("serve", "--workers", "2")
    assert (refused.returncode, "PostgreSQL" in refused.stderr) == (1, True)


@pytest.mark.postgresql
def test_on_postgresql_several_processes_serve_and_commands_write_beside_them(
    installation: Installation, postgresql_url: str
) -> None:
    installation.database_url = postgresql_url
    process = installation.start("--workers", "2")
    try:
        assert installation.run("db", "upgrade").returncode == 0
    finally:
        process.terminate()
        process.communicate(timeout=STOP_SECONDS)


def test_a_database_without_tables_isn_t_served(tmp_path: Path) -> None:
    refused = Installation(tmp_path / "empty", free_port()).run("serve")
    assert refused.returncode == 1
    assert "db upgrade" in refused.stderr and "Traceback" not in refused.stderr


def test_a_port_that_is_taken_is_named(installation: Installation) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", installation.port))
        other.listen()
        refused = installation.run("serve")
    assert refused.returncode == 1
    assert f"127.0.0.1:{installation.port}" in refused.stderr and "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("EXAM_PROT", "1"), ("EXAM_BEHIND_TLS", "x"), ("EXAM_DATABASE_URL", "mysql://x")],
)
def test_a_bad_setting_stops_every_command_and_is_named(installation: Installation, name: str, value: str) -> None:
    for command in (("serve",), ("setup",)):
        refused = installation.run(*command, **{name: value})
        assert refused.returncode == 1
        assert name[5:].lower() in refused.stderr and "Traceback" not in refused.stderr


def test_a_database_that_isn_t_there_is_said_without_a_traceback(installation: Installation) -> None:
    refused = installation.run("serve", EXAM_DATABASE_URL=f"postgresql://127.0.0.1:{free_port()}/exam")
    assert refused.returncode == 1
    assert "Nie można otworzyć bazy danych" in refused.stderr and "Traceback" not in refused.stderr
