"""A day of simulations, rated, sealed and concluded: rows as the use cases leave them, for figures of many encounters."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from exam_server.core.candidates import CandidateEntry
from exam_server.services import exam, simulation
from exam_server.store import simulation as store
from exam_server.store.tables import ExamRow, RatingRow, SealRow
from tests.encounters import plan_exam
from tests.making import OwnWork, make_player
from tests.proving import COMMISSION
from tests.shipped import shipped_scenario

BEGUN = datetime.fromisoformat("2027-03-01T08:00:00+00:00")
Give = Callable[[int, int, str], int | None]
"""The level of an encounter's criterion (both counted from 0) by a log-in."""


@dataclass(frozen=True)
class RatedExam:
    id: UUID
    accounts: dict[str, UUID]
    encounters: tuple[UUID, ...]
    criteria: tuple[str, ...]


def give(encounter: int, criterion: int, login: str) -> int | None:
    """Levels that vary with encounter and criterion; the chair is a level more severe than the others."""
    level = 1 + (encounter + criterion) % 3
    if (encounter, criterion, login) == (0, 0, "asia"):
        return None
    return level - 1 if login == "czeslawa" else level


def make_rated(
    work: OwnWork, accounts: dict[str, UUID], count: int = 12, give: Give = give, *, released: bool = True
) -> RatedExam:
    """An exam whose every simulation is concluded, half an hour each; missing accounts of the cast are made."""
    for login in (*COMMISSION, "robert", "pola"):
        if login not in accounts:
            accounts[login] = make_player(work, login)
    exam_id = plan_exam(work, accounts)
    more = [CandidateEntry(f"Osoba {n}", "Oceniana", email=f"osoba{n}@example.org") for n in range(1, count)]
    exam.add_candidates(work, exam_id, more)
    work.commit()
    simulation.plan_encounters(work, exam_id)
    work.commit()
    work.record()
    rows = [row for row, _ in store.list_encounters(work.session, exam_id)]
    criteria = shipped_scenario().observed_criteria()
    for number, row in enumerate(rows):
        row.state, row.started_at = "agreed", BEGUN + timedelta(minutes=30 * number)
        for login in COMMISSION:
            _rate(work, row.id, accounts[login], {code: give(number, n, login) for n, code in enumerate(criteria)})
    if released:
        work.session.get_one(ExamRow, exam_id).state = "released"
    work.commit()
    return RatedExam(exam_id, accounts, tuple(row.id for row in rows), criteria)


def _rate(work: OwnWork, encounter_id: UUID, account_id: UUID, levels: dict[str, int | None]) -> None:
    shared = {"organisation_id": work.organisation_id, "encounter_id": encounter_id, "account_id": account_id}
    for code, level in levels.items():
        work.session.add(
            RatingRow(id=work.new_id(), **shared, criterion=code, level=level, justification="tak", rated_at=work.now)
        )
    work.session.add(SealRow(id=work.new_id(), **shared, sheet_hash="00" * 32, last_sequence=0, sealed_at=work.now))
