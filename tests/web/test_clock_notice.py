"""The desk is told plainly when a clock was set, and nobody else needs to know."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from exam_server.services import members
from exam_server.store.machine_clock import MachineClock
from tests.making import freeze_exam, make_player, open_own_work
from tests.visiting import Visitors


class SetClock(MachineClock):
    """This machine's clocks, the wall clock set by some hours."""

    def __init__(self, hours: int) -> None:
        super().__init__()
        self._hours = hours

    def wall(self) -> datetime:
        return super().wall() + timedelta(hours=self._hours)


@pytest.mark.parametrize(("hours", "told"), [(0, False), (1, True), (-1, True)])
def test_the_board_says_that_the_servers_clock_was_set_and_that_time_goes_on(
    app: Flask, visitors: Visitors, hours: int, told: bool
) -> None:
    database = app.extensions["exam_house"].database
    with open_own_work(database) as work:
        made = freeze_exam(work)
        visitors.accounts["daria"] = make_player(work, "daria")
        members.change_members(work, made.id, {"desk": [visitors.accounts["daria"]]})
        work.commit()
    client = visitors.as_player("daria")
    database.machine = SetClock(hours)
    words = "Zegar serwera i czas egzaminu różnią się o 3600 s: zegar przestawiono."
    for address in (f"/desk/exams/{made.id}", f"/desk/exams/{made.id}/seats"):
        assert (words in client.get(address).get_data(as_text=True)) == told
    assert client.get("/readyz").get_json()["clock_offset_seconds"] == pytest.approx(3600 * hours, abs=1)
