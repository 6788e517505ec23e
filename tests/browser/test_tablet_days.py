"""Random days of tablets against the real server: nothing is lost, nothing doubled, and every line that was shown was true.

The client's rules run as they are, in Chromium on its own IndexedDB; the network between drops, repeats and reorders. A few
days run with the suite; `make drill` runs two hundred (EXAM_TABLET_DAYS).
"""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import make_server

import pytest
from flask import Flask
from playwright.sync_api import Browser
from stub_room import _Quiet, _Server

from exam_server.core.device_log import Head, begin, link, missing
from exam_server.core.sheet_log import SheetEntry, fold_sheet, fold_taps
from exam_server.store import device_log as store
from exam_server.web.access import SESSION_COOKIE
from exam_server.web.assets import release
from tests.encounters import MadeEncounter, make_encounter, tap_run
from tests.making import OwnWork, open_own_work
from tests.visiting import Visitors, holder_csrf

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
DAYS = int(os.environ.get("EXAM_TABLET_DAYS", "6"))
HARNESS = Path(__file__).with_name("tablet_days.js").read_text(encoding="utf-8")
MODULES = ("tablet/store", "tablet/log", "tablet/poster", "tablet/clock", "assessor/fold")
Day = list[dict[str, Any]]


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
def live(
    app: Flask, chromium: Browser, visitors: Visitors, made: MadeEncounter
) -> Iterator[Callable[[int], list[Day]]]:
    """Lives so many days in one page, as one assessor of one encounter; every day has tablets of its own."""
    server = make_server("127.0.0.1", 0, app, _Server, _Quiet)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    address, client = f"http://127.0.0.1:{server.server_port}", visitors.as_player("asia")
    cookie = client.get_cookie(SESSION_COOKIE)
    assert cookie is not None
    context = chromium.new_context()
    context.add_cookies([{"name": SESSION_COOKIE, "value": cookie.value, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/healthz")
    given = {
        "encounter": str(made.id),
        "account": str(made.accounts["asia"]),
        "csrf": holder_csrf(client),
        "url": f"/assessor/encounters/{made.id}/log",
        "script": {"point": made.point_of("yes_no"), "criterion": made.criteria[0]},
        "modules": [f"/assets/{release()}/js/{name}.js" for name in MODULES],
    }
    yield lambda days: page.evaluate(HARNESS, {**given, "seeds": list(range(1, days + 1))})
    context.close()
    server.shutdown()
    server.server_close()


def arrived(work: OwnWork, made: MadeEncounter) -> dict[str, tuple[list[str], int]]:
    """Device → the texts that the server holds, in order, and how many the device said that it has made."""
    work.drop()
    found: dict[str, tuple[list[str], int]] = {
        log.device: ([], log.made) for log in store.list_logs(work.session, made.id)
    }
    for log, entry in store.list_entries(work.session, made.id):
        found[log.device][0].append(entry.body)
    return found


def check_tablet(tablet: dict[str, Any], held: dict[str, tuple[list[str], int]], made: MadeEncounter) -> None:
    for device in {each["device"] for each in tablet["written"]}:
        written = [each["text"] for each in tablet["written"] if each["device"] == device]
        texts, told = held.get(device, ([], 0))
        lost = written[len(texts) :]
        assert texts == written[: len(texts)], "what arrived is what was written, once each, in its order"
        assert tablet["dead"] or not lost
        assert set(missing(Head(len(texts), ""), told)) <= set(range(len(texts) + 1, len(written) + 1))
    for line in tablet["lines"]:
        check_line(line, tablet, held, made)
    off = [abs(reckoned - true) for true, reckoned in tablet["times"]]
    assert max(off, default=0) <= 1, "a wrong clock of the device moves no time"


def check_line(
    line: dict[str, Any], tablet: dict[str, Any], held: dict[str, tuple[list[str], int]], made: MadeEncounter
) -> None:
    """What the line called arrived had arrived, under the same digest; and its letters are those of the whole log."""
    texts, _ = held.get(line["device"], ([], 0))
    digests = [begin(str(made.id), str(made.accounts["asia"]), line["device"]).digest]
    for each in tablet["written"]:
        if each["device"] == line["device"]:
            digests.append(link(digests[-1], each["text"]))
    assert line["acknowledged"] <= len(texts)
    assert line["digest"] == digests[line["acknowledged"]]
    assert line["letters"] == digests[line["made"]][:4].upper()


def check_sheet(tablet: dict[str, Any], day: Day, held: dict[str, tuple[list[str], int]]) -> None:
    """What the page makes of the entries is what the server makes of them."""
    entries = []
    for device in {each["device"] for one in day for each in one["written"]}:
        for text in held.get(device, ([], 0))[0]:
            said = json.loads(text)
            entries.append(SheetEntry(device, said["sequence"], said["kind"], said["at"], said))
    taps = fold_taps(entries, None, lambda at_ms: at_ms)
    shown = [(each["device"], each["sequence"], each["at"], each["undone"], each["note"]) for each in tablet["taps"]]
    assert shown == [(each.device, each.sequence, each.at_seconds, each.undone, each.note) for each in taps]
    ratings = fold_sheet("asia", entries, None, lambda at_ms: at_ms).current()
    assert {code: each["level"] for code, each in tablet["ratings"]} == {
        code: each.level for code, each in ratings.items()
    }


def test_days_of_tablets_lose_nothing_double_nothing_and_show_the_truth(
    live: Callable[[int], list[Day]], own_work: OwnWork, made: MadeEncounter
) -> None:
    days = live(DAYS)
    held = arrived(own_work, made)
    assert len(days) == DAYS
    for day in days:
        for tablet in day:
            check_tablet(tablet, held, made)
            if not any(each["dead"] for each in day):
                check_sheet(tablet, day, held)
