"""Times as both databases keep them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

from exam_server.core.people import STAFF
from exam_server.store.tables import PersonRow
from tests.making import CAST, OwnWork, open_exam

MOMENTS = (
    datetime(2027, 3, 28, 0, 59, 59, 999999, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 1, tzinfo=UTC),
    datetime(2027, 10, 31, 2, 30, tzinfo=timezone(timedelta(hours=2))),
)


def _person(work: OwnWork, moment: datetime) -> PersonRow:
    return PersonRow(
        id=work.new_id(),
        organisation_id=work.organisation_id,
        given_names="Zenon",
        family_name="Zegarowy",
        created_at=moment,
    )


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_moment_comes_back_to_the_microsecond_and_in_utc(work: OwnWork, moment: datetime) -> None:
    work.record()
    row = _person(work, moment)
    work.session.add(row)
    work.commit()
    work.session.expire_all()
    found = work.session.get_one(PersonRow, row.id).created_at
    assert found == moment
    assert found.utcoffset() == timedelta()


def test_a_time_without_a_zone_is_refused(work: OwnWork) -> None:
    work.record()
    work.session.add(_person(work, datetime(2027, 1, 1)))  # noqa: DTZ001
    with pytest.raises(StatementError, match="without a zone"):
        work.session.flush()
    work.drop()


def test_the_cast_has_everybody_of_the_staff() -> None:
    assert {role for player in CAST.values() for role in player.roles} == STAFF


def test_a_made_exam_runs_with_everybody_seated(work: OwnWork) -> None:
    assert [card.seat for card in open_exam(work).cards] == [1, 2, 3]
