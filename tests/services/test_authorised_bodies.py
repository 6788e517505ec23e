"""Another body carries out an exam only where it's authorised for it on that day, and the protocol names both (L10)."""

from dataclasses import replace
from datetime import date

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.core.validators import Authorisation
from exam_server.services.protocol_record import Issue, Wanted, gather_record
from exam_server.services.validators import (
    authorise,
    choose_validator,
    end_authorisation,
    find_validator,
    is_authorised,
    list_validators,
)
from tests.deciding import act_as, make_decidable
from tests.making import CODE, OwnWork, make_player, plan_exam

GIVEN = Authorisation("Ośrodek Herbaciany", "Sopot", "umowa 7/2026", date(2027, 1, 1), date(2027, 12, 31))


@pytest.mark.rule("L10")
def test_a_body_validates_an_exam_on_a_day_of_its_authorisation_alone(work: OwnWork) -> None:
    made = plan_exam(work)
    work.act_as(make_player(work, "olga"), "office")
    body = authorise(work, CODE, GIVEN)
    late = authorise(work, CODE, replace(GIVEN, valid_from=date(2027, 3, 2)))
    work.commit()
    with pytest.raises(Refused) as refused:
        choose_validator(work, made.id, late)
    assert refused.value.rule == "L10"
    work.drop()
    assert find_validator(work, made.id) is None
    choose_validator(work, made.id, body)
    work.commit()
    found = find_validator(work, made.id)
    assert found is not None and found.authorisation == GIVEN
    assert is_authorised(work, made.id)
    end_authorisation(work, body)
    work.commit()
    assert {each.id for each in list_validators(work) if each.authorisation.ended_on} == {body}
    with pytest.raises(Refused):
        choose_validator(work, made.id, body)
    work.drop()
    assert not is_authorised(work, made.id)
    choose_validator(work, made.id, None)
    work.commit()
    assert find_validator(work, made.id) is None
    with pytest.raises(NotFound):
        authorise(work, "inna-kwalifikacja", GIVEN)


@pytest.mark.rule("L10")
def test_the_protocol_names_the_awarding_body_and_who_validated(work: OwnWork) -> None:
    made = make_decidable(work)
    act_as(work, made, "olga")
    issue = Issue("2027/00001", date(2027, 3, 2), 14)
    body = gather_record(work, made.case_id, Wanted(0), issue).body
    assert (body.name, body.validator) == ("Izba Herbaciana", "Izba Herbaciana")
    choose_validator(work, made.exam_id, authorise(work, CODE, GIVEN))
    work.commit()
    body = gather_record(work, made.case_id, Wanted(0), issue).body
    assert (body.name, body.seat, body.validator) == ("Izba Herbaciana", "Gdynia", "Ośrodek Herbaciany")
