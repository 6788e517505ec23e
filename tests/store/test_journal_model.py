"""Whatever pages send, and however the network carries it, the journal stores what core's pure fold says."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from journaling import Seat, save, seat_of
from sqlalchemy import delete, select, update

from exam_server.core.delivery import Save, fold_saves, judge_save
from exam_server.core.delivery import StoredSave as Arrived
from exam_server.store import journal as journals
from exam_server.store.journal import DESK, Journal, Pending, SaveAnswer, SaveRequest, StoredSave, UnknownSitting
from exam_server.store.lane import Lane
from exam_server.store.tables import AdmissionRow, ResponseEventRow, ResponseRow, SittingRow
from tests.making import OwnWork, open_exam

EPOCHS = (1, 2)
SEATS = st.integers(0, 1)
HOUR = timedelta(hours=1)
UNSTORABLE = StoredSave(1_000, None, "1", "")  # type: ignore[arg-type]


@dataclass(frozen=True)
class Given:
    """What a page makes a save of; `again`: which earlier sequence it uses for it, 0 for the next one."""

    seat: int
    epoch: int
    position: int
    response: int | None
    fits: bool
    again: int


GIVEN = st.builds(
    Given,
    SEATS,
    st.sampled_from(EPOCHS),
    st.integers(1, 3),
    st.none() | st.integers(1, 4),
    st.sampled_from([True, True, True, False]),
    st.just(0) | st.integers(0, 20),
)


@dataclass(frozen=True)
class Letter:
    """A request under way: which of the saves that a page has made, and what may be wrong with it."""

    seat: int
    epoch: int
    picks: tuple[int, ...]
    holder: int
    flaw: str


LETTERS = st.builds(
    Letter,
    SEATS,
    st.sampled_from(EPOCHS),
    st.lists(st.integers(0, 30), min_size=1, max_size=4).map(tuple),
    st.sampled_from([0, 0, 0, 1, 2, DESK]),
    st.sampled_from([""] * 12 + ["form", "admission", "unstorable"]),
)


@dataclass
class Room:
    """Two seats with two admissions each on a real database, emptied before each example."""

    work: OwnWork
    seats: list[Seat]

    def clear(self) -> None:
        self.work.record()
        session = self.work.session
        for table in (ResponseRow, ResponseEventRow, AdmissionRow):
            session.execute(delete(table))
        session.add_all(self._admission(seat, epoch) for seat in self.seats for epoch in EPOCHS)
        session.execute(update(SittingRow).values(state="open", epoch=1, deadline_at=None))
        self.work.commit()

    def _admission(self, seat: Seat, epoch: int) -> AdmissionRow:
        organisation, now = self.work.organisation_id, self.work.now
        return AdmissionRow(sitting_id=seat.sitting_id, epoch=epoch, organisation_id=organisation, admitted_at=now)

    def put(self, seat: int, **values: object) -> None:
        self._update(SittingRow, SittingRow.id == self.seats[seat].sitting_id, values)

    def end_admission(self, seat: int, epoch: int) -> None:
        where = (AdmissionRow.sitting_id == self.seats[seat].sitting_id) & (AdmissionRow.epoch == epoch)
        self._update(AdmissionRow, where, {"ends_at": datetime.now(UTC) - HOUR})

    def _update(self, table: Any, where: Any, values: dict[str, object]) -> None:
        self.work.record()
        self.work.session.execute(update(table).where(where).values(**values))
        self.work.commit()

    def rows(self, *columns: Any) -> set[tuple[Any, ...]]:
        """What stands in these columns, by the number of the seat; their table's `sitting_id` comes first."""
        numbers = {seat.sitting_id: number for number, seat in enumerate(self.seats)}
        found = {(numbers[row[0]], *row[1:]) for row in self.work.session.execute(select(*columns))}
        self.work.drop()
        return found


