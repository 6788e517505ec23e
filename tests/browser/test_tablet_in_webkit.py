"""The assessor's tablet in WebKit: a whole sheet, a network that's cut, a reload, and nothing lost or doubled."""

from collections.abc import Iterator

import pytest
from flask import Flask

from exam_server.services import rating
from exam_server.store.tables import SealRow
from exam_server.web.access import SESSION_COOKIE
from tests.encounters import MadeEncounter, act_as, give_pin, make_encounter, tap_run
from tests.journeys.day_tablet import reason
from tests.making import OwnWork, open_own_work
from tests.served import SwitchedServer
from tests.visiting import Visitors
from tests.webkit import OpenWebKit, open_webkit, screen
from tests.webkit_tablet import WebKitTablet

__all__ = ["open_webkit", "screen"]
pytestmark = pytest.mark.browser


@pytest.fixture
def own_work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


@pytest.fixture
def made(own_work: OwnWork, visitors: Visitors) -> MadeEncounter:
    made = make_encounter(own_work, visitors.accounts)
    tap_run(own_work, made, "start")
    return made


@pytest.fixture
def tablet(app: Flask, visitors: Visitors, made: MadeEncounter, open_webkit: OpenWebKit) -> Iterator[WebKitTablet]:
    """The way to the server can be cut, and comes back at the same address."""
    network = SwitchedServer(app)
    cookie = visitors.as_player("asia").get_cookie(SESSION_COOKIE)
    assert cookie is not None
    yield WebKitTablet.opened(open_webkit(), network, cookie.value)
    network.stop()


def test_what_was_tapped_without_a_network_is_on_the_server_afterwards(
    tablet: WebKitTablet, made: MadeEncounter, own_work: OwnWork
) -> None:
    tablet.open_sheet(made.id)
    tablet.expect_line("1 z 1 na serwerze", "saved")
    tablet.tap(made.point_of("yes_no"))
    tablet.expect_line("2 z 2 na serwerze", "saved")
    tablet.cut()
    for _ in range(3):
        tablet.tap(made.point_of("yes_no"))
    tablet.expect_line("2 z 5 na serwerze", "waiting")
    tablet.join()
    tablet.expect_line("5 z 5 na serwerze", "saved")
    tablet.open_sheet(made.id)
    tablet.tap(made.point_of("yes_no"))
    tablet.expect_line("7 z 7 na serwerze", "saved")
    own_work.drop()
    act_as(own_work, made, "asia")
    assert [(each.value, each.undone) for each in rating.show_sheet(own_work, made.id).taps] == [(1, False)] * 5


def test_a_sheet_is_rated_and_sealed_with_the_network_away_in_between(
    tablet: WebKitTablet, made: MadeEncounter, own_work: OwnWork
) -> None:
    give_pin(own_work, made, "asia")
    tablet.open_sheet(made.id)
    tablet.tap(made.point_of("scale"))
    tablet.expect_line("2 z 2 na serwerze", "saved")
    tap_run(own_work, made, "end")
    tablet.cut()
    levels = {criterion: place % 4 for place, criterion in enumerate(made.criteria)}
    tablet.rate(levels)
    tablet.ask_to_seal()
    tablet.expect_seal_waiting()
    tablet.join()
    tablet.expect_sealed()
    own_work.drop()
    assert own_work.session.query(SealRow).count() == 1
    act_as(own_work, made, "asia")
    ratings = rating.show_sheet(own_work, made.id).ratings
    assert {code: (each.level, each.justification) for code, each in ratings.items()} == {
        code: (level, reason(code, level)) for code, level in levels.items()
    }
