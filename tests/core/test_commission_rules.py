"""A commission is legal for a candidate on a day, or every reason why not is named with its rule."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from exam_server.core.commission import (
    Barred,
    CommissionCheck,
    Education,
    Seat,
    check_commission,
    is_demanded,
    judge_member,
)
from exam_server.core.experience import Document, Period
from exam_server.core.qualification import CommissionRule
from tests.core.commission_seats import LEGAL, ON, RULE, seat
from tests.other_qualification import QUALIFICATION as OTHER

NOBODY = Barred()


def check(*seats: Seat, barred: Barred = NOBODY, on: date = ON, rule: CommissionRule = RULE) -> CommissionCheck:
    return check_commission(rule, seats, barred, on)


def rules_of(found: CommissionCheck) -> list[tuple[str, str]]:
    return [(problem.rule, problem.place) for problem in found.problems]


def test_a_legal_commission_has_no_problem() -> None:
    found = check(*LEGAL)
    assert found.is_legal and found.members == LEGAL and found.excluded == ()


@pytest.mark.rule("S2")
def test_fewer_members_than_the_rules_say_are_no_commission() -> None:
    found = check(seat(1, "ab"), seat(2, "cd"))
    assert rules_of(found) == [("S2", "")]
    assert "2" in str(found.problems[0].message) and found.problems[0].remedy is not None


@pytest.mark.rule("S2")
def test_a_recusal_that_leaves_too_few_or_a_credential_uncovered_blocks_until_somebody_replaces_them() -> None:
    recused = Barred(recused=frozenset({UUID(int=2)}))
    found = check(*LEGAL, barred=recused)
    assert rules_of(found) == [("S2", ""), ("S3", "c")]
    assert [(each.ground, each.rule) for each in found.excluded] == [("recused", "S2")]
    assert check(*LEGAL, seat(4, "c"), barred=recused).is_legal
    assert rules_of(check(*LEGAL, seat(4, "d"), barred=recused)) == [("S3", "c")]


@pytest.mark.rule("S2")
def test_who_is_appointed_later_doesn_t_count_yet() -> None:
    assert rules_of(check(*LEGAL, on=date(2026, 11, 25)))[0] == ("S2", "")


@pytest.mark.rule("S3")
def test_every_member_needs_the_education_and_a_credential() -> None:
    found = check(*LEGAL, seat(4, "b", educated=False), seat(5, ""))
    assert rules_of(found) == [("S3", str(UUID(int=4))), ("S3", str(UUID(int=5)))]


@pytest.mark.rule("S3")
def test_together_the_members_hold_all_credentials() -> None:
    assert rules_of(check(seat(1, "ab"), seat(2, "b"), seat(3, "b"))) == [("S3", "c"), ("S3", "d")]
    assert check(seat(1, "ab"), seat(2, "b"), seat(3, "b"), rule=replace(RULE, jointly_all=False)).is_legal


@pytest.mark.rule("S6")
def test_a_declaration_comes_before_the_day() -> None:
    assert rules_of(check(*LEGAL[:2], seat(3, "bd", declared=None))) == [("S6", str(UUID(int=3)))]
    assert rules_of(check(*LEGAL[:2], seat(3, "bd", declared=date(2026, 11, 27)))) == [("S6", str(UUID(int=3)))]


@pytest.mark.rule("S10")
def test_a_trainer_takes_no_part_in_verifying_who_they_trained() -> None:
    barred = Barred(trainers=frozenset({UUID(int=1)}))
    found = check(*LEGAL, barred=barred)
    assert [(each.account_id, each.rule) for each in found.excluded] == [(UUID(int=1), "S10")]
    assert rules_of(found) == [("S2", ""), ("S3", "a")]
    assert check(*LEGAL, seat(4, "a"), barred=barred).is_legal


@pytest.mark.rule("S8")
def test_the_candidate_s_advisor_takes_no_part() -> None:
    found = check(*LEGAL, barred=Barred(advisors=frozenset({UUID(int=3)})))
    assert [(each.account_id, each.rule) for each in found.excluded] == [(UUID(int=3), "S8")]
    assert not found.is_legal


def document(shows: str, day: date = date(2026, 1, 1), verified: date | None = date(2026, 2, 1)) -> Document:
    return Document(frozenset(shows), day, verified)


@pytest.mark.rule("S3")
@pytest.mark.rule("S5")
def test_a_member_is_judged_by_verified_documents_on_the_day_of_appointment() -> None:
    education = [Education(7, (document("a"),))]
    periods = [Period(date(2019, 1, 1), date(2025, 12, 31), (document("b"),))]
    found = judge_member(RULE, education, periods, ON)
    assert found.educated and found.held == {"a", "b"}
    before = judge_member(RULE, education, periods, date(2026, 1, 31))
    assert not before.educated and before.held == frozenset()


@pytest.mark.rule("S4")
@pytest.mark.parametrize(
    ("first", "last", "counted"),
    [(date(2005, 1, 1), date(2014, 12, 31), 0), (date(2024, 1, 1), date(2025, 12, 31), 731)],
)
def test_proved_work_that_is_too_old_or_too_short_is_refused_by_the_rule_of_years(
    first: date, last: date, counted: int
) -> None:
    standing = judge_member(RULE, [Education(7, (document(""),))], [Period(first, last, (document("b"),))], ON)
    found = check(*LEGAL, Seat(UUID(int=4), "Stefan", standing, ON))
    assert rules_of(found) == [("S4", str(UUID(int=4)))]
    assert f"{counted} of" in str(found.problems[0].message)


def test_a_lower_level_of_education_is_not_enough() -> None:
    assert not judge_member(RULE, [Education(6, (document("a"),))], [], ON).educated
    assert judge_member(RULE, [Education(8, (document(""),))], [], ON).educated


def test_other_numbers_come_from_the_other_qualification_alone() -> None:
    rule = OTHER.commission
    periods = [Period(date(2021, 1, 1), date(2023, 12, 31), (document("b"),))]
    standing = judge_member(rule, [Education(6, (document(""),))], periods, ON)
    assert standing.held == {"b"} and standing.educated
    two = [Seat(UUID(int=number), "Osoba", standing, ON) for number in (1, 2)]
    assert check_commission(rule, two, Barred(), ON).is_legal
    assert [each.rule for each in check_commission(rule, two[:1], Barred(), ON).problems] == ["S2"]
    assert judge_member(rule, [], periods, date(2028, 1, 1)).held == frozenset()


def test_a_form_that_says_nothing_demands_nothing() -> None:
    assert not is_demanded(CommissionRule()) and is_demanded(RULE)
    assert check(rule=CommissionRule()).is_legal
    assert check(seat(1, "", educated=False, declared=None), rule=CommissionRule()).is_legal
