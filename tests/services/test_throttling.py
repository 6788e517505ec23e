"""Attempts that fail are counted one by one, logged without what was typed, and shown to the administrator for a day."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

from structlog.testing import capture_logs

from exam_server.services.attempts import list_tried_doors
from exam_server.services.delivery import enter_ticket
from exam_server.services.logging_in import Entrance, log_in
from exam_server.services.people import SessionLimits
from exam_server.services.throttling import Door, count_attempt, forget_failures, note_failure, throttle_key
from exam_server.store.database import Database
from exam_server.store.people import find_throttle
from exam_server.store.tables import FailedAttemptRow
from tests.making import KEYS, OwnWork, make_player, open_own_work

LOGIN, TICKET = Door("login", 3, 6, 300), Door("ticket", 3, 6, 300)
ENTRANCE = Entrance(KEYS, LOGIN, SessionLimits(timedelta(hours=1), timedelta(hours=12)))
TYPED = "hasło, którego nikt nie zna"
AT_ONCE = 8


def _fail(work: OwnWork, login: str, times: int = 1) -> None:
    for _ in range(times):
        log_in(work, ENTRANCE, login, TYPED)
        work.commit()


def _counted(work: OwnWork, who: str) -> int:
    work.drop()
    row = find_throttle(work.session, throttle_key(KEYS, LOGIN, who))
    return row.failures if row else 0


def test_wrong_attempts_in_the_same_instant_all_count(work: OwnWork, database: Database) -> None:
    together = Barrier(AT_ONCE)

    def try_once(_: int) -> None:
        with open_own_work(database, work.organisation_id) as own:
            together.wait()
            own.record()
            count_attempt(own, KEYS, LOGIN, "olga")
            own.commit()

    for round_ in (1, 2):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(try_once, range(AT_ONCE)))
        assert (_counted(work, "olga"), _counted(work, "")) == (AT_ONCE * round_, AT_ONCE * round_)


def test_two_who_log_in_at_once_both_forget_the_failures_before(work: OwnWork) -> None:
    _fail(work, "olga")
    with open_own_work(work.database, work.organisation_id) as other:
        assert find_throttle(other.session, throttle_key(KEYS, LOGIN, "olga")) is not None
        _forget(work)
        _forget(other)
    assert _counted(work, "olga") == 0


def _forget(work: OwnWork) -> None:
    work.record()
    forget_failures(work, KEYS, LOGIN, "olga")
    work.commit()


def _logged(event: str, lines: list[Any]) -> list[Mapping[str, Any]]:
    return [line for line in lines if line["event"] == event]


def test_a_wrong_password_is_logged_with_the_account_and_nothing_that_was_typed(work: OwnWork) -> None:
    account_id = make_player(work, "olga")
    with capture_logs() as lines:
        _fail(work, "olga")
        _fail(work, "olgaa")
    known, unknown = _logged("door.failed", lines)
    assert (known["door"], known["account"]) == ("login", str(account_id))
    assert unknown["account"] is None
    assert known["who"] != unknown["who"]
    assert "olga" not in str(lines) and TYPED not in str(lines)


def test_a_wrong_ticket_is_logged_too(work: OwnWork) -> None:
    with capture_logs() as lines:
        enter_ticket(work, KEYS, TICKET, "AAAA-AAAA-AA")
        work.commit()
    (line,) = _logged("door.failed", lines)
    assert line["door"] == "ticket"
    assert "AAAA" not in str(lines)


def test_who_comes_to_a_closed_door_is_logged(work: OwnWork) -> None:
    _fail(work, "olga", LOGIN.limit)
    with capture_logs() as lines:
        _fail(work, "olga")
        _fail(work, "daria", LOGIN.global_limit - LOGIN.limit)
        _fail(work, "adam")
    assert [line["everybody"] for line in _logged("door.closed", lines)] == [False, True]


def test_the_administrator_sees_how_many_failed_and_who_is_kept_out(work: OwnWork) -> None:
    olga = make_player(work, "olga")
    make_player(work, "daria")
    _fail(work, "olga", LOGIN.limit)
    _fail(work, "daria")
    (seen,) = list_tried_doors(work, KEYS, (LOGIN, TICKET))
    assert (seen.name, seen.last_hour, seen.last_day, seen.everybody) == ("login", 4, 4, False)
    assert seen.accounts == ((olga, "Olga Organizująca"),)
    assert seen.others == 0


def test_names_that_nobody_has_are_a_number_and_a_door_closed_to_everybody_is_said(work: OwnWork) -> None:
    _fail(work, "nobody", LOGIN.limit)
    _fail(work, "someone", LOGIN.limit)
    (seen,) = list_tried_doors(work, KEYS, (LOGIN,))
    assert (seen.accounts, seen.others, seen.everybody) == ((), 2, True)


def test_what_failed_a_day_ago_is_dropped_with_the_next_failure(work: OwnWork) -> None:
    _fail(work, "olga", 2)
    work.record()
    first, second = work.session.query(FailedAttemptRow).all()
    first.at -= timedelta(minutes=61)
    second.at -= timedelta(hours=24, minutes=1)
    work.commit()
    (seen,) = list_tried_doors(work, KEYS, (LOGIN,))
    assert (seen.last_hour, seen.last_day) == (0, 1)
    work.record()
    note_failure(work, KEYS, LOGIN, "olga")
    work.commit()
    assert work.session.query(FailedAttemptRow).count() == 2


def test_what_nobody_could_read_keeps_no_one_out(work: OwnWork) -> None:
    for _ in range(LOGIN.limit):
        work.record()
        note_failure(work, KEYS, LOGIN, "")
        work.commit()
    (seen,) = list_tried_doors(work, KEYS, (LOGIN,))
    assert (seen.last_hour, seen.others, seen.everybody) == (3, 0, False)
