"""A day of six candidates at two stations before three assessors, ending in what the scripts' known truth says.

Real: the server and its database, the pages, service worker, IndexedDB and log modules of three tablets in Chromium at
1024×768 with touch, each with a clock that goes with the server's. Two encounters are worked with fingers on all three
tablets: in the first one the network is cut for two of them, in the second one for one that never comes back, and for one that
seals. The sheets of the other ten are written by the same modules in the same browsers, without their page. The prompter's
taps come through the end point of their page, one by one or, as after a lost network, all at the end. Everything is compared
with `simulation_truth`, which knows only the script and what each candidate does at which second.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.journeys.chromium_tablet import ChromiumTablet
from tests.journeys.moderation_steps import converse, moderate, moderate_on_pages
from tests.journeys.simulation_day import Day, SteeredClock, make_day
from tests.journeys.simulation_work import agrees_with_truth, asks_about_what_had_no_chance, find, work_day
from tests.served import SwitchedServer
from tests.visiting import Visitors

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.fixture
def day(app: Flask, visitors: Visitors, chromium: Browser) -> Iterator[Day]:
    tablets: list[ChromiumTablet] = []
    server = SwitchedServer(app)

    def make_tablet(day: Day, login: str) -> ChromiumTablet:
        now = day.clock.wall()
        tablets.append(ChromiumTablet.opened(chromium, server.address, day.session(login), now, day.problems))
        return tablets[-1]

    made = Day(visitors, server, SteeredClock(app.extensions["exam_house"].database), make_tablet)
    make_day(made)
    yield made
    for each in tablets:
        each.page.context.close()
    server.stop()
    assert made.problems == []


def test_a_day_of_cuts_and_a_lost_tablet_ends_in_what_the_scripts_truth_says(day: Day) -> None:
    assert len(day.runs) == 12
    verdicts = {shown.verdict for run in day.runs for shown in run.truth.values()}
    assert len(verdicts) == 4, "met, not met, without a chance, with too few: the day knows all of them"
    cut, lossy = find(day, "Kazimiera", 0), find(day, "Kinga", 0)
    work_day(day, cut, lossy)
    for run in day.runs:
        (moderate_on_pages if run is lossy else moderate)(day, run)
    for run in day.runs:
        agrees_with_truth(day, run)
        asks_about_what_had_no_chance(day, run)
    early = find(day, "Klemens", 0)
    missing = next(code for code, shown in early.truth.items() if shown.level is None)
    converse(day, early.case_id, missing)
