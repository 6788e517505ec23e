"""What many tests begin with, made once in a run, whichever process needs it first, and copied: tables, installations."""

import fcntl
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from exam_server.cli.main import main
from exam_server.services.opening import open_database
from exam_server.services.schema import upgrade_schema
from tests.shipped import ROOT

ORGANISATION = "Izba Próbna"


@dataclass(frozen=True)
class Begun:
    """An instance folder that a command left, and what the command printed. Copy it; who changes it changes it for all."""

    instance: Path

    @property
    def printed(self) -> str:
        return self.instance.with_name("printed.txt").read_text(encoding="utf-8")

    @property
    def complained(self) -> str:
        return self.instance.with_name("complained.txt").read_text(encoding="utf-8")

    def copy_to(self, folder: Path) -> Path:
        """Into a folder that may be there already."""
        return Path(shutil.copytree(self.instance, folder, dirs_exist_ok=True))


def make_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder of the whole run that `make` fills once; a process that needs it meanwhile waits."""
    run = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent
    made, making = run / name, run / f"{name}-making"
    with (run / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            make(making)
            making.rename(made)
    return made


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with the current schema; copy it."""
    return make_once(tmp_path_factory, "tables", _make_tables) / "exam.sqlite"


def _make_tables(folder: Path) -> None:
    database = open_database(f"sqlite:///{folder / 'exam.sqlite'}")
    upgrade_schema(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.engine.dispose()


@pytest.fixture(scope="session")
def set_up(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Begun:
    """An installation after `setup` with the shipped content."""

    def make(folder: Path) -> None:
        (folder / "instance").mkdir()
        shutil.copy(sqlite_template, folder / "instance" / "exam.sqlite")
        _run(folder, "setup", "--organisation", ORGANISATION)

    return Begun(make_once(tmp_path_factory, "set-up", make) / "instance")


@pytest.fixture(scope="session")
def with_demo(set_up: Begun, tmp_path_factory: pytest.TempPathFactory) -> Begun:
    """An installation after `setup` and `demo`."""

    def make(folder: Path) -> None:
        set_up.copy_to(folder / "instance")
        _run(folder, "demo")

    return Begun(make_once(tmp_path_factory, "with-demo", make) / "instance")


def _run(folder: Path, *arguments: str) -> None:
    environment = {"EXAM_INSTANCE": str(folder / "instance"), "EXAM_CONTENT": str(ROOT)}
    done = CliRunner().invoke(main, arguments, env=environment, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    (folder / "printed.txt").write_text(done.stdout, encoding="utf-8")
    (folder / "complained.txt").write_text(done.stderr, encoding="utf-8")
