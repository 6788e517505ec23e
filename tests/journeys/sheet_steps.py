"""What assessors do on their sheets through a day: with their fingers, and through the tablet's modules alone."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from playwright.sync_api import Page, expect

from exam_server.core.simulation.script import ObservationPoint
from exam_server.web.assets import release
from tests.encounters import PIN
from tests.journeys.simulation_day import Day, Run

HARNESS = Path(__file__).with_name("tablet_sheet.js").read_text(encoding="utf-8")
MODULES = ("store", "log", "poster", "put")
Levels = Mapping[str, int | None]


def levels_of(login: str, run: Run) -> dict[str, int | None]:
    """Two see what was to be seen. Artur sees every third criterion one level lower, and calls a missing chance a failure."""
    found = {code: shown.level for code, shown in run.truth.items()}
    if login == "artur":
        for code in list(found)[::3]:
            found[code] = max(0, (found[code] or 0) - 1)
    return found


def open_sheet(day: Day, page: Page, run: Run) -> None:
    page.goto(f"{day.server.address}/assessor/encounters/{run.id}")
    expect(page.locator("html")).to_have_attribute("data-ready", "true")
    page.get_by_role("button", name="Wszystkie kafelki").tap()


def tap(page: Page, point: ObservationPoint, value: int, counter: str, paper: str = "") -> None:
    """A tap stands in the timeline once the tablet has kept it; `paper`: at that time of the paper sheet."""
    rows = page.locator("[data-timeline] li")
    before = rows.count()
    if paper:
        page.locator(".from-paper:not([open]) summary").tap()
        page.locator("[data-paper]").fill(paper)
    selector = f"[data-point='{point.id}'][data-value='{value}'][data-counter='{counter}']"
    page.locator(selector).tap()
    expect(rows).to_have_count(before + 1)
    if paper:
        page.locator("[data-paper]").fill("")
        page.locator(".from-paper[open] summary").tap()


def expect_saved(page: Page) -> None:
    line = page.locator("#sync-strip")
    expect(line).to_have_attribute("data-state", "saved")
    expect(line.locator("[data-log-words]")).to_have_text(re.compile(r"^(\d+) z \1 na serwerze · [0-9A-F]{4}$"))


def rate(page: Page, levels: Levels) -> None:
    page.locator("[data-view=rate]").tap()
    for code, level in levels.items():
        section = page.locator(f"[data-rating='{code}']")
        section.locator(".tile-apart" if level is None else f".tile:has([value='{level}'])").tap()
        section.locator("textarea").fill(reason(code, level))
    page.locator("h1").tap()
    expect(page.locator("[data-lacks]")).to_contain_text("Niczego nie brakuje")


def reason(code: str, level: int | None) -> str:
    return f"{code}: scenariusz nie dał okazji." if level is None else f"{code}: tak to widać w zapisie rozmowy."


def ask_to_seal(page: Page) -> None:
    page.locator("[data-view=seal]").first.tap()
    page.get_by_label("Twój PIN").fill(PIN)
    page.get_by_role("button", name="Zapieczętuj arkusz").tap()


def expect_sealed(page: Page) -> None:
    expect(page.get_by_text("Twój arkusz jest zapieczętowany")).to_be_visible()


def work_sheet(day: Day, login: str, run: Run, started_ms: int) -> None:
    """The whole sheet of an encounter that has ended, without its page."""
    page = day.tablets[login]
    given = {
        "sheet": f"/assessor/encounters/{run.id}",
        "pin": PIN,
        "modules": [f"/assets/{release()}/js/tablet/{name}.js" for name in MODULES],
        "entries": list(_entries(run, levels_of(login, run), started_ms)),
    }
    done = page.evaluate(HARNESS, given)
    assert done == {"made": len(given["entries"]) + 1, "acknowledged": done["made"], "standing": "sealed"}, done


def _entries(run: Run, levels: Levels, started_ms: int) -> Iterator[dict[str, object]]:
    for second, point, value, counter in sorted(run.taps(), key=lambda each: each[0]):
        at = started_ms + run.room_second(second) * 1000
        yield {"kind": "tap", "at": at, "point": point.id, "value": value, "counter": counter}
    at = started_ms + run.room_second(run.happenings[-1].second) * 1000
    for code, level in levels.items():
        yield {"kind": "rate", "at": at, "criterion": code, "level": level, "justification": reason(code, level)}
