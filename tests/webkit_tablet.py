"""An assessor's tablet in WebKit, worked by WebDriver: a sheet, what its line says, and a network that can be cut.

WebDriver gives WebKit neither fingers (2.50 makes a mouse's click of a touch) nor another clock, and can't take its
network away: taps are clicks, time is real, and a tablet has a way to the server of its own, which is stopped and comes
back at the same address.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from selenium.webdriver import Remote
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from exam_server.web.access import SESSION_COOKIE
from tests.encounters import PIN
from tests.journeys.day_tablet import Levels, reason
from tests.served import SwitchedServer
from tests.webkit import wait_until


@dataclass
class WebKitTablet:
    """A browser of its own; its owner is logged in."""

    browser: Remote
    network: SwitchedServer

    @staticmethod
    def opened(browser: Remote, network: SwitchedServer, session: str) -> "WebKitTablet":
        browser.get(f"{network.address}/account/login")
        browser.add_cookie({"name": SESSION_COOKIE, "value": session, "path": "/"})
        browser.set_script_timeout(60)
        return WebKitTablet(browser, network)

    def open_list(self) -> None:
        """The check-in, which loads the day's packet."""
        self.browser.get(f"{self.network.address}/assessor/")
        self.wait(lambda: self.attribute("html", "data-ready") == "true", "the list is ready")

    def open_sheet(self, encounter_id: UUID) -> None:
        self.browser.get(f"{self.network.address}/assessor/encounters/{encounter_id}")
        self.wait(lambda: self.attribute("html", "data-ready") == "true", "the sheet is ready")
        # It opens with the tiles of the phase that runs.
        self.click("[data-phase=all]")
        hidden = "[...found].filter((each) => each.offsetParent === null).length"
        self.wait(lambda: self.look(hidden, ".point") == 0, "all tiles are shown")

    def tap(self, point: str, value: int | None = None, counter: str | None = None, paper: str = "") -> None:
        rows = self.look("found.length", "[data-timeline] li")
        assert isinstance(rows, int)
        if paper:
            self.click(".from-paper:not([open]) summary")
            self.find("[data-paper]").send_keys(paper)
        named = {"point": point, "value": value, "counter": counter}
        self.click("".join(f"[data-{name}='{said}']" for name, said in named.items() if said is not None))
        self.wait(lambda: self.look("found.length", "[data-timeline] li") == rows + 1, "a tap is kept")
        if paper:
            self.find("[data-paper]").clear()
            self.click(".from-paper[open] summary")

    def rate(self, levels: Levels) -> None:
        self.click("[data-view=rate]")
        for code, level in levels.items():
            section = f"[data-rating='{code}']"
            tile = ".tile-apart" if level is None else f".tile:has([value='{level}'])"
            self.click(f"{section} {tile}")
            self.find(f"{section} textarea").send_keys(reason(code, level))
        self.click("h1")
        self.expect_words("[data-lacks]", "Niczego nie brakuje")

    def ask_to_seal(self) -> None:
        self.click("[data-view=seal]")
        self.wait(lambda: self.look("found[0]?.offsetParent !== null", "#pin"), "the PIN is asked for")
        self.find("#pin").send_keys(PIN)
        self.click("[data-panel=seal] form button")

    def work_without_page(self, given: Mapping[str, object]) -> Mapping[str, object]:
        script = (
            f"const done = arguments[1]; ({given['harness']})(arguments[0]).then(done, (why) => done(String(why)));"
        )
        done = self.browser.execute_async_script(script, dict(given))
        assert isinstance(done, dict), done
        return done

    def cut(self) -> None:
        self.network.stop()

    def join(self) -> None:
        self.network.start()
        self.browser.execute_script("dispatchEvent(new Event('online'))")

    def lose(self) -> None:
        self.network.stop()
        self.browser.get("about:blank")

    def pass_time(self, step: timedelta) -> None:
        """Its time is real; it hears the server's every few seconds."""

    def expect_saved(self) -> None:
        words = re.compile(r"(\d+) z \1 na serwerze · [0-9A-F]{4}")
        self.wait(lambda: words.fullmatch(self.line) and self.state == "saved", "all is on the server")

    def expect_line(self, words: str, state: str) -> None:
        self.wait(lambda: self.line.startswith(words) and self.state == state, f"{words} ({state})")

    def expect_waiting(self, entries: int) -> None:
        made = int(self.line.split(" z ")[1].split()[0])
        self.expect_line(f"{made - entries} z {made}", "waiting")

    def expect_taps(self, count: int) -> None:
        self.wait(lambda: self.look("found.length", "[data-timeline] li") == count, f"{count} taps")

    def expect_another_tablet(self) -> None:
        self.expect_words("[data-tablets]", "dotarło")

    def expect_seal_waiting(self) -> None:
        self.expect_words("[data-seal-said]", "serwer nie ma jeszcze pieczęci")

    def expect_sealed(self) -> None:
        self.expect_words("main", "Twój arkusz jest zapieczętowany")

    @property
    def line(self) -> str:
        return str(self.look("found[0]?.textContent", "[data-log-words]"))

    @property
    def state(self) -> object:
        return self.attribute("#sync-strip", "data-state")

    def wait(self, holds: Callable[[], object], what: str) -> None:
        wait_until(self.browser, lambda _: holds(), what)

    def expect_words(self, selector: str, words: str) -> None:
        self.wait(lambda: words in str(self.look("found[0]?.textContent", selector)), words)

    def look(self, expression: str, selector: str) -> object:
        """A value that the page is asked for in one go: its lists are drawn anew while somebody looks."""
        script = f"const found = document.querySelectorAll(arguments[0]); return {expression};"
        return self.browser.execute_script(script, selector)

    def attribute(self, selector: str, name: str) -> object:
        return self.look(f"found[0]?.getAttribute('{name}')", selector)

    def find(self, selector: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def click(self, selector: str) -> None:
        """The bar on top stays where it is: what lies under it can't be clicked."""
        found = self.find(selector)
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
        found.click()
