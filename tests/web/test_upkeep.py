"""What the server does once a day by itself: until it's done, and then not before the next day."""

import pytest
from flask import Flask

from exam_server.services.work import Work
from exam_server.web.upkeep import NewDay


def test_what_a_day_begins_with_is_tried_until_it_is_done_and_then_once(app: Flask) -> None:
    tries: list[Work] = []

    def job(work: Work) -> None:
        tries.append(work)
        if len(tries) == 1:
            raise OSError("disk")

    begin = NewDay(app, job)
    with pytest.raises(OSError, match="disk"):
        begin()
    begin()
    begin()
    assert len(tries) == 2
