"""An authorisation to validate holds from its first day until its last one, or until it's ended (L10)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from exam_server.core.problems import Refused
from exam_server.core.validators import Authorisation, require_authorisation, require_authorised

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)
GIVEN = Authorisation("Ośrodek Herbaciany", "Sopot", "umowa 7/2026", FIRST, LAST)
DAY = timedelta(days=1)


@pytest.mark.rule("L10")
def test_an_authorisation_holds_on_its_first_and_last_day_and_not_beyond() -> None:
    assert [GIVEN.holds_on(day) for day in (FIRST - DAY, FIRST, LAST, LAST + DAY)] == [False, True, True, False]
    assert replace(GIVEN, valid_until=None).holds_on(LAST + 1000 * DAY)
    ended = replace(GIVEN, ended_on=FIRST + 10 * DAY)
    assert [ended.holds_on(FIRST + each * DAY) for each in (9, 10)] == [True, False]


@pytest.mark.rule("L10")
def test_who_is_not_authorised_on_the_day_does_not_validate() -> None:
    require_authorised(GIVEN, LAST)
    with pytest.raises(Refused, match="isn't authorised") as refused:
        require_authorised(GIVEN, LAST + DAY)
    assert refused.value.rule == "L10"


@pytest.mark.rule("L10")
@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"seat": "a" * 201}, {"agreement": ""}, {"valid_until": FIRST - DAY}]
)  # fmt: skip
def test_an_impossible_authorisation_is_not_recorded(wrong: dict[str, object]) -> None:
    require_authorisation(replace(GIVEN, valid_until=FIRST))
    with pytest.raises(Refused):
        require_authorisation(replace(GIVEN, **wrong))  # type: ignore[arg-type]
