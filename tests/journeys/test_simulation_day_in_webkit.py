"""The same day on three tablets in WebKit, the nearest to an iPad that runs here: cuts, a lost tablet, the known truth.

What differs from Chromium's day: taps are clicks, for WebDriver gives WebKit no fingers; each tablet's way to the server is cut
by stopping its own listener; and its time is real, so that it hears of the day's jumps from the server. All is moderated
without pages. `make test` has two candidates, `make drill` all six (EXAM_WEBKIT_CANDIDATES).
"""

import os
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.journeys.moderation_steps import moderate
from tests.journeys.simulation_day import Day, SteeredClock, make_day
from tests.journeys.simulation_truth import CANDIDATES
from tests.journeys.simulation_work import agrees_with_truth, asks_about_what_had_no_chance, find, work_day
from tests.served import SwitchedServer
from tests.visiting import Visitors
from tests.webkit import OpenWebKit, open_webkit, screen
from tests.webkit_tablet import WebKitTablet

__all__ = ["open_webkit", "screen"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
CUT, LOSSY = "Kazimiera", "Kinga"
COUNT = int(os.environ.get("EXAM_WEBKIT_CANDIDATES", "2"))


@pytest.fixture
def day(app: Flask, visitors: Visitors, open_webkit: OpenWebKit) -> Iterator[Day]:
    server = SwitchedServer(app)
    networks = [server]

    def make_tablet(day: Day, login: str) -> WebKitTablet:
        networks.append(SwitchedServer(app))
        tablet = WebKitTablet.opened(open_webkit(), networks[-1], day.session(login))
        tablet.open_list()
        return tablet

    made = Day(visitors, server, SteeredClock(app.extensions["exam_house"].database), make_tablet)
    chosen = sorted(CANDIDATES, key=lambda each: each.given_names not in (CUT, LOSSY))[:COUNT]
    make_day(made, chosen)
    yield made
    for each in networks:
        each.stop()


def test_a_day_of_cuts_and_a_lost_tablet_in_webkit_ends_in_what_the_scripts_truth_says(day: Day) -> None:
    assert len(day.runs) == 2 * COUNT
    work_day(day, find(day, CUT, 0), find(day, LOSSY, 0))
    for run in day.runs:
        moderate(day, run)
        agrees_with_truth(day, run)
        asks_about_what_had_no_chance(day, run)
