"""The web's edge of a use case: who asks, the clock, one transaction, and its commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, cast
from uuid import UUID

from flask import current_app, g
from sqlalchemy.orm import Session

from exam_server.core.network import Network
from exam_server.extensions import db
from exam_server.services.clock import ClockWatch
from exam_server.services.closed_room import Gates
from exam_server.services.opening import Database, Journal, new_id
from exam_server.services.people import SessionLimits
from exam_server.services.plain_steps import PlainSteps
from exam_server.services.seats import Seats
from exam_server.services.throttling import Door
from exam_server.services.tokens import Keys
from exam_server.services.work import Actor, Work
from exam_server.settings import Settings
from exam_server.web.fragments import Fragments, Shapes, Shells

NOBODY = UUID(int=0)


@dataclass
class House:
    """What one running app holds: settings, database, journal, keys, limits, gates, prepared pieces, the lock."""

    settings: Settings
    database: Database
    journal: Journal
    keys: Keys
    limits: SessionLimits
    login_door: Door
    ticket_door: Door
    pin_door: Door
    gates: Gates
    clock: ClockWatch
    seats: Seats
    steps: PlainSteps
    fragments: Fragments
    shells: Shells
    shapes: Shapes
    proxies: tuple[Network, ...] = ()
    lock: IO[str] | None = None


def house() -> House:
    return cast(House, current_app.extensions["exam_house"])


@contextmanager
def open_work(actor: Actor | None = None, organisation_id: UUID | None = None) -> Iterator[Work]:
    """A `Work` for the current request (or the given actor); what it recorded is kept unless an error passes by."""
    if g.get("in_work", False):
        # Both would share a session and wait for one lane: on SQLite for ever.
        raise RuntimeError("a use case's work can't be opened within another one")
    session = cast(Session, db.session())
    database = house().database
    work = Work(
        database=database,
        session=session,
        actor=actor or getattr(g, "actor", None) or Actor(),
        now=database.now(session),
        organisation_id=organisation_id or getattr(g, "organisation_id", None) or NOBODY,
        new_id=new_id,
    )
    done = False
    g.in_work = True
    try:
        yield work
        done = True
    finally:
        g.in_work = False
        try:
            work.finish(commit=done)
        finally:
            db.session.remove()
