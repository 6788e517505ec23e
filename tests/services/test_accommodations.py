"""Accommodations: decided for a case, applied to what hasn't started, and never to a running clock."""

import pytest

from exam_server.core.accommodation import NONE, Accommodation
from exam_server.core.problems import NotFound, Refused
from exam_server.services import freezing, seating, starting
from exam_server.services.accommodations import decide_accommodation, get_accommodation, list_decisions
from exam_server.services.sittings import view_sitting
from exam_server.store import delivery as store
from tests.making import CANDIDATES, KEYS, MadeExam, OwnWork, freeze_exam, make_player, plan_exam

HALF_MORE = Accommodation(150, 600, larger_type=True, without_seb=True)


def decide(work: OwnWork, made: MadeExam, given: Accommodation, place: int = 0) -> bool:
    case_id = store.list_exam_stages(work.session, made.id)[place].case_id
    done = decide_accommodation(work, made.id, case_id, given)
    work.commit()
    return done


def test_a_factor_decided_before_the_draw_reaches_the_clock_of_that_seat_alone(work: OwnWork) -> None:
    made = plan_exam(work)
    decide(work, made, HALF_MORE)
    cards = freezing.freeze_exam(work, KEYS, made.id)
    work.commit()
    assert [view_sitting(work, card.sitting_id).remaining_seconds for card in cards] == [1800, 1200, 1200]


def test_a_factor_decided_after_the_draw_reaches_a_test_that_has_not_started(work: OwnWork) -> None:
    made = freeze_exam(work)
    form = view_sitting(work, made.sittings[0]).form_digest
    decide(work, made, HALF_MORE)
    view = view_sitting(work, made.sittings[0])
    assert (view.remaining_seconds, view.form_digest) == (1800, form)


def test_a_late_candidate_who_had_an_accommodation_gets_it(work: OwnWork) -> None:
    first = plan_exam(work, CANDIDATES[:1])
    decide(work, first, Accommodation(125))
    other = freeze_exam(work, CANDIDATES[1:])
    card = freezing.add_late_candidate(work, KEYS, other.id, CANDIDATES[0])
    work.commit()
    assert view_sitting(work, card.sitting_id).remaining_seconds == 1500


def test_a_running_clock_is_changed_by_two_people_and_not_by_a_profile(work: OwnWork) -> None:
    made = freeze_exam(work)
    seating.admit(work, made.sittings[0], "passport")
    starting.open_exam(work, made.id)
    work.commit()
    with pytest.raises(Refused) as refused:
        decide(work, made, HALF_MORE)
    work.drop()
    assert refused.value.rule == "P7"
    assert decide(work, made, Accommodation(larger_type=True))


def test_the_newest_decision_counts_and_all_are_kept_with_who_decided(work: OwnWork) -> None:
    made = plan_exam(work)
    olga = make_player(work, "olga")
    work.act_as(olga, "office")
    case_id = store.list_exam_stages(work.session, made.id)[0].case_id
    assert get_accommodation(work, case_id) == NONE
    assert [decide(work, made, given) for given in (HALF_MORE, HALF_MORE, NONE)] == [True, False, True]
    assert get_accommodation(work, case_id) == NONE
    decisions = list_decisions(work, case_id)
    assert [(each.number, each.accommodation, each.decided_by) for each in decisions] == [
        (2, NONE, olga),
        (1, HALF_MORE, olga),
    ]


def test_only_a_candidate_of_the_exam_is_decided_on(work: OwnWork) -> None:
    made = plan_exam(work, CANDIDATES[:1])
    other = plan_exam(work, CANDIDATES[1:])
    stranger = store.list_exam_stages(work.session, other.id)[0].case_id
    with pytest.raises(NotFound):
        decide_accommodation(work, made.id, stranger, HALF_MORE)
    work.drop()
