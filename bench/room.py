"""Instances to measure on: the shipped bank, an exam with as many candidates as wanted, and its tickets."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from exam_server.core.assembly import Blueprint, Cell
from exam_server.core.candidates import CandidateEntry
from exam_server.services import bank, exam, freezing, people, qualification, seating
from exam_server.services.content import file_missing
from exam_server.services.opening import Database, new_id, open_database
from exam_server.services.reading_content import read_content
from exam_server.services.room_checks import sign_made_up_room
from exam_server.services.schema import upgrade_schema
from exam_server.services.tokens import Keys
from exam_server.services.work import Actor, Work
from exam_server.settings import load_settings

ROOT = Path(__file__).resolve().parents[1]
CODE = "bilansowanie-kompetencji"
LOGIN = "sala"
ITEMS = 30
BLUEPRINT = Blueprint(
    id="bench",
    title="Pomiar",
    minutes=240,
    total=ITEMS,
    cells=(
        Cell("set-1", set=1, minimum=16, maximum=24),
        Cell("set-2", set=2, minimum=2, maximum=8),
        Cell("set-3", set=3, minimum=2, maximum=8),
    ),
    difficulty_band=0.05,
    statuses=("pilot", "active"),
)


@dataclass(frozen=True)
class Room:
    """An instance with a frozen exam: everybody admitted by the desk, no browser there yet."""

    instance: Path
    database_url: str
    exam_id: UUID
    tickets: tuple[str, ...]
    password: str
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a process that serves this instance."""
        chosen = {"EXAM_DATABASE_URL": self.database_url} if self.database_url else {}
        return {"EXAM_INSTANCE": str(self.instance), "EXAM_LOG_LEVEL": "WARNING", **chosen, **self.more}


def make_room(instance: Path, seats: int, database_url: str = "") -> Room:
    """An exam of `seats` candidates with forms of `ITEMS` items, made through the services before any server runs.

    An instance that was set up already keeps what it has.
    """
    chosen = {"EXAM_DATABASE_URL": database_url} if database_url else {}
    settings = load_settings({"EXAM_INSTANCE": str(instance), **chosen}, ROOT)
    database = open_database(settings.database)
    upgrade_schema(database)
    password = secrets.token_urlsafe(12)
    with Session(database.engine) as session:
        work = Work(database, session, Actor(), database.now(session), UUID(int=0), new_id)
        try:
            exam_id, cards = _fill(work, Keys(settings.key), seats, password)
        finally:
            work.finish(commit=True)
    _leave_tidy(database)
    return Room(instance, database_url, exam_id, tuple(card.ticket for card in cards), password)


def _fill(work: Work, keys: Keys, seats: int, password: str) -> tuple[UUID, list[freezing.SeatCard]]:
    work.organisation_id = people.find_organisation_id(work) or people.make_organisation(work, "Pomiar")
    if qualification.find_edition(work, CODE) is None:
        file_missing(work, read_content(ROOT))
    bank.load_blueprint(work, CODE, BLUEPRINT)
    account = people.make_account(work, LOGIN, "Sala", "Pomiarowa", ["office", "desk"])
    people.set_password(work, people.make_setup_link(work, account, timedelta(hours=1)), password)
    exam_id = exam.make_exam(work, _plan(work, account))
    exam.add_candidates(work, exam_id, [_person(number) for number in range(1, seats + 1)])
    sign_made_up_room(work, exam_id)
    cards = freezing.freeze_exam(work, keys, exam_id)
    for card in cards:
        seating.admit(work, card.sitting_id, "identity_card")
    return exam_id, cards


def _plan(work: Work, account: UUID) -> exam.ExamPlan:
    edition = qualification.find_edition(work, CODE)
    if edition is None:
        raise LookupError(CODE)
    blueprint = next(each.id for each in bank.list_blueprints(work, CODE) if each.blueprint.id == BLUEPRINT.id)
    return exam.ExamPlan(
        edition_id=edition.id,
        title="Pomiar",
        place="Sala pomiarowa",
        planned_at=work.now,
        blueprint_id=blueprint,
        scenario_revision_id=None,
        members={"desk": [account]},
    )


def _person(number: int) -> CandidateEntry:
    return CandidateEntry("Osoba", f"Numer {number}", email=f"osoba{number}@przyklad.invalid")


def _leave_tidy(database: Database) -> None:
    """The set-up's own pages shouldn't be written back while the server is being measured."""
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.engine.dispose()
