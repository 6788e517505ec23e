"""The moderation page in a real Chromium: it follows what other members do, and never gets in the way of who leaves it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route
from tablet_room import address, live, made, open_page, own_work

from tests.encounters import MadeEncounter, seal_all
from tests.making import OwnWork

pytestmark = pytest.mark.browser
__all__ = ["address", "live", "made", "open_page", "own_work"]


def test_a_page_that_is_being_left_doesnt_load_itself_anew(
    open_page: Callable[[str, str], Page], made: MadeEncounter, own_work: OwnWork, address: str
) -> None:
    """A slow answer to a link, or to a form, isn't cut off by news of another member."""
    seal_all(own_work, made)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    def tell_news(route: Route) -> None:
        route.fulfill(json={"digest": "what another member made of it"})

    page = open_page("asia", f"/assessor/encounters/{made.id}/moderation")
    page.route(f"{address}/assessor/", hold)
    page.locator("main a[href='/assessor/']").first.click(no_wait_after=True)
    with page.expect_response("**/moderation/state"):
        page.route("**/moderation/state", tell_news)
    page.wait_for_timeout(500)
    held[0].continue_()
    page.wait_for_url(f"{address}/assessor/")
