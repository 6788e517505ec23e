"""An assessor's tablet in Chromium at 1024×768, worked with fingers; its clock goes on as a test says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from playwright.sync_api import Browser, Page, expect

from exam_server.web.access import SESSION_COOKIE
from tests.encounters import PIN
from tests.journeys.day_tablet import Levels, reason

SCREEN = {"width": 1024, "height": 768}
MILLISECOND = timedelta(milliseconds=1)


@dataclass
class ChromiumTablet:
    """A browser context of its own: `address` is the server's."""

    page: Page
    address: str

    @staticmethod
    def opened(chromium: Browser, address: str, session: str, now: datetime, problems: list[str]) -> "ChromiumTablet":
        """Logged in; what its scripts complain about is added to `problems`."""
        context = chromium.new_context(viewport=SCREEN, has_touch=True, locale="pl-PL")  # type: ignore[arg-type]
        context.add_cookies([{"name": SESSION_COOKIE, "value": session, "url": address}])
        context.clock.install(time=now)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{address}/assessor/")
        page.locator("html[data-ready=true]").wait_for()
        return ChromiumTablet(page, address)

    def open_sheet(self, encounter_id: UUID) -> None:
        self.page.goto(f"{self.address}/assessor/encounters/{encounter_id}")
        expect(self.page.locator("html")).to_have_attribute("data-ready", "true")
        self.page.get_by_role("button", name="Wszystkie kafelki").tap()

    def tap(self, point: str, value: int, counter: str, paper: str = "") -> None:
        rows = self.page.locator("[data-timeline] li")
        before = rows.count()
        if paper:
            self.page.locator(".from-paper:not([open]) summary").tap()
            self.page.locator("[data-paper]").fill(paper)
        self.page.locator(f"[data-point='{point}'][data-value='{value}'][data-counter='{counter}']").tap()
        expect(rows).to_have_count(before + 1)
        if paper:
            self.page.locator("[data-paper]").fill("")
            self.page.locator(".from-paper[open] summary").tap()

    def rate(self, levels: Levels) -> None:
        self.page.locator("[data-view=rate]").tap()
        for code, level in levels.items():
            section = self.page.locator(f"[data-rating='{code}']")
            section.locator(".tile-apart" if level is None else f".tile:has([value='{level}'])").tap()
            section.locator("textarea").fill(reason(code, level))
        self.page.locator("h1").tap()
        expect(self.page.locator("[data-lacks]")).to_contain_text("Niczego nie brakuje")

    def ask_to_seal(self) -> None:
        self.page.locator("[data-view=seal]").first.tap()
        self.page.get_by_label("Twój PIN").fill(PIN)
        self.page.get_by_role("button", name="Zapieczętuj arkusz").tap()

    def work_without_page(self, given: Mapping[str, object]) -> Mapping[str, object]:
        done: Mapping[str, object] = self.page.evaluate(str(given["harness"]), given)
        return done

    def cut(self) -> None:
        self.page.context.set_offline(True)

    def join(self) -> None:
        self.page.context.set_offline(False)

    def lose(self) -> None:
        self.page.context.close()

    def pass_time(self, step: timedelta) -> None:
        if not self.page.is_closed():
            self.page.clock.fast_forward(step // MILLISECOND)

    def expect_saved(self) -> None:
        line = self.page.locator("#sync-strip")
        expect(line).to_have_attribute("data-state", "saved")
        expect(line.locator("[data-log-words]")).to_have_text(re.compile(r"^(\d+) z \1 na serwerze · [0-9A-F]{4}$"))

    def expect_waiting(self, entries: int) -> None:
        line = self.page.locator("#sync-strip")
        expect(line).to_have_attribute("data-state", "waiting")
        made = int(str(line.locator("[data-log-words]").text_content()).split(" z ")[1].split()[0])
        expect(line.locator("[data-log-words]")).to_contain_text(f"{made - entries} z {made}")

    def expect_taps(self, count: int) -> None:
        expect(self.page.locator("[data-timeline] li")).to_have_count(count)

    def expect_another_tablet(self) -> None:
        expect(self.page.locator("[data-tablets]")).to_contain_text("dotarło")

    def expect_seal_waiting(self) -> None:
        expect(self.page.locator("[data-seal-said]")).to_contain_text("serwer nie ma jeszcze pieczęci")

    def expect_sealed(self) -> None:
        expect(self.page.get_by_text("Twój arkusz jest zapieczętowany")).to_be_visible()
