"""The assessor's sheet in a real Chromium at tablet size: taps, undo, ratings, the seal, the keyboard."""

import pytest
from playwright.sync_api import Page, expect
from tablet_room import (
    address,
    expect_saved,
    live,
    made,
    open_page,
    own_work,
    rate_all,
    seal_here,
    sheet,
    show_all_tiles,
    taps_of,
    tile,
)

from tests.encounters import PIN, MadeEncounter, give_pin, tap_run
from tests.making import OwnWork

pytestmark = pytest.mark.browser
__all__ = ["address", "live", "made", "open_page", "own_work", "sheet"]


def test_a_tap_is_on_the_server_and_its_undo_keeps_it(sheet: Page, made: MadeEncounter, own_work: OwnWork) -> None:
    tile(sheet, made, "yes_no")
    tile(sheet, made, "scale", 2)
    sheet.get_by_role("button", name="Cofnij ostatnie dotknięcie").tap()
    expect(sheet.locator("[data-timeline] .undone")).to_have_count(1)
    expect_saved(sheet)
    taps = taps_of(own_work, made)
    assert sorted(taps) == sorted([(made.point_of("yes_no"), 1, False), (made.point_of("scale"), 2, True)])
    expect(sheet.locator("[data-timeline] li")).to_have_count(2)


def test_a_tap_of_an_earlier_page_can_be_undone(sheet: Page, made: MadeEncounter, own_work: OwnWork) -> None:
    tile(sheet, made, "yes_no")
    expect_saved(sheet)
    sheet.reload()
    sheet.get_by_role("button", name="Cofnij ostatnie dotknięcie").tap()
    expect(sheet.locator("[data-timeline] .undone")).to_have_count(1)
    expect_saved(sheet)
    assert taps_of(own_work, made) == [(made.point_of("yes_no"), 1, True)]


def test_a_note_goes_to_the_last_tap(sheet: Page, made: MadeEncounter) -> None:
    tile(sheet, made, "counter")
    sheet.get_by_label("Krótka notatka").fill("o pracy")
    sheet.keyboard.press("Enter")
    expect_saved(sheet)
    expect(sheet.locator("[data-timeline] li").first).to_contain_text("o pracy")
    sheet.reload()
    expect(sheet.locator("[data-timeline] li", has_text="o pracy")).to_have_count(1)


def test_rating_sealing_and_a_sheet_that_stays_shut(sheet: Page, made: MadeEncounter, own_work: OwnWork) -> None:
    tap_run(own_work, made, "end")
    rate_all(sheet, made)
    expect(sheet.locator("[data-lacks]")).to_contain_text("Niczego nie brakuje")
    give_pin(own_work, made, "asia")
    sheet.reload()
    seal_here(sheet, "9182")
    expect(sheet.locator("[data-seal-said]")).to_contain_text("PIN jest nieprawidłowy")
    seal_here(sheet, PIN)
    expect(sheet.get_by_text("Twój arkusz jest zapieczętowany")).to_be_visible()
    expect(sheet.locator(".tile input:enabled")).to_have_count(0)
    expect(sheet.locator(".tap:enabled")).to_have_count(0)


def test_the_whole_sheet_works_from_the_keyboard(sheet: Page, made: MadeEncounter, own_work: OwnWork) -> None:
    show_all_tiles(sheet)
    sheet.locator(f"[data-point='{made.point_of('scale')}']").nth(3).focus()
    sheet.keyboard.press("Enter")
    sheet.get_by_role("button", name="Oceń", exact=True).focus()
    sheet.keyboard.press("Space")
    sheet.locator(f"[data-rating='{made.criteria[0]}'] input").first.focus()
    sheet.keyboard.press("ArrowDown")
    expect(sheet.locator("[data-timeline] li")).to_have_count(1)
    expect_saved(sheet)
    assert taps_of(own_work, made) == [(made.point_of("scale"), 3, False)]
    sheet.reload()
    expect(sheet.locator(f"[data-rating='{made.criteria[0]}'] input[value='1']")).to_be_checked()


def test_tiles_are_big_and_nothing_scrolls_sideways(sheet: Page) -> None:
    expect(sheet.locator(".tap:visible").first).to_be_visible()
    assert sheet.locator(".tap:visible").count() < sheet.locator(".tap").count()
    show_all_tiles(sheet)
    heights = sheet.locator(".tap").evaluate_all("tiles => tiles.map((tile) => tile.getBoundingClientRect().height)")
    assert min(heights) >= 72
    for width in (1024, 320):
        sheet.set_viewport_size({"width": width, "height": 768})
        for view in ("observe", "rate"):
            sheet.locator(f"[data-view={view}]").click()
            assert sheet.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (width, view)
