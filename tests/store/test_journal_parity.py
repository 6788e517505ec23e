"""The journal on either database is in the state that core's pure fold gives for the same stream of saves."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from journaling import Seat, open_seat, running, save
from sqlalchemy import delete, update

from exam_server.core.delivery import Save, fold_saves, judge_save
from exam_server.core.delivery import StoredSave as Arrived
from exam_server.store.journal import StoredSave
from exam_server.store.tables import AdmissionRow, ResponseEventRow, ResponseRow, SittingRow
from tests.making import OwnWork

EPOCHS = (1, 2)
SAVES = st.builds(
    save,
    sequence=st.integers(1, 6),
    position=st.integers(1, 3),
    response=st.one_of(st.none(), st.integers(1, 4)),
    fits=st.booleans() | st.just(True),
)
REQUESTS = st.tuples(st.sampled_from(EPOCHS), st.lists(SAVES, min_size=1, max_size=4))
MOMENTS = st.tuples(
    st.sampled_from(["open", "open", "open", "paused", "time_up", "handed_in"]), st.sampled_from([None, 3600, -60])
)


@dataclass
class Bench:
    work: OwnWork
    seat: Seat

    def clear(self) -> None:
        """An untouched sitting with two admissions."""
        self.work.record()
        session = self.work.session
        session.execute(delete(ResponseRow))
        session.execute(delete(ResponseEventRow))
        session.execute(delete(AdmissionRow))
        session.add_all(
            AdmissionRow(
                sitting_id=self.seat.sitting_id,
                epoch=epoch,
                organisation_id=self.work.organisation_id,
                acknowledged=0,
                admitted_at=self.work.now,
            )
            for epoch in EPOCHS
        )
        self.put(state="open", epoch=2)

    def put(self, **values: object) -> None:
        self.work.record()
        self.work.session.execute(update(SittingRow).where(SittingRow.id == self.seat.sitting_id).values(**values))
        self.work.commit()

    def found(self) -> tuple[dict[int, object], dict[int, int], set[tuple[int, int]]]:
        """Responses that count, acknowledged sequences, and late versions, as they stand in the tables."""
        session = self.work.session
        session.expire_all()
        responses = {row.position: json.loads(row.response) for row in session.query(ResponseRow)}
        acknowledged = {row.epoch: row.acknowledged for row in session.query(AdmissionRow)}
        late = {(row.epoch, row.sequence) for row in session.query(ResponseEventRow).filter_by(status="late")}
        self.work.drop()
        return responses, acknowledged, late


@pytest.fixture
def bench(work: OwnWork) -> Iterator[Bench]:
    with running(work.database) as journal:
        yield Bench(work, open_seat(work, journal))


def _arrivals(
    epoch: int, saves: list[StoredSave], state: str, at: datetime, deadline: datetime | None
) -> Iterator[Arrived]:
    for place, each in enumerate(saves):
        status = judge_save(state, at, deadline) if each.fits else "refused"  # type: ignore[arg-type]
        moment = at + timedelta(microseconds=place)
        yield Arrived(Save(epoch, each.sequence, each.position, json.loads(each.response)), moment, status)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(stream=st.lists(st.tuples(MOMENTS, REQUESTS), max_size=8))
def test_the_journal_equals_the_fold(bench: Bench, stream: list[tuple]) -> None:  # type: ignore[type-arg]
    bench.clear()
    arrived: list[Arrived] = []
    for (state, seconds), (epoch, saves) in stream:
        deadline = None if seconds is None else bench.work.now + timedelta(seconds=seconds)
        bench.put(state=state, deadline_at=deadline)
        answer = bench.seat.ask(*saves, epoch=epoch)
        arrived += _arrivals(epoch, saves, state, answer.saved_at, deadline)
    folded = fold_saves(arrived)
    responses, acknowledged, late = bench.found()
    assert responses == folded.responses
    assert acknowledged == {epoch: folded.acknowledged_in(epoch) for epoch in EPOCHS}
    assert late == folded.late
