"""The assessor's sheet in a real Chromium at tablet size: taps, undo, ratings, a lost network, the seal."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from accessible import violations
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from exam_server.core.simulation.script import Scenario
from exam_server.services import rating, simulation
from exam_server.store.machine_clock import MachineClock
from exam_server.store.simulation import list_run_events
from exam_server.store.tables import EncounterRow, SealRow, SecondSealRow
from exam_server.web.access import SESSION_COOKIE
from tests.calibrated import with_vignettes
from tests.encounters import PIN, MadeEncounter, act_as, give_pin, make_encounter, seal, tap_run
from tests.making import OwnWork, open_own_work
from tests.served import SwitchedServer
from tests.visiting import Visitors

pytestmark = pytest.mark.browser
__all__ = ["with_vignettes"]

TABLET = {"width": 1024, "height": 768}


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
def live(app: Flask) -> Iterator[SwitchedServer]:
    live = SwitchedServer(app)
    yield live
    live.stop()


@pytest.fixture
def address(live: SwitchedServer) -> str:
    return live.address


@pytest.fixture
def open_page(chromium: Browser, visitors: Visitors, address: str) -> Iterator[Callable[[str, str], Page]]:
    """Opens a page as one of the cast on a touch tablet; whatever the scripts complain about fails the test."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_one(login: str, path: str) -> Page:
        cookie = visitors.as_player(login).get_cookie(SESSION_COOKIE)
        assert cookie is not None
        context = chromium.new_context(viewport=TABLET, has_touch=True, locale="pl")  # type: ignore[arg-type]
        context.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "url": address}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if "Content Security" in line.text else None)
        page.goto(address + path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def sheet(open_page: Callable[[str, str], Page], made: MadeEncounter) -> Page:
    page = open_page("asia", f"/assessor/encounters/{made.id}")
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    return page


def show_all_tiles(page: Page) -> None:
    """The sheet opens with the tiles of the phase that runs."""
    if page.locator("[data-panel=observe]").is_visible():
        page.get_by_role("button", name="Wszystkie kafelki").click()


def tile(page: Page, made: MadeEncounter, kind: str, number: int = 0) -> None:
    """A tap stands in the timeline once the tablet has kept it."""
    show_all_tiles(page)
    rows = page.locator("[data-timeline] li")
    before = rows.count()
    page.locator(f"[data-point='{made.point_of(kind)}']").nth(number).tap()
    expect(rows).to_have_count(before + 1)


def expect_saved(page: Page) -> None:
    """All of the tablet's log is on the server, and the line says so with the letters of its digest."""
    line = page.locator("#sync-strip")
    expect(line).to_have_attribute("data-state", "saved")
    expect(line.locator("[data-log-words]")).to_have_text(re.compile(r"^(\d+) z \1 na serwerze · [0-9A-F]{4}$"))


def taps_of(work: OwnWork, made: MadeEncounter) -> list[tuple[str, int, bool]]:
    work.drop()
    act_as(work, made, "asia")
    return [(tap.point, tap.value, tap.undone) for tap in rating.show_sheet(work, made.id).taps]


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


def rate_all(page: Page, made: MadeEncounter) -> None:
    rate_here(page, made)
    expect_saved(page)


def rate_here(page: Page, made: MadeEncounter) -> None:
    """As far as the tablet; whether the server has it yet is another matter."""
    page.get_by_role("button", name="Oceń", exact=True).tap()
    for criterion in made.criteria:
        section = page.locator(f"[data-rating='{criterion}']")
        section.locator(".tile").nth(2).tap()
        section.get_by_label(re.compile("Uzasadnienie")).fill(f"Widziałam to w {criterion}.")
    page.locator("h1").click()
    expect(page.locator("[data-lacks]")).to_contain_text("Niczego nie brakuje")


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


def seal_here(page: Page, pin: str) -> None:
    page.locator("[data-view=seal]").first.tap()
    page.get_by_label("Twój PIN").fill(pin)
    page.get_by_role("button", name="Zapieczętuj arkusz").tap()


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


def test_the_role_players_card_follows_the_prompters_taps(
    open_page: Callable[[str, str], Page], made: MadeEncounter
) -> None:
    card = open_page("robert", f"/roleplay/encounters/{made.id}/card")
    mood = card.locator(".mood").text_content()
    prompter = open_page("pola", f"/roleplay/encounters/{made.id}/prompter")
    praise = next(each for each in made.scenario.events if each.id == "specific_praise")
    for _ in range(3):
        prompter.get_by_role("button", name=praise.label).tap()
    expect(card.locator(".mood")).not_to_have_text(mood or "")
    prompter.get_by_role("button", name="Zakończ symulację").tap()
    expect(card.get_by_role("heading", name="Symulacja skończona")).to_be_visible()


def test_a_prompters_taps_survive_a_lost_network_and_a_crash_and_count_at_their_own_second(
    open_page: Callable[[str, str], Page], made: MadeEncounter, own_work: OwnWork, address: str
) -> None:
    page = open_page("pola", f"/roleplay/encounters/{made.id}/prompter")
    expect_saved(page)
    praise = next(each for each in made.scenario.events if each.id == "specific_praise")
    words = page.locator("[data-log-words]")
    expect(words).to_have_text(re.compile(r"^[1-9]\d* z "))  # What the card showed is an entry, too.
    context = page.context
    context.set_offline(True)
    made_before = int(str(words.text_content()).split()[2])
    for number in (1, 2):
        page.get_by_role("button", name=praise.label).tap()
        expect(words).to_have_text(re.compile(rf" z {made_before + number} "))
    expect(page.locator("#sync-strip")).to_have_attribute("data-state", "waiting")
    tapped = seconds_now(own_work, made)
    page.close()
    own_work.database.machine = SteppedClock(own_work.database.machine, seconds=100)
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{address}/roleplay/encounters/{made.id}/prompter")
    expect_saved(page)
    own_work.drop()
    events = [each for each in list_run_events(own_work.session, made.id) if each.kind == "behaviour"]
    assert len(events) == 2
    assert all(abs(each.at_seconds - tapped) <= 30 for each in events), "at their own second, not at their arrival"
    assert seconds_now(own_work, made) >= tapped + 100
    words = page.locator("[data-log-words]")
    made_before = int(str(words.text_content()).split()[2])
    page.get_by_role("button", name="Cofnij").first.tap()
    expect(words).not_to_have_text(re.compile(rf" z {made_before} "))
    expect_saved(page)
    expect(page.locator("[data-refusal]")).to_be_hidden()
    own_work.drop()
    row = own_work.session.get_one(EncounterRow, made.id)
    assert len(simulation.run_state(own_work, row).behaviours) == 1


class SteppedClock(MachineClock):
    """The machine's clocks, so many seconds on."""

    def __init__(self, machine: MachineClock, seconds: int) -> None:
        self._machine, self._step = machine, timedelta(seconds=seconds)
        self.boot_id = machine.boot_id

    def wall(self) -> datetime:
        return self._machine.wall() + self._step

    def since_boot(self) -> timedelta:
        return self._machine.since_boot() + self._step


def seconds_now(work: OwnWork, made: MadeEncounter) -> int:
    work.drop()
    return simulation.seconds_of(work.session.get_one(EncounterRow, made.id), work.now)


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
