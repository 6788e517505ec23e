"""What assessors see and write in a day of simulations, and whole sheets through a tablet's modules alone."""

from collections.abc import Iterator
from pathlib import Path

from exam_server.web.assets import release
from tests.encounters import PIN
from tests.journeys.day_tablet import Levels, reason
from tests.journeys.simulation_day import Day, Run

HARNESS = Path(__file__).with_name("tablet_sheet.js").read_text(encoding="utf-8")
MODULES = ("store", "log", "poster", "put")


def levels_of(login: str, run: Run) -> dict[str, int | None]:
    """Two see what was to be seen. Artur sees every third criterion one level lower, and calls a missing chance a failure."""
    found = {code: shown.level for code, shown in run.truth.items()}
    if login == "artur":
        for code in list(found)[::3]:
            found[code] = max(0, (found[code] or 0) - 1)
    return found


def work_sheet(day: Day, login: str, run: Run, started_ms: int) -> None:
    """The whole sheet of an encounter that has ended, without its page."""
    entries = list(_entries(run, levels_of(login, run), started_ms))
    given = {
        "harness": HARNESS,
        "sheet": f"/assessor/encounters/{run.id}",
        "pin": PIN,
        "modules": [f"/assets/{release()}/js/tablet/{name}.js" for name in MODULES],
        "entries": entries,
    }
    done = day.tablets[login].work_without_page(given)
    made = len(entries) + 1
    assert done == {"made": made, "acknowledged": made, "standing": "sealed"}, done


def _entries(run: Run, levels: Levels, started_ms: int) -> Iterator[dict[str, object]]:
    for second, point, value, counter in sorted(run.taps(), key=lambda each: each[0]):
        at = started_ms + run.room_second(second) * 1000
        yield {"kind": "tap", "at": at, "point": point.id, "value": value, "counter": counter}
    at = started_ms + run.room_second(run.happenings[-1].second) * 1000
    for code, level in levels.items():
        yield {"kind": "rate", "at": at, "criterion": code, "level": level, "justification": reason(code, level)}
