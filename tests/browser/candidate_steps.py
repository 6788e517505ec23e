"""What tests of the candidate's client do on its page, and wait for."""

import re

from playwright.sync_api import Page, expect
from stub_room import StubRoom


def open_test(page: Page, stub: StubRoom) -> None:
    page.goto(f"{stub.address}/sitting")
    expect(page.locator("html")).to_have_attribute("data-ready", "true")


def choose(page: Page, position: int, letter: str) -> None:
    page.evaluate("hash => { location.hash = hash }", f"#/{position}")
    page.locator(f"[data-item='{position}'] .option", has_text=f"Opcja {letter}").click()


def expect_state(page: Page, state: str, words: str) -> None:
    line = page.locator("#save-line")
    expect(line).to_have_attribute("data-state", state)
    expect(line).to_contain_text(re.compile(words))
