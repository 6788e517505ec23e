"""Whoever verified or decided doesn't decide on it again, at no act; and no way of an appeal ends without a way out (S9)."""

from uuid import UUID

import pytest

from exam_server.core.commission_acts import find_obstacle
from exam_server.core.problems import Refused
from exam_server.services import handling_appeals as handling
from exam_server.services import hearing_appeals as hearing
from exam_server.services import people
from exam_server.services.appeal_panel import assign_members, list_choices, may_assign
from exam_server.services.appeal_rows import get_appeal_row
from exam_server.services.appeal_view import show_appeal
from exam_server.services.appealing import withdraw_appeal
from exam_server.services.appointing import put_member
from exam_server.services.commission import check_commission
from exam_server.services.own_appeals import list_own_appeals
from tests.appealed import Appealed, as_decider, as_office, assign, file, make_told, recuse, rule, seal_all
from tests.making import OwnWork


@pytest.fixture
def told(work: OwnWork) -> Appealed:
    return make_told(work)


def dismiss(work: OwnWork, told: Appealed) -> UUID:
    """An appeal that changes nothing, told to the candidate."""
    appeal_id = file(work, told, "1A1")
    assign(work, told, appeal_id)
    seal_all(work, told, appeal_id, jan="not_met", ewa="not_met", zofia="met")
    assert rule(work, told, appeal_id) == 0
    as_office(work, told)
    handling.tell_ruling(work, appeal_id)
    work.commit()
    return appeal_id


@pytest.mark.rule("S9")
def test_a_second_appeal_about_the_same_is_decided_by_others_than_the_first(work: OwnWork, told: Appealed) -> None:
    dismiss(work, told)
    second = file(work, told, "1A1")
    as_office(work, told)
    handling.admit_appeal(work, second)
    work.commit()
    grounds = {each.account_id: each.ground for each in list_choices(work, get_appeal_row(work, second))}
    assert {grounds[each] for each in told.deciders.values()} == {"decider"}
    with pytest.raises(Refused) as refused:
        assign_members(work, second, list(told.deciders.values()), told.deciders["zofia"])
    assert refused.value.rule == "S9"


@pytest.mark.rule("S9")
def test_who_decided_on_an_appeal_verifies_nothing_of_that_candidate_later(work: OwnWork, told: Appealed) -> None:
    dismiss(work, told)
    before = check_commission(work, told.case_id)
    work.record()
    put_member(work, told.made.exam_id, told.deciders["jan"], "assessor")
    work.commit()
    found = check_commission(work, told.case_id)
    assert not {each.ground for each in before.excluded}
    assert [(each.account_id, each.ground, each.rule) for each in found.excluded] == [
        (told.deciders["jan"], "decider", "S9")
    ]
    assert find_obstacle("decide", found, told.deciders["jan"]) is not None


@pytest.mark.rule("S9")
def test_whoever_verified_acts_on_the_appeal_for_the_office_at_no_step(work: OwnWork, told: Appealed) -> None:
    appeal_id = file(work, told, "1A1")
    as_office(work, told)
    handling.admit_appeal(work, appeal_id)
    work.commit()
    three, chair = list(told.deciders.values()), told.deciders["zofia"]
    for act in (
        lambda: assign_members(work, appeal_id, three, chair),
        lambda: handling.tell_ruling(work, appeal_id),
        lambda: handling.plan_repeat(work, appeal_id, told.made.exam_id),
    ):
        work.act_as(told.made.accounts["asia"], "office")
        with pytest.raises(Refused) as refused:
            act()
        assert (refused.value.rule, "verifying" in str(refused.value.why)) == ("S9", True)
        work.drop()


def propose(work: OwnWork, told: Appealed) -> UUID:
    """A ruling that waits for its confirmation."""
    appeal_id = file(work, told, "1A1")
    assign(work, told, appeal_id)
    seal_all(work, told, appeal_id, jan="met", ewa="not_met", zofia="met")
    as_decider(work, told, "jan")
    hearing.propose_appeal_ruling(work, appeal_id, {"1A1": "Zapis rozmowy to pokazuje."}, "Odwołanie jest zasadne.")
    work.commit()
    return appeal_id


@pytest.mark.rule("S9", "S2")
def test_a_ruling_that_its_members_may_not_let_hold_any_more_is_proposed_anew_by_others(
    work: OwnWork, told: Appealed
) -> None:
    more = people.make_account(work, "adam-o", "Adam", "Odwoławczy", ["assessor"])
    work.commit()
    appeal_id = propose(work, told)
    as_office(work, told)
    assert not may_assign(work, get_appeal_row(work, appeal_id)), "nothing keeps them from ruling"
    recuse(work, told, told.deciders["ewa"])
    as_decider(work, told, "zofia")
    with pytest.raises(Refused):
        hearing.confirm_appeal_ruling(work, appeal_id)
    work.drop()
    as_office(work, told)
    assert may_assign(work, get_appeal_row(work, appeal_id))
    others = [told.deciders["jan"], more, told.deciders["zofia"]]
    with pytest.raises(Refused, match="is missing"):
        assign_members(work, appeal_id, others, told.deciders["zofia"])
    work.drop()
    assign_members(work, appeal_id, others, told.deciders["zofia"], "Ewa jest krewną kandydatki.")
    work.commit()
    assert show_appeal(work, appeal_id).line.state == "assigned"
    work.act_as(more, "assessor")
    hearing.seal_opinion(work, appeal_id, {"1A1": ("met", "Powód Adama.")})
    work.commit()
    assert rule(work, told, appeal_id) == 1


@pytest.mark.rule("S9")
def test_a_candidate_takes_an_appeal_back_until_it_is_ruled_on_whatever_its_members_have_proposed(
    work: OwnWork, told: Appealed
) -> None:
    appeal_id = propose(work, told)
    work.actor = told.candidate
    [own] = list_own_appeals(work, told.case_id)
    assert (own.state, own.may_withdraw) == ("assigned", True), "how far members are isn't told"
    withdraw_appeal(work, told.case_id, appeal_id)
    work.commit()
    as_decider(work, told, "zofia")
    with pytest.raises(Refused):
        hearing.confirm_appeal_ruling(work, appeal_id)
