"""A tablet's page that is painted before its script listens: nothing on it takes a tap that nobody would hear."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, TimeoutError, expect
from tablet_room import address, live, made, open_page, own_work

from tests.encounters import MadeEncounter

pytestmark = pytest.mark.browser
__all__ = ["address", "live", "made", "open_page", "own_work"]

A_MOMENT = 700
"""Milliseconds in which a finger would have been down and up again."""


@pytest.mark.parametrize(
    ("login", "room", "path", "script", "button"),
    [
        ("robert", "roleplay", "/card", "roleplay/card", "[data-kind=pause]"),
        ("pola", "roleplay", "/prompter", "roleplay/card", ".prompter-grid > [data-kind=behaviour]"),
        ("asia", "assessor", "", "assessor/sheet", ".tap:visible"),
    ],
)
def test_a_tap_before_the_page_listens_isnt_swallowed(
    open_page: Callable[[str, str], Page],
    made: MadeEncounter,
    address: str,
    login: str,
    room: str,
    path: str,
    script: str,
    button: str,
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page = open_page(login, "/")
    page.route(f"**/js/{script}.js", hold)
    page.goto(f"{address}/{room}/encounters/{made.id}{path}", wait_until="commit")
    first = page.locator(button).first
    expect(first).to_be_visible()
    words = page.locator("[data-log-words]")
    expect(words).to_have_text("Strona się wczytuje")
    with pytest.raises(TimeoutError):
        first.tap(timeout=A_MOMENT)
    for route in held:
        route.continue_()
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    before = made_entries(page)
    first.tap()
    expect(words).not_to_contain_text(f" z {before} ")


def made_entries(page: Page) -> int:
    """How many entries the line says that this tablet has made, once what the page showed is one of them."""
    words = page.locator("[data-log-words]")
    expect(words).to_contain_text(" na serwerze")
    expect(page.locator("#sync-strip")).to_have_attribute("data-state", "saved")
    return int(str(words.text_content()).split()[2])
