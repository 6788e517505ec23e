"""A day of simulations, rated, sealed and concluded: rows as the use cases leave them, for figures of many encounters."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from exam_server.core.candidates import CandidateEntry
from exam_server.services import exam, simulation
from exam_server.store import simulation as store
from exam_server.store.tables import EncounterRow, ExamRow, SealRow
from tests.encounters import MadeEncounter, Tablet, now_ms, plan_exam
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
    ids = [row.id for row, _ in store.list_encounters(work.session, exam_id)]
    criteria = shipped_scenario().observed_criteria()
    for number, id in enumerate(ids):
        made = MadeEncounter(id, exam_id, accounts, shipped_scenario())
        for login in COMMISSION:
            _rate(work, made, login, {code: give(number, n, login) for n, code in enumerate(criteria)})
    work.record()
    for number, id in enumerate(ids):
        row = work.session.get_one(EncounterRow, id)
        row.state, row.started_at = "agreed", BEGUN + timedelta(minutes=30 * number)
    if released:
        work.session.get_one(ExamRow, exam_id).state = "released"
    work.commit()
    return RatedExam(exam_id, accounts, tuple(ids), criteria)


def _rate(work: OwnWork, made: MadeEncounter, login: str, levels: dict[str, int | None]) -> None:
    tablet = Tablet(made, login)
    for code, level in levels.items():
        tablet.write(now_ms(work), "rate", criterion=code, level=level, justification="tak")
    tablet.post(work)
    head = tablet.heads[-1]
    work.record()
    work.session.add(
        SealRow(
            id=work.new_id(),
            organisation_id=work.organisation_id,
            encounter_id=made.id,
            account_id=made.accounts[login],
            sheet_hash="00" * 32,
            scenario_hash="00" * 32,
            device=tablet.device,
            last_sequence=head.sequence,
            log_hash=head.digest,
            heads={tablet.device: [head.sequence, head.digest]},
            sealed_at=work.now,
        )
    )
    work.commit()
