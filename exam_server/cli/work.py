"""The terminal's edge of a use case: one transaction, its commit, and the lock against a running server."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from types import MappingProxyType
from uuid import UUID

import click
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from exam_server.core.problems import Refused
from exam_server.core.text import text
from exam_server.language import say
from exam_server.services.clock import take_up_line
from exam_server.services.locking import AnotherWriter, writer_lock
from exam_server.services.opening import Database, new_id, open_database
from exam_server.services.people import find_organisation_id
from exam_server.services.schema import check_schema
from exam_server.services.work import Actor, Work
from exam_server.settings import BadSetting, Settings, load_settings

NOBODY = UUID(int=0)
ANOTHER_WRITER = text(
    "Another exam-server process is writing to this database, and SQLite allows one. Stop it first (a running server"
    " with Ctrl-C)."
)


def settings_or_exit(given: Mapping[str, str] = MappingProxyType({})) -> Settings:
    """The installation's settings; a bad one ends the command with its name. What's `given` counts before the rest."""
    try:
        return load_settings({**os.environ, **given})
    except BadSetting as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def opened_database(settings: Settings) -> Iterator[Database]:
    """The installation's database; its connections end with the command, which tests run within their own process."""
    database = open_database(settings.database)
    try:
        yield database
    finally:
        database.engine.dispose()


@contextmanager
def open_work(*, writing: bool = True, founding: bool = False) -> Iterator[Work]:
    """A `Work` of the installation's organisation on its database; committed unless an error passes by.

    `founding`: the command may make the organisation; every other one needs it.
    """
    settings = settings_or_exit()
    with opened_database(settings) as database, _writing_alone(settings, database, writing) as session:
        work = Work(database, session, Actor(), database.now(session), NOBODY, new_id)
        work.organisation_id = find_organisation_id(work) or NOBODY
        if work.organisation_id == NOBODY and not founding:
            raise click.ClickException(say(text("There is no organisation yet: run “exam-server setup” first.")))
        if writing and database.is_sqlite:
            take_up_line(work)
        done = False
        try:
            yield work
            done = True
        finally:
            work.finish(commit=done)


@contextmanager
def _writing_alone(settings: Settings, database: Database, writing: bool) -> Iterator[Session]:
    require_schema(database)
    with server_lock(settings, database, wanted=writing), Session(database.engine) as session:
        yield session


def require_schema(database: Database) -> None:
    try:
        schema = check_schema(database)
    except SQLAlchemyError as error:
        reason = str(error.__cause__ or type(error).__name__).strip()
        raise click.ClickException(say(text("The database can't be opened: {reason}", reason=reason))) from error
    if not schema.is_current:
        message = text(
            "The database is at {found}, this program needs {needed}: run “exam-server db upgrade”.",
            found=schema.found or "–",
            needed=schema.needed,
        )
        raise click.ClickException(say(message))


@contextmanager
def server_lock(settings: Settings, database: Database, *, wanted: bool = True) -> Iterator[None]:
    """On SQLite one process may write: a second server, or a writing command beside a server, is refused."""
    with ExitStack() as stack:
        if wanted:
            try:
                stack.enter_context(writer_lock(settings.instance, database))
            except AnotherWriter as error:
                raise click.ClickException(say(ANOTHER_WRITER)) from error
        yield


@contextmanager
def refusals_exit() -> Iterator[None]:
    """A use case's no ends the command with what failed, why and what to do."""
    try:
        yield
    except Refused as refused:
        raise click.ClickException(" ".join(map(say, (refused.what, refused.why, refused.remedy)))) from refused
