"""What axe finds wrong on a page, by the rules of WCAG 2.2 AA and its own best practice."""

from importlib import resources
from typing import Any

from playwright.sync_api import Page

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Rules that the page breaks, each with the places where it does."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("tags => axe.run({ runOnly: tags })", RULES)
    assert found["passes"]
    return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found["violations"]]


def look_closely(page: Page, name: str) -> None:
    """The page, everything opened: WCAG on a wide and a narrow screen, and no sideways scroll at 320 px; it stays narrow.

    By day and in high contrast; the night's colours are checked pair by pair without a browser.
    """
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    for theme, width in (("light", 1366), ("contrast", 320)):
        page.set_viewport_size({"width": width, "height": 768})
        page.evaluate("theme => (document.documentElement.dataset.theme = theme)", theme)
        assert violations(page) == [], (name, theme)
    assert page.evaluate("document.documentElement.scrollWidth") == 320, name
