"""The assessor's tablet in a real Chromium while the network is away: nothing lost, nothing doubled, through a seal, too."""

import json
from collections.abc import Callable

import pytest
from accessible import violations
from playwright.sync_api import Page, expect
from tablet_room import (
    address,
    expect_saved,
    live,
    made,
    open_page,
    own_work,
    rate_all,
    rate_here,
    seal_here,
    sheet,
    taps_of,
    tile,
)

from exam_server.core.simulation.script import Scenario
from exam_server.services import rating
from exam_server.store.tables import SealRow, SecondSealRow
from tests.calibrated import with_vignettes
from tests.encounters import PIN, MadeEncounter, act_as, give_pin, seal, tap_run
from tests.making import OwnWork
from tests.served import SwitchedServer

pytestmark = pytest.mark.browser
__all__ = ["address", "live", "made", "open_page", "own_work", "sheet", "with_vignettes"]


def test_taps_without_a_network_wait_through_a_crash_and_arrive(
    sheet: Page, made: MadeEncounter, own_work: OwnWork, address: str
) -> None:
    context = sheet.context
    expect_saved(sheet)
    context.set_offline(True)
    for _ in range(2):
        tile(sheet, made, "yes_no")
    strip = sheet.locator("#sync-strip")
    expect(strip).to_have_attribute("data-state", "waiting")
    expect(strip).to_contain_text("1 z 3 na serwerze")
    assert taps_of(own_work, made) == []
    sheet.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{address}/assessor/encounters/{made.id}")
    expect_saved(page)
    assert taps_of(own_work, made) == [(made.point_of("yes_no"), 1, False)] * 2
    expect(page.locator("[data-timeline] li")).to_have_count(2)


def test_without_a_network_a_sheet_is_sealed_through_a_reload_and_the_server_takes_it_later(
    open_page: Callable[[str, str], Page], made: MadeEncounter, own_work: OwnWork, live: SwitchedServer
) -> None:
    """The day's packet is loaded at the list; then the server is gone, the browser closed, and the sheet worked on."""
    give_pin(own_work, made, "asia")
    page = open_page("asia", "/assessor/")
    expect(page.locator("[data-packet]")).to_contain_text("gotowy do pracy bez sieci: ma 2 z 2")
    page.locator(".encounter-link").first.tap()
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    tile(page, made, "yes_no")
    tap_run(own_work, made, "end")
    live.stop()
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(f"{live.address}/assessor/encounters/{made.id}")
    expect(page.locator("html")).to_have_attribute("data-kept", "true")
    expect(page.locator("[data-kept-page]")).to_be_visible()
    expect(page.locator("[data-timeline] li")).to_have_count(1)
    tile(page, made, "yes_no", 1)
    rate_here(page, made)
    seal_here(page, PIN)
    expect(page.locator("[data-seal-said]")).to_contain_text("serwer nie ma jeszcze pieczęci")
    assert own_work.session.query(SealRow).count() == 0
    live.start()
    expect(page.get_by_text("Twój arkusz jest zapieczętowany")).to_be_visible()
    own_work.drop()
    assert own_work.session.query(SealRow).count() == 1
    assert len(taps_of(own_work, made)) == 2


def test_levels_of_a_vignette_that_are_given_without_a_network_wait_on_the_tablet_and_are_sent_later(
    with_vignettes: Scenario, made: MadeEncounter, open_page: Callable[[str, str], Page], live: SwitchedServer
) -> None:
    """The page comes from the day's packet; nothing of the panel is on it before the server has one's own levels."""
    page = open_page("asia", "/assessor/")
    expect(page.locator("[data-packet]")).to_contain_text("gotowy do pracy bez sieci: ma 5 z 5")
    vignette = next(
        each for each in json.loads(page.locator("#day-pages").text_content() or "") if each.endswith("/V1")
    )
    live.stop()
    page.goto(live.address + vignette)
    expect(page.locator("html")).to_have_attribute("data-kept", "true")
    panel = with_vignettes.vignettes[0].panel
    assert not any(each.reason in page.content() for each in panel)
    give = page.locator("[data-levels] button")
    give.click()
    expect(page.locator("[data-lacking]")).to_be_visible()
    for each in panel:
        page.locator(f"input[name='level-{each.criterion}'][value='2']").check()
    give.click()
    expect(page.locator("[data-waits]")).to_be_visible()
    page.reload()
    expect(page.locator("[data-waits]")).to_be_visible()
    expect(give).to_be_disabled()
    live.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text(panel[0].reason)).to_be_visible()
    assert violations(page) == []


def test_two_tablets_at_one_sheet_add_up_and_a_second_seal_is_an_incident(
    open_page: Callable[[str, str], Page], sheet: Page, made: MadeEncounter, own_work: OwnWork
) -> None:
    give_pin(own_work, made, "asia")
    sheet.reload()
    tile(sheet, made, "yes_no")
    expect_saved(sheet)
    other = open_page("asia", f"/assessor/encounters/{made.id}")
    expect(other.locator("[data-timeline] li")).to_have_count(1)
    expect(other.get_by_role("heading", name="Twoje inne tablety")).to_be_visible()
    other.get_by_role("button", name="Cofnij ostatnie dotknięcie").tap()
    expect(other.locator("[data-timeline] .undone")).to_have_count(1)
    tile(other, made, "scale", 2)
    expect_saved(other)
    sheet.context.set_offline(True)
    tile(sheet, made, "yes_no")
    tap_run(own_work, made, "end")
    for page in (sheet, other):
        rate_here(page, made)
    expect_saved(other)
    seal_here(sheet, PIN)
    expect(sheet.locator("[data-seal-said]")).to_contain_text("serwer nie ma jeszcze pieczęci")
    seal_here(other, PIN)
    expect(other.get_by_text("Twój arkusz jest zapieczętowany")).to_be_visible()
    sheet.context.set_offline(False)
    expect(sheet.get_by_text("zapieczętowano też na innym Twoim tablecie")).to_be_visible()
    own_work.drop()
    act_as(own_work, made, "asia")
    assert [(tap.undone, tap.after_seal) for tap in rating.show_sheet(own_work, made.id).taps] == [
        (True, False),
        (False, False),
        (False, True),
    ]
    assert (own_work.session.query(SealRow).count(), own_work.session.query(SecondSealRow).count()) == (1, 1)


def test_a_tablet_that_was_offline_at_the_seal_sends_its_taps_apart(
    sheet: Page, made: MadeEncounter, own_work: OwnWork
) -> None:
    tap_run(own_work, made, "end")
    rate_all(sheet, made)
    sheet.get_by_role("button", name="Obserwuj").tap()
    sheet.context.set_offline(True)
    tile(sheet, made, "yes_no")
    seal(own_work, made, "asia")
    sheet.context.set_offline(False)
    expect_saved(sheet)
    own_work.drop()
    act_as(own_work, made, "asia")
    assert [tap.after_seal for tap in rating.show_sheet(own_work, made.id).taps] == [True]
