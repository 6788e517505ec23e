"""What becomes of a notice: it's sent once or its end is named, and tries come less and less often."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from exam_server.core.notice_words import NOTICE_WORDS, STATE_WORDS, TROUBLE_WORDS
from exam_server.core.notices import (
    FIRST_WAIT,
    LEASE,
    LIFETIME,
    LONGEST_WAIT,
    NOTICE_KINDS,
    POST_STEPS,
    SETTLING,
    Posted,
    Standing,
    claim,
    put_off,
    queue,
    settle,
    try_again,
    wait_after,
)
from exam_server.services.posting_process import MOST_SECONDS

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
kinds = st.sampled_from(NOTICE_KINDS)
answers = st.builds(Posted, st.sampled_from((None, *POST_STEPS)), st.sampled_from((0, 421, 450, 530, 550, 554)))


def sent_at_once(answer: Posted, at: datetime = NOON) -> Standing:
    return settle(claim(queue("result_released", True, at), True, at), answer, at)


@given(kinds, st.lists(st.tuples(answers, st.booleans()), max_size=40))
def test_a_notice_is_due_until_it_has_ended_and_what_is_sent_stays_sent(
    kind: str, tries: list[tuple[Posted, bool]]
) -> None:
    now, standing = NOON, queue(kind, True, NOON)  # type: ignore[arg-type]
    for posted, has_address in tries:
        now = max(now, standing.due_at)
        if not standing.is_due(now):
            break
        standing = claim(standing, has_address, now)
        if standing.state == "waiting":
            assert not standing.is_due(now) and standing.is_due(now + LEASE)
            standing = settle(standing, posted, now)
        assert (standing.state == "waiting") == (standing.ended_at is None)
        assert standing.claimed_until is None
        assert standing.state != "sent" or try_again(standing, True, now) == standing
    assert now - NOON <= LIFETIME + LONGEST_WAIT + SETTLING.get(kind, timedelta())  # type: ignore[call-overload]


def test_what_the_server_took_is_sent_and_what_it_refuses_for_good_is_not_tried_by_itself() -> None:
    assert sent_at_once(Posted()).state == "sent"
    for step in ("recipient", "content"):
        assert sent_at_once(Posted(step, 550)).state == "refused"
        assert sent_at_once(Posted(step, 451)).state == "waiting"
        assert sent_at_once(Posted(step)).state == "waiting"
    assert sent_at_once(Posted("address")).state == "refused"


@given(st.sampled_from(("connect", "encrypt", "log_in", "sender")), st.sampled_from((0, 421, 535, 550)))
def test_what_is_wrong_with_the_mail_server_costs_no_notice_its_turn(step: str, code: int) -> None:
    posted = Posted(step, code)  # type: ignore[arg-type]
    assert posted.is_servers and sent_at_once(posted).state == "waiting"


@given(st.integers(1, 500))
def test_tries_come_less_and_less_often_but_never_stop(attempts: int) -> None:
    assert FIRST_WAIT <= wait_after(attempts) <= wait_after(attempts + 1) <= LONGEST_WAIT
    assert wait_after(attempts + 1) <= 2 * wait_after(attempts)


def test_news_that_came_too_late_or_for_nobody_is_not_sent_and_the_office_can_try_again() -> None:
    waiting = queue("planned", True, NOON)
    assert not waiting.is_due(NOON) and waiting.is_due(NOON + SETTLING["planned"])
    late = NOON + LIFETIME + MINUTE
    assert claim(waiting, True, late).state == "expired"
    assert claim(waiting, False, NOON).state == queue("planned", False, NOON).state == "unaddressed"
    again = try_again(claim(waiting, True, late), True, late)
    assert (again.state, again.attempts, again.is_due(late)) == ("waiting", 0, True)
    assert try_again(again, False, late).is_due(late)
    assert try_again(claim(waiting, False, NOON), False, late).state == "unaddressed"


def test_the_same_news_again_waits_until_it_is_quiet() -> None:
    waiting = queue("planned", True, NOON)
    later = put_off(waiting, "planned", NOON + 5 * MINUTE)
    assert (later.due_at, later.queued_at) == (NOON + 5 * MINUTE + SETTLING["planned"], NOON)
    assert put_off(queue("result_released", True, NOON), "result_released", NOON).due_at == NOON


def test_nobody_takes_a_letter_up_while_it_may_still_be_on_its_way() -> None:
    assert timedelta(seconds=MOST_SECONDS) < LEASE


def test_every_kind_state_and_trouble_has_words() -> None:
    assert set(NOTICE_WORDS) == set(NOTICE_KINDS)
    assert set(TROUBLE_WORDS) == set(POST_STEPS)
    assert len(STATE_WORDS) == 5
