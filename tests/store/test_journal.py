"""The response journal: what is acknowledged is kept, once, and by its version."""

import json
import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import uuid4

import pytest
from journaling import Seat, open_seat, running, save, seat_of
from sqlalchemy import text

from exam_server.services import delivery, pausing, seating
from exam_server.store.journal import Journal, Outcome, SaveRequest, Step, UnknownSitting
from exam_server.store.tables import AdmissionRow, ResponseEventRow, ResponseRow, SittingRow
from tests.making import OwnWork, freeze_exam, open_exam


@pytest.fixture
def journal(work: OwnWork) -> Iterator[Journal]:
    with running(work.database) as started:
        yield started


@pytest.fixture
def seat(work: OwnWork, journal: Journal) -> Seat:
    return open_seat(work, journal)


def _current(work: OwnWork, seat: Seat, position: int = 1) -> object:
    work.drop()
    row = work.session.get(ResponseRow, (seat.sitting_id, position))
    return json.loads(row.response) if row else None


def _deadline_passed(work: OwnWork, seat: Seat) -> None:
    work.record()
    work.session.get_one(SittingRow, seat.sitting_id).deadline_at = work.now - timedelta(seconds=5)
    work.commit()


def test_a_save_is_acknowledged_with_the_stored_value(work: OwnWork, seat: Seat) -> None:
    answer = seat.ask(save(1, response=2))
    assert (answer.acknowledged, answer.state) == (1, "open")
    assert [(each.status, json.loads(each.response)) for each in answer.results] == [("saved", 2)]
    assert 0 < answer.remaining_seconds <= 1200
    assert _current(work, seat) == 2


def test_the_same_save_twice_is_a_duplicate(work: OwnWork, seat: Seat) -> None:
    seat.ask(save(1, response=2))
    answer = seat.ask(save(1, response=2))
    assert [(each.status, each.response) for each in answer.results] == [("duplicate", "2")]
    assert _current(work, seat) == 2


def test_another_response_under_a_used_number_is_not_acknowledged_and_has_to_come_again(
    work: OwnWork, seat: Seat
) -> None:
    seat.ask(save(1, response=2), save(2, position=2))
    for other in (save(1, response=3), save(1, position=3, response=2)):
        (result,) = seat.ask(other).results
        assert (result.status, result.response, result.renumber) == ("refused", "2", True)
    assert _current(work, seat) == 2
    answer = seat.ask(save(1, response=3))
    again = seat.ask(save(answer.highest + 1, response=3))
    assert [(each.status, each.renumber) for each in again.results] == [("saved", False)]
    assert (again.acknowledged, _current(work, seat)) == (3, 3)


def test_a_save_that_came_again_under_a_newer_number_is_known_under_the_old_one(work: OwnWork, seat: Seat) -> None:
    seat.ask(save(1, response=2))
    seat.ask(save(2, response=3), save(1, response=3))
    seat.ask(save(3, response=4))
    (result,) = seat.ask(save(1, response=3)).results
    assert (result.status, result.response, result.renumber) == ("duplicate", "3", False)
    assert _current(work, seat) == 4


def test_an_older_save_that_comes_later_doesnt_overwrite(work: OwnWork, seat: Seat) -> None:
    seat.ask(save(2, response=3))
    answer = seat.ask(save(1, response=1))
    assert answer.acknowledged == 2
    assert _current(work, seat) == 3


def test_a_gap_holds_the_acknowledgement_back_until_it_is_filled(seat: Seat) -> None:
    assert seat.ask(save(1), save(3)).acknowledged == 1
    assert seat.ask(save(4)).acknowledged == 1
    assert seat.ask(save(2)).acknowledged == 4


def test_a_late_save_is_kept_but_doesnt_count(work: OwnWork, seat: Seat) -> None:
    seat.ask(save(1, response=1))
    _deadline_passed(work, seat)
    answer = seat.ask(save(2, response=2))
    assert [each.status for each in answer.results] == ["late"]
    assert answer.acknowledged == 2
    assert _current(work, seat) == 1
    assert work.session.get_one(ResponseEventRow, (seat.sitting_id, 1, 2)).response == "2"


def test_a_late_save_repeated_is_still_late(work: OwnWork, seat: Seat) -> None:
    _deadline_passed(work, seat)
    seat.ask(save(1))
    assert [each.status for each in seat.ask(save(1)).results] == ["late"]


def test_a_response_that_doesnt_fit_is_refused_and_leaves_no_gap(work: OwnWork, seat: Seat) -> None:
    answer = seat.ask(save(1, response="nonsense", fits=False), save(2, response=1))
    assert [each.status for each in answer.results] == ["refused", "saved"]
    assert answer.acknowledged == 2
    assert _current(work, seat) == 1


def test_nothing_is_added_after_the_hand_in(work: OwnWork, seat: Seat) -> None:
    seat.ask(save(1, response=1))
    delivery.hand_in(work, seat.sitting_id)
    work.commit()
    answer = seat.ask(save(2, response=2))
    assert ([each.status for each in answer.results], answer.state) == (["refused"], "handed_in")
    assert _current(work, seat) == 1


def test_a_save_during_a_pause_counts(work: OwnWork, seat: Seat) -> None:
    pausing.pause(work, [seat.sitting_id], "alarm")
    work.commit()
    assert [each.status for each in seat.ask(save(1)).results] == ["saved"]


def test_before_the_opening_nothing_is_taken(work: OwnWork, journal: Journal) -> None:
    seat = seat_of(work, journal, freeze_exam(work))
    assert [each.status for each in seat.ask(save(1)).results] == ["refused"]


