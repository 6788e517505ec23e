"""Times as people of Warsaw read them, also in the nights in which the clocks change."""

from datetime import UTC, datetime

import pytest
from flask import Flask


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 10, 24, 23, 59, tzinfo=UTC), "01:59"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "02:30 CEST"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "02:30 CET"),
        (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), "03:00"),
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "01:59"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "03:00"),
        (datetime(2027, 7, 1, 9, 0, tzinfo=UTC), "11:00"),
    ],
)
def test_a_time_says_which_one_it_is_only_in_the_hour_that_comes_twice(
    app: Flask, moment: datetime, shown: str
) -> None:
    with app.test_request_context():
        filters = app.jinja_env.filters
        assert filters["as_time"](moment) == shown
        assert filters["as_datetime"](moment).endswith(shown)
        assert filters["as_clock"](moment) == f"{shown[:5]}:00{shown[5:]}"
