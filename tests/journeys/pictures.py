"""Pictures of the rooms for the README and the guides, taken from a demo exam: `make pictures`."""

import socket
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import EXECUTABLE
from tests.journeys.conftest import ROOT, Demo, House, read_demo

FOLDER = ROOT / "docs" / "pictures"
PC = {"width": 1366, "height": 768}
COLOURS = 128
TABLET = {"width": 1024, "height": 768}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        house = House(Path(folder) / "instance", port, ROOT)
        house.instance.mkdir()
        house.run("db", "upgrade")
        house.run("setup")
        demo = read_demo(house.run("demo"))
        house.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=str(EXECUTABLE), args=["--no-sandbox"])
                take_all(house, demo, browser)
                browser.close()
        finally:
            house.stop()


def take_all(house: House, demo: Demo, browser: Browser) -> None:
    candidate = house.visit(browser, viewport=PC)
    candidate.goto(house.address)
    keep(candidate, "start")
    to_lobby(house, candidate, demo.tickets["K0001"])
    keep(candidate, "lobby")
    desk = staff(house, demo, browser, "demo-sala", TABLET)
    desk.goto(f"{house.address}/desk/")
    desk.locator("main a[href*='/desk/exams/']").first.click()
    board = desk.url
    desk.locator("main a[href$='/conditions']").first.click()
    keep(desk, "conditions")
    desk.goto(board)
    admit_first(desk)
    open_test(house, desk)
    candidate.wait_for_url("**/sitting*")
    candidate.locator("html[data-ready=true]").wait_for()
    respond_to_a_choice(candidate)
    candidate.wait_for_timeout(1500)
    keep(candidate, "sitting")
    desk.wait_for_timeout(3000)
    keep(desk, "desk")
    take_simulation(house, demo, browser)
    take_staff(house, demo, browser)


def take_simulation(house: House, demo: Demo, browser: Browser) -> None:
    player = staff(house, demo, browser, "demo-rola", TABLET)
    player.goto(f"{house.address}/roleplay/")
    player.locator("a[href$='/card']").first.click()
    player.locator("[data-kind=start]").click()
    player.wait_for_timeout(2500)
    keep(player, "roleplay")
    assessor = staff(house, demo, browser, "demo-asesor1", TABLET)
    assessor.goto(f"{house.address}/assessor/")
    assessor.locator("a.encounter-link").first.click()
    assessor.locator(".tap").nth(2).click()
    assessor.wait_for_timeout(1000)
    keep(assessor, "assessor")


def take_staff(house: House, demo: Demo, browser: Browser) -> None:
    office = staff(house, demo, browser, "demo-biuro", PC)
    office.goto(f"{house.address}/office/exams")
    office.locator("main a[href*='/office/exams/']:not([href$='new'])").first.click()
    keep(office, "office")
    office.goto(f"{house.address}/commission/cases")
    office.locator("main a[href*='/commission/cases/']").first.click()
    keep(office, "grid")
    author = staff(house, demo, browser, "demo-autor", PC)
    author.goto(f"{house.address}/author/items")
    keep(author, "author")
    author.goto(f"{house.address}/author/items/bk-1a1-001/form")
    author.locator("form").first.wait_for()
    author.wait_for_timeout(1500)
    keep(author, "item-form")
    author.goto(f"{house.address}/author/scenarios/z1-ilona-kwiaty")
    keep(author, "scenario")
    auditor = staff(house, demo, browser, "demo-audytor", PC)
    auditor.goto(f"{house.address}/auditor/trail?verify=yes")
    keep(auditor, "auditor")
    advisor = staff(house, demo, browser, "demo-doradca", PC)
    advisor.goto(f"{house.address}/advisor/cases")
    advisor.locator("main a[href*='/advisor/cases/']").first.click()
    keep(advisor, "advisor")
    applicant = staff(house, demo, browser, "zaneta@demo.invalid", PC)
    applicant.locator("main a[href$='/portfolio']").first.click()
    keep(applicant, "portfolio")


def staff(house: House, demo: Demo, browser: Browser, name: str, size: dict[str, int]) -> Page:
    return house.enter(house.visit(browser, viewport=size), name, demo.passwords[name])


def to_lobby(house: House, page: Page, ticket: str) -> None:
    """Ticket and own name; the browser then waits for the desk."""
    page.goto(f"{house.address}/ticket")
    page.fill("input[name=ticket]", ticket)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/sitting/identity")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/sitting")


def admit_first(desk: Page) -> None:
    desk.locator("a.seat-link").first.click()
    desk.locator("input[name=document]").first.check()
    desk.get_by_role("button", name="Wpuść").click()


def open_test(house: House, desk: Page) -> None:
    desk.goto(f"{house.address}/desk/")
    desk.locator("main a[href*='/desk/exams/']").first.click()
    desk.get_by_role("button", name="Otwórz test").click()


def respond_to_a_choice(page: Page) -> None:
    """The first single choice of the form; its position differs from draw to draw."""
    item = page.locator("[data-item]:has(input[type=radio])").first
    page.evaluate("position => { location.hash = `#/${position}` }", item.get_attribute("data-item"))
    item.locator("input[type=radio]").nth(1).check(force=True)


def keep(page: Page, name: str) -> None:
    """With a palette: pages have few colours, and a repository keeps every picture for ever."""
    page.screenshot(path=FOLDER / f"{name}.png")
    with Image.open(FOLDER / f"{name}.png") as taken:
        drawn = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    drawn.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