def test_an_unknown_sitting_or_form_or_admission_is_an_error(seat: Seat) -> None:
    with pytest.raises(UnknownSitting):
        Seat(seat.journal, uuid4(), seat.form).ask(save(1))
    with pytest.raises(UnknownSitting):
        seat.ask(save(1), form="0" * 64)
    with pytest.raises(UnknownSitting):
        seat.ask(save(1), epoch=7)
    assert seat.ask(save(1)).acknowledged == 1


def test_an_error_of_one_request_spares_the_others_of_its_group(work: OwnWork, seat: Seat) -> None:
    work.database.lane.enter()
    outcomes: list[object] = []

    def ask(target: Seat, sequence: int) -> None:
        try:
            outcomes.append(target.ask(save(sequence)).results[0].status)
        except UnknownSitting:
            outcomes.append("unknown")

    wrong = Seat(seat.journal, uuid4(), seat.form)
    threads = [threading.Thread(target=ask, args=(each, n)) for n, each in enumerate((seat, wrong, seat), start=1)]
    for thread in threads:
        thread.start()
    work.database.lane.leave()
    for thread in threads:
        thread.join(20)
    assert sorted(map(str, outcomes)) == ["saved", "saved", "unknown"]


def test_a_later_admission_wins_and_the_page_before_is_told(work: OwnWork, journal: Journal) -> None:
    made = open_exam(work)
    first = seat_of(work, journal, made)
    seating.allow_readmission(work, first.sitting_id, "broken PC")
    work.commit()
    second = seat_of(work, journal, made)
    second.ask(save(1, response=2), epoch=2)
    answer = first.ask(save(1, response=1), epoch=1)
    assert answer.state == "elsewhere"
    assert _current(work, first) == 2


def test_thirty_two_savers_at_once_lose_nothing(work: OwnWork, seat: Seat) -> None:
    threads, each_saves = 32, 8
    answers: list[int] = []

    def keep_saving(number: int) -> None:
        for step in range(each_saves):
            sequence = number * each_saves + step + 1
            answers.append(seat.ask(save(sequence, position=1 + number % 8, response=sequence)).results[0].sequence)

    running_threads = [threading.Thread(target=keep_saving, args=(number,)) for number in range(threads)]
    for thread in running_threads:
        thread.start()
    for thread in running_threads:
        thread.join(60)
    total = threads * each_saves
    work.drop()
    assert sorted(answers) == list(range(1, total + 1))
    assert work.session.query(ResponseEventRow).count() == total
    assert work.session.get_one(AdmissionRow, (seat.sitting_id, 1)).acknowledged == total


def test_saves_that_wait_share_one_commit(work: OwnWork, seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    if not work.database.is_sqlite:
        pytest.skip("only SQLite's journal waits in a lane")
    commits: list[int] = []
    save_group = Journal._save_group
    monkeypatch.setattr(
        Journal, "_save_group", lambda self, group: (commits.append(len(group)), save_group(self, group))
    )
    work.database.lane.enter()
    threads = [threading.Thread(target=seat.ask, args=(save(number),)) for number in range(1, 21)]
    for thread in threads:
        thread.start()
    while seat.journal._queue.qsize() < 19:
        threading.Event().wait(0.005)
    work.database.lane.leave()
    for thread in threads:
        thread.join(20)
    assert sum(commits) == 20
    assert len(commits) <= 2


def test_a_use_case_beside_a_running_saver_loses_nothing(work: OwnWork, seat: Seat) -> None:
    """Reading first and writing later under one deferred transaction would fail or lose updates here."""
    stop, failures, sent = threading.Event(), [], [0]

    def keep_saving() -> None:
        while not stop.is_set():
            sent[0] += 1
            try:
                seat.ask(save(sent[0], response=sent[0] % 3 + 1))
            except Exception as error:
                failures.append(error)
                return

    saver = threading.Thread(target=keep_saving)
    saver.start()
    for number in range(40):
        delivery.show_candidate(work, seat.sitting_id)
        delivery.save_flag(work, seat.sitting_id, number % 8 + 1, True)
        work.commit()
    stop.set()
    saver.join(20)
    work.drop()
    assert failures == []
    assert work.session.get_one(SittingRow, seat.sitting_id).flags == list(range(1, 9))
    assert work.session.get_one(AdmissionRow, (seat.sitting_id, 1)).acknowledged == sent[0]


def test_who_comes_alone_writes_on_their_own_thread(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    threads = watch_commits(seat, monkeypatch)
    assert seat.ask(save(1)).acknowledged == 1
    assert threads == [threading.current_thread().name]


def test_who_comes_while_something_waits_joins_the_journals_group(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    threads = watch_commits(seat, monkeypatch)
    with seat.journal._pen:
        waiting = [seat.journal.carry_out(SaveRequest(seat.sitting_id, 1, seat.form, (save(n),))) for n in (1, 2, 3)]
    assert max(each.result(timeout=20).acknowledged for each in waiting) == 3
    assert set(threads) == {"response-journal"}


def watch_commits(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the threads that commit groups of saves."""
    threads: list[str] = []
    commit = seat.journal._commit

    def watched(requests: Sequence[SaveRequest | Step]) -> list[Outcome]:
        threads.append(threading.current_thread().name)
        return commit(requests)

    monkeypatch.setattr(seat.journal, "_commit", watched)
    return threads


def test_stopping_finishes_what_was_submitted(work: OwnWork, seat: Seat) -> None:
    answer = seat.ask(save(1))
    seat.journal.stop()
    assert not seat.journal.is_running
    assert answer.acknowledged == 1
    assert work.session.execute(text("select count(*) from response_event")).scalar() == 1
