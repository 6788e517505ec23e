"""All exams of a day in one composer: across places, with who is appointed already, and with who is away."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from exam_server.services.composing_day import compose_day, list_days
from exam_server.services.exam import ExamPlan, add_candidates, make_exam
from exam_server.services.people import make_account
from exam_server.services.qualification import adopt_edition
from tests.encounters import COMMISSION, load_scenario, plan_exam
from tests.making import CANDIDATES, OwnWork, make_player
from tests.other_qualification import CODE as OTHER_CODE
from tests.other_qualification import QUALIFICATION as OTHER
from tests.proving import appoint, prove, prove_all

DAY = date(2027, 3, 1)
BAKERY = datetime(2027, 3, 1, 7, tzinfo=UTC)


@pytest.fixture
def accounts(work: OwnWork) -> dict[str, UUID]:
    """Three who make a legal commission of the shipped qualification, and two bakers who make one of the other."""
    found = {login: make_player(work, login) for login in (*COMMISSION, "robert", "pola", "olga")}
    prove_all(work, [found[login] for login in COMMISSION])
    for login, role in (("piotr", "chair"), ("paula", "assessor")):
        found[login] = make_account(work, login, "Osoba", f"Piekarska-{login}", (role,))  # type: ignore[arg-type]
        work.commit()
        prove(work, found[login], "b", code=OTHER_CODE, level=6)
    return found


def bake(work: OwnWork, place: str) -> UUID:
    """An exam of the other qualification on the same day."""
    edition_id = adopt_edition(work, OTHER_CODE, replace(OTHER, methods=()))
    work.commit()
    exam_id = make_exam(work, ExamPlan(edition_id, "Chleb", place, BAKERY, None, load_scenario(work, OTHER_CODE), {}))
    work.commit()
    add_candidates(work, exam_id, CANDIDATES[1:])
    work.commit()
    return exam_id


@pytest.mark.rule("S2")
@pytest.mark.rule("S3")
def test_every_exam_of_a_day_gets_its_own_qualifications_commission(work: OwnWork, accounts: dict[str, UUID]) -> None:
    first = plan_exam(work, accounts)
    other = bake(work, "Toruń")
    work.act_as(accounts["olga"], "office")
    assert list_days(work) == [(DAY, 2)]
    view = compose_day(work, DAY)
    assert view.composition.possible and view.candidates == 3
    members = {id: set(found.commissions[0].members) for id, found in view.composition.exams.items()}
    assert members == {
        first: {accounts[login] for login in COMMISSION},
        other: {accounts["piotr"], accounts["paula"]},
    }
    assert {each.name: each.load for each in view.members}["Osoba Piekarska-paula"] == 2


@pytest.mark.rule("S2")
def test_who_is_away_or_appointed_elsewhere_is_counted_and_what_lacks_is_named(
    work: OwnWork, accounts: dict[str, UUID]
) -> None:
    first = plan_exam(work, accounts)
    other = bake(work, "Toruń")
    away = compose_day(work, DAY, away=[accounts["paula"]]).composition
    assert not away.possible and [each.rule for each in away.exams[other].blocked] == ["S2"]
    assert not away.exams[first].blocked
    prove(work, accounts["asia"], "b", code=OTHER_CODE, level=6)
    assert compose_day(work, DAY, away=[accounts["paula"]]).apart == ("Toruń", "Gdynia")
    appoint(work, first, [accounts[login] for login in COMMISSION], accounts["czeslawa"])
    view = compose_day(work, DAY, away=[accounts["paula"]])
    assert [each.kept for each in view.exams] == [False, True], "the earlier exam comes first"
    assert [each.rule for each in view.composition.exams[other].blocked] == ["S2"]
    assert compose_day(work, DAY).composition.possible
    assert not any(each.kept for each in compose_day(work, DAY, anew=True).exams)
