"""The assessor's tablet in WebKit: a whole sheet, a network that's cut, a reload, and nothing lost or doubled."""

from collections.abc import Iterator

import pytest
from flask import Flask
from selenium.webdriver import Remote
from selenium.webdriver.common.by import By

from exam_server.services import rating
from exam_server.store.tables import SealRow
from exam_server.web.access import SESSION_COOKIE
from tests.encounters import PIN, act_as, give_pin, make_encounter, tap_run
from tests.making import OwnWork, open_own_work
from tests.served import SwitchedServer
from tests.visiting import Visitors
from tests.webkit import OpenWebKit, open_webkit, screen, wait_until

__all__ = ["open_webkit", "screen"]
pytestmark = pytest.mark.browser


@pytest.fixture
def network(app: Flask) -> Iterator[SwitchedServer]:
    """The way to the server: it can be cut, and comes back at the same address."""
    made = SwitchedServer(app)
    yield made
    made.stop()


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
    open_webkit: OpenWebKit, visitors: Visitors, own_work: OwnWork, network: SwitchedServer
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
    network.stop()
    for _ in range(3):
        tap(browser, made.point_of("yes_no"))
    wait_for_line(browser, "2 z 5 na serwerze", "waiting")
    network.start()
    wait_for_line(browser, "5 z 5 na serwerze", "saved")
    open_sheet(browser, sheet)
    tap(browser, made.point_of("yes_no"))
    wait_for_line(browser, "7 z 7 na serwerze", "saved")
    own_work.drop()
    act_as(own_work, made, "asia")
    assert [(each.value, each.undone) for each in rating.show_sheet(own_work, made.id).taps] == [(1, False)] * 5


def rate(browser: Remote, criterion: str, level: int, words: str) -> None:
    """With the finger on the tile and the keyboard in the field."""
    tile = browser.find_element(By.CSS_SELECTOR, f"[data-rating='{criterion}'] .tile:has([value='{level}'])")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", tile)
    tile.click()
    browser.find_element(By.CSS_SELECTOR, f"[data-rating='{criterion}'] textarea").send_keys(words)


def test_a_sheet_is_rated_and_sealed_with_the_network_away_in_between(
    open_webkit: OpenWebKit, visitors: Visitors, own_work: OwnWork, network: SwitchedServer
) -> None:
    made = make_encounter(own_work, visitors.accounts)
    give_pin(own_work, made, "asia")
    tap_run(own_work, made, "start")
    browser = open_webkit()
    log_in(browser, visitors, "asia", network.address)
    open_sheet(browser, f"{network.address}/assessor/encounters/{made.id}")
    tap(browser, made.point_of("scale"))
    wait_for_line(browser, "2 z 2 na serwerze", "saved")
    tap_run(own_work, made, "end")
    network.stop()
    browser.execute_script("document.querySelector('[data-view=rate]').click()")
    levels = {criterion: place % 4 for place, criterion in enumerate(made.criteria)}
    for criterion, level in levels.items():
        rate(browser, criterion, level, f"Widziałam to w {criterion}.")
    complete = "Niczego nie brakuje"
    wait_until(browser, lambda page: complete in str(look(page, "found[0]?.textContent", "[data-lacks]")), complete)
    browser.execute_script("document.querySelector('[data-view=seal]').click()")
    wait_until(browser, lambda page: look(page, "found[0]?.offsetParent !== null", "#pin"), "the PIN is asked for")
    browser.find_element(By.ID, "pin").send_keys(PIN)
    browser.find_element(By.CSS_SELECTOR, "[data-panel=seal] form button").click()
    wait_until(
        browser,
        lambda page: "serwer nie ma jeszcze" in str(look(page, "found[0]?.textContent", "[data-seal-said]")),
        "the seal waits",
    )
    network.start()
    wait_until(browser, lambda page: look(page, "found.length", ".tap:enabled") == 0, "the page shows the seal")
    own_work.drop()
    assert own_work.session.query(SealRow).count() == 1
    act_as(own_work, made, "asia")
    ratings = rating.show_sheet(own_work, made.id).ratings
    assert {code: (each.level, each.justification) for code, each in ratings.items()} == {
        code: (level, f"Widziałam to w {code}.") for code, level in levels.items()
    }