class SavePath(RuleBasedStateMachine):
    """Pages make saves; the network delivers them late, twice, mixed and changed; the journal takes them in groups.

    `made`: what the pages of an admission have made so far; `arrived`: what core's fold is fed with, by seat, in the
    order of arrival.
    """

    def __init__(self, room: Room) -> None:
        super().__init__()
        self.room = room
        self.made: dict[tuple[int, int], list[StoredSave]] = defaultdict(list)
        self.arrived: dict[int, list[Arrived]] = defaultdict(list)
        self.states: dict[int, tuple[Any, datetime | None]] = dict.fromkeys(range(2), ("open", None))
        self.newest = dict.fromkeys(range(2), 1)
        self.ended: set[tuple[int, int]] = set()
        room.clear()
        self._start_journal()

    def teardown(self) -> None:
        self.journal.stop()

    def _start_journal(self) -> None:
        self.journal = Journal(self.room.work.database)
        self.journal.start()

    @initialize(given=st.lists(GIVEN, min_size=8, max_size=16))
    def begin(self, given: list[Given]) -> None:
        self.give_responses(given)

    @rule(given=st.lists(GIVEN, min_size=1, max_size=8))
    def give_responses(self, given: list[Given]) -> None:
        """Pages make their next saves; a broken one uses a sequence again, for something else."""
        for each in given:
            made = self.made[each.seat, each.epoch]
            sequence = max((save.sequence for save in made), default=0) + 1
            if each.again and made:
                sequence = made[each.again % len(made)].sequence
            made.append(save(sequence, each.position, each.response, each.fits))

    @rule(letters=st.lists(LETTERS, min_size=2, max_size=10), stopping=st.sampled_from([False, False, False, True]))
    def deliver(self, letters: list[Letter], stopping: bool) -> None:
        """All wait together, so that they share groups; a journal that is stopped meanwhile finishes them."""
        requests = [(letter, request) for letter in letters if (request := self._request(letter)) is not None]
        lane = self.room.work.database.lane
        with lane.entered():
            pending = [(letter, self.journal.submit(request)) for letter, request in requests]
        if stopping:
            self.journal.stop()
            self._start_journal()
        for letter, each in pending:
            self._hear(letter, each)
        self._read_back()

    @rule(letter=LETTERS)
    def deliver_one(self, letter: Letter) -> None:
        """Nobody waits: it's written by the thread that brings it."""
        request = self._request(letter)
        if request is not None:
            self._hear(letter, self.journal.carry_out(request))
            self._read_back()

    def _hear(self, letter: Letter, pending: Pending) -> None:
        try:
            answer = pending.result(timeout=20)
        except (UnknownSitting, self.room.work.database.engine.dialect.loaded_dbapi.IntegrityError) as refusal:
            assert self._is_refused(letter), refusal
        else:
            assert not self._is_refused(letter)
            self._compare(letter, pending.request, answer)

    def _request(self, letter: Letter) -> SaveRequest | None:
        made = self.made[letter.seat, letter.epoch]
        if not made:
            return None
        saves = tuple(made[pick % len(made)] for pick in letter.picks)
        seat = self.room.seats[letter.seat]
        request = SaveRequest(seat.sitting_id, letter.epoch, seat.form, saves, letter.holder)
        match letter.flaw:
            case "form":
                return replace(request, form="another")
            case "admission":
                return replace(request, epoch=3)
            case "unstorable":
                return replace(request, saves=(*saves, UNSTORABLE))
        return request

    def _is_refused(self, letter: Letter) -> bool:
        return bool(letter.flaw) or (letter.seat, letter.holder or letter.epoch) in self.ended

    def _compare(self, letter: Letter, request: SaveRequest, answer: SaveAnswer) -> None:
        """Feed the model with the same saves: each answer says what the model says."""
        arrived = self.arrived[letter.seat]
        state, deadline = self.states[letter.seat]
        judged = judge_save(state, answer.saved_at, deadline)
        for sent, result in zip(request.saves, answer.results, strict=True):
            first = self._find_first(letter, sent)
            if first is None:
                first = self._arrive(letter, sent, judged if sent.fits else "refused")
                expected: Any = (first.status, False)
            elif _content(first) != (sent.position, sent.response):
                # A number that was used for something else: the save comes again, if it hasn't yet under a newer one.
                moved = self._find_moved(letter, sent)
                first = moved or first
                expected = (_repeated(moved), False) if moved else ("refused", True)
            else:
                expected = (_repeated(first), False)
            assert (result.sequence, result.status, result.renumber) == (sent.sequence, *expected)
            assert json.loads(result.response) == first.save.response
        assert answer.acknowledged == fold_saves(arrived).acknowledged_in(letter.epoch)
        assert answer.highest >= answer.acknowledged
        assert answer.state == ("elsewhere" if letter.epoch < self.newest[letter.seat] else state)

    def _find_first(self, letter: Letter, sent: StoredSave) -> Arrived | None:
        version = (letter.epoch, sent.sequence)
        return next((each for each in self.arrived[letter.seat] if each.save.version == version), None)

    def _find_moved(self, letter: Letter, sent: StoredSave) -> Arrived | None:
        same = [
            each
            for each in self.arrived[letter.seat]
            if each.save.epoch == letter.epoch
            and each.save.sequence > sent.sequence
            and _content(each) == (sent.position, sent.response)
        ]
        return max(same, key=lambda each: each.save.sequence, default=None)

    def _arrive(self, letter: Letter, sent: StoredSave, status: Any) -> Arrived:
        arrived = self.arrived[letter.seat]
        moment = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(microseconds=len(arrived))
        content = Save(letter.epoch, sent.sequence, sent.position, json.loads(sent.response))
        arrived.append(Arrived(content, moment, status))
        return arrived[-1]

    @rule(
        seat=SEATS,
        state=st.sampled_from(["open", "open", "paused", "time_up", "handed_in"]),
        deadline=st.sampled_from([None, HOUR, -HOUR, -HOUR]),
        newest=st.sampled_from(EPOCHS),
    )
    def change_the_sitting(self, seat: int, state: str, deadline: timedelta | None, newest: int) -> None:
        deadline_at = None if deadline is None else datetime.now(UTC) + deadline
        self.newest[seat] = max(self.newest[seat], newest)
        self.states[seat] = (state, deadline_at)
        self.room.put(seat, state=state, deadline_at=deadline_at, epoch=self.newest[seat])

    @rule(seat=SEATS, epoch=st.sampled_from(EPOCHS))
    def end_an_admission(self, seat: int, epoch: int) -> None:
        self.room.end_admission(seat, epoch)
        self.ended.add((seat, epoch))

    def _read_back(self) -> None:
        """Acknowledged saves are there, each once, refused ones too (as such), those of refused requests aren't."""
        event, response, admission = ResponseEventRow, ResponseRow, AdmissionRow
        events, current, reached = set(), set(), set()
        for seat in range(len(self.room.seats)):
            folded = fold_saves(self.arrived[seat])
            events |= {
                (seat, *each.save.version, each.save.position, _json(each), each.status) for each in self.arrived[seat]
            }
            current |= {(seat, position, *each.save.version, _json(each)) for position, each in folded.current.items()}
            reached |= {(seat, epoch, folded.acknowledged_in(epoch)) for epoch in EPOCHS}
        stored = self.room.rows
        assert events == stored(
            event.sitting_id, event.epoch, event.sequence, event.position, event.response, event.status
        )
        assert current == stored(
            response.sitting_id, response.position, response.epoch, response.sequence, response.response
        )
        assert reached == stored(admission.sitting_id, admission.epoch, admission.acknowledged)


def _content(stored: Arrived) -> tuple[int, str]:
    return stored.save.position, _json(stored)


def _repeated(stored: Arrived) -> str:
    return "duplicate" if stored.status == "saved" else stored.status


def _json(stored: Arrived) -> str:
    return json.dumps(stored.save.response)


@pytest.fixture
def room(work: OwnWork, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """Both databases get a lane: whoever holds it decides what waits together. Groups are small, so some are split."""
    monkeypatch.setattr(work.database, "lane", Lane())
    monkeypatch.setattr(journals, "GROUP", 5)
    made = open_exam(work)
    seats = [seat_of(work, Journal(work.database), made, number) for number in range(2)]
    work.drop()
    yield Room(work, seats)


@pytest.mark.timeout(3600)
def test_the_journal_stores_what_the_fold_of_the_same_saves_says(room: Room) -> None:
    examples = settings.default.max_examples // 2
    of_profile = settings(settings.default, max_examples=examples, stateful_step_count=20)
    run_state_machine_as_test(lambda: SavePath(room), settings=of_profile)
