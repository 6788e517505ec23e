"""The assessor's tablet in WebKit: taps, a network that's cut, a reload, and nothing lost or doubled."""

from collections.abc import Iterator
from threading import Thread
from wsgiref.simple_server import WSGIServer, make_server

import pytest
from flask import Flask
from selenium.webdriver import Remote
from selenium.webdriver.common.by import By
from stub_room import _Quiet, _Server

from exam_server.services import rating
from exam_server.web.access import SESSION_COOKIE
from tests.encounters import act_as, make_encounter, tap_run
from tests.making import OwnWork, open_own_work
from tests.visiting import Visitors
from tests.webkit import OpenWebKit, open_webkit, screen, wait_until

__all__ = ["open_webkit", "screen"]
pytestmark = pytest.mark.browser


class Network:
    """The way to the server: it can be cut, and comes back at the same address."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._server: WSGIServer | None = None
        self.port = 0
        self.mend()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def mend(self) -> None:
        self._server = make_server("127.0.0.1", self.port, self._app, _Server, _Quiet)
        self.port = self._server.server_port
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def cut(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@pytest.fixture
def network(app: Flask) -> Iterator[Network]:
    made = Network(app)
    yield made
    made.cut()


@pytest.fixture
def own_work(app: Flask) -> Iterator[OwnWork]:
    with open_own_work(app.extensions["exam_house"].database) as opened:
        yield opened


def log_in(browser: Remote, visitors: Visitors, login: str, address: str) -> None:
    cookie = visitors.as_player(login).get_cookie(SESSION_COOKIE)
    assert cookie is not None
    browser.get(f"{address}/account/login")
    browser.add_cookie({"name": SESSION_COOKIE, "value": cookie.value, "path": "/"})


def open_sheet(browser: Remote, address: str) -> None:
    browser.get(address)
    wait_until(browser, lambda page: attribute(page, "html", "data-ready") == "true", "the sheet is ready")
    # It opens with the tiles of the phase that runs.
    browser.execute_script("document.querySelector('[data-phase=all]').click()")
    hidden = "[...found].filter((each) => each.offsetParent === null).length"
    wait_until(browser, lambda page: look(page, hidden, ".point") == 0, "all tiles are shown")


def look(browser: Remote, expression: str, selector: str) -> object:
    """A value that the page is asked for in one go: its list is drawn anew while somebody looks."""
    return browser.execute_script(
        f"const found = document.querySelectorAll(arguments[0]); return {expression};", selector
    )


def attribute(browser: Remote, selector: str, name: str) -> object:
    return look(browser, f"found[0]?.getAttribute('{name}')", selector)


def tap(browser: Remote, point: str) -> None:
    rows = look(browser, "found.length", "[data-timeline] li")
    assert isinstance(rows, int)
    tile = browser.find_element(By.CSS_SELECTOR, f"[data-point='{point}']")
    # The bar on top stays where it is: what lies under it can't be tapped.
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", tile)
    tile.click()
    wait_until(browser, lambda page: look(page, "found.length", "[data-timeline] li") == rows + 1, "a tap is kept")


def wait_for_line(browser: Remote, words: str, state: str) -> None:
    def shows(page: Remote) -> bool:
        said = look(page, "found[0]?.textContent", "[data-log-words]")
        return str(said).startswith(words) and attribute(page, "#sync-strip", "data-state") == state

    wait_until(browser, shows, f"{words} ({state})")


def test_what_was_tapped_without_a_network_is_on_the_server_afterwards(
    open_webkit: OpenWebKit, visitors: Visitors, own_work: OwnWork, network: Network
) -> None:
    made = make_encounter(own_work, visitors.accounts)
    tap_run(own_work, made, "start")
    browser = open_webkit()
    log_in(browser, visitors, "asia", network.address)
    sheet = f"{network.address}/assessor/encounters/{made.id}"
    open_sheet(browser, sheet)
    wait_for_line(browser, "1 z 1 na serwerze", "saved")
    tap(browser, made.point_of("yes_no"))
    wait_for_line(browser, "2 z 2 na serwerze", "saved")
    network.cut()
    for _ in range(3):
        tap(browser, made.point_of("yes_no"))
    wait_for_line(browser, "2 z 5 na serwerze", "waiting")
    network.mend()
    wait_for_line(browser, "5 z 5 na serwerze", "saved")
    open_sheet(browser, sheet)
    tap(browser, made.point_of("yes_no"))
    wait_for_line(browser, "7 z 7 na serwerze", "saved")
    own_work.drop()
    act_as(own_work, made, "asia")
    assert [(each.value, each.undone) for each in rating.show_sheet(own_work, made.id).taps] == [(1, False)] * 5
