"""A simulation from the briefing to the evidence grid: three assessors at tablet size, sealed, moderated, agreed."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.encounters import PIN
from tests.journeys.conftest import Demo, House

pytestmark = pytest.mark.browser

TABLET = {"width": 1024, "height": 768}
ASSESSORS = ("demo-komisja", "demo-asesor1", "demo-asesor2")


@pytest.fixture
def staff(house: House, demo: Demo, chromium: Browser) -> dict[str, Page]:
    """Each in their own browser on a touch tablet."""
    house.start()
    names = (*ASSESSORS, "demo-rola", "demo-sufler", "demo-biuro")
    pages = {name: house.visit(chromium, viewport=TABLET, has_touch=True) for name in names}
    for name, page in pages.items():
        house.enter(page, name, demo.passwords[name])
    return pages


def test_three_assessors_rate_alone_moderate_and_write_the_evidence(
    house: House, demo: Demo, staff: dict[str, Page]
) -> None:
    for name in ASSESSORS:
        set_pin(house, staff[name], demo.passwords[name])
    play(house, staff["demo-rola"], staff["demo-sufler"])
    criteria = [rate(house, staff[name], levels) for name, levels in zip(ASSESSORS, (1, 2, 2), strict=True)][0]
    disputed, *others = criteria
    for name in ASSESSORS[:2]:
        seal(staff[name])
    expect(staff["demo-asesor2"].locator("main")).not_to_contain_text("Moderacja")
    refused = staff["demo-asesor1"].goto(sheet_address(staff["demo-asesor1"]) + "/moderation")
    assert refused is not None and refused.status == 422, "ratings were open before all had sealed"
    seal(staff["demo-asesor2"])
    moderate(staff, disputed)
    chair = staff["demo-komisja"]
    chair.get_by_role("button", name="Zamknij i zapisz dowody").tap()
    expect(chair.locator("main")).to_contain_text("dowody")
    grid_shows(house, chair, disputed, others)


def play(house: House, player: Page, prompter: Page) -> None:
    """The prompter opens the briefing, the role-player starts, the prompter taps what happens and ends."""
    prompter.goto(f"{house.address}/roleplay/")
    prompter.get_by_role("button", name="Otwórz").first.tap()
    player.goto(f"{house.address}/roleplay/")
    player.get_by_role("link", name="Karta").first.tap()
    player.locator("[data-kind=start]").tap()
    prompter.goto(f"{house.address}/roleplay/")
    prompter.locator("a[href$='/prompter']").first.tap()
    for tap in range(3):
        prompter.locator(".prompter-grid > [data-kind=behaviour]").nth(tap).tap()
    expect(prompter.locator("#sync-strip")).to_have_attribute("data-state", "saved")
    tap_until(prompter, prompter.locator("[data-kind=end]"))
    expect(player.locator("[data-now]")).to_contain_text("skończona")


def tap_until(page: Page, button: Locator) -> None:
    """Tap a button of a page that redraws itself, as a person does: again where the finger met a moving page."""
    for _ in range(5):
        button.tap()
        page.wait_for_timeout(1500)
        if button.count() == 0:
            return


def rate(house: House, page: Page, first_level: int) -> list[str]:
    """Taps once, rates every criterion (the first one as told, all others 2), and gives the criteria's codes."""
    page.goto(f"{house.address}/assessor/")
    page.locator("a.encounter-link").first.tap()
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    page.locator(".tap").first.tap()
    page.locator("[data-view=rate]").tap()
    criteria = [str(row.get_attribute("data-rating")) for row in page.locator("[data-rating]").all()]
    for place, code in enumerate(criteria):
        row = page.locator(f"[data-rating='{code}']")
        row.locator(".tile").nth(first_level if place == 0 else 2).tap()
        row.locator("textarea").fill(f"Widziałam to przy {code}.")
    page.locator("h1").tap()
    expect(page.locator("#sync-strip")).to_have_attribute("data-state", "saved")
    expect(page.locator("[data-lacks]")).to_contain_text("Niczego nie brakuje")
    return criteria


def set_pin(house: House, page: Page, password: str) -> None:
    """Before the day, each for their own seals."""
    page.goto(f"{house.address}/account/pin")
    page.locator("[name=password]").fill(password)
    for field in ("pin", "again"):
        page.locator(f"[name={field}]").fill(PIN)
    page.get_by_role("button", name="Ustaw PIN").tap()
    expect(page.locator("main")).not_to_contain_text("Error")


def seal(page: Page) -> None:
    page.locator("[data-view=seal]").first.tap()
    page.get_by_label("Twój PIN").fill(PIN)
    page.get_by_role("button", name="Zapieczętuj arkusz").tap()
    expect(page.get_by_text("Twój arkusz jest zapieczętowany")).to_be_visible()


def sheet_address(page: Page) -> str:
    return page.url.split("#")[0].removesuffix("/seal")


def moderate(staff: dict[str, Page], disputed: str) -> None:
    """The chair puts a moment of the timeline and a line down as facts, all agree; each votes again alone, one dissents.

    Their pages load themselves anew when another member has done something.
    """
    address = sheet_address(staff[ASSESSORS[0]]) + "/moderation"
    chair = staff[ASSESSORS[0]]
    chair.goto(address)
    expect(chair.locator("main")).not_to_contain_text("Widziałam to przy")
    chair.locator(".moment-tap .tick").first.check()
    chair.get_by_label("Fakty własnymi słowami").fill(f"{disputed}: Wyjaśniono warunki procesu po pytaniu klienta.")
    chair.get_by_role("button", name="Przedstaw te fakty").tap()
    for name in ASSESSORS[1:]:
        staff[name].goto(address)
        staff[name].get_by_role("button", name="Zgadzam się z tymi faktami").tap()
    expect(chair.locator(f"#c-{disputed}")).to_contain_text("Głosy: 0 z 3")
    for name, level in zip(ASSESSORS, ("1", "2", "2"), strict=True):
        page = staff[name]
        section = page.locator(f"#c-{disputed}")
        section.locator(f"input[name=level][value='{level}']").check()
        section.locator("textarea[name=reason]").fill(f"Tak to widziałam: {level}.")
        section.get_by_role("button", name="Głosuj").tap()
        expect(section.locator("input[name=level]")).to_have_count(0)
        if name != ASSESSORS[-1]:
            expect(staff[ASSESSORS[-1]].locator("main")).not_to_contain_text(f"Tak to widziałam: {level}.")
    section = chair.locator(f"#c-{disputed}")
    expect(section).to_contain_text("uzgodniono: 2")
    expect(section).to_contain_text("Tak to widziałam: 1.")


def grid_shows(house: House, chair: Page, disputed: str, others: list[str]) -> None:
    chair.goto(f"{house.address}/commission/cases")
    chair.get_by_role("link", name="K0001").first.tap()
    for code in (disputed, *others):
        expect(chair.locator("main")).to_contain_text(code)
    met = chair.locator(f"tr:has-text('{disputed}')").first
    expect(met).to_contain_text("spełnione")
