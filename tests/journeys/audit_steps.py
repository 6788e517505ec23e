"""An auditor from outside: let in for a time, reads, takes the trail home, and checks it there without the server."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from exam_server.web.upkeep import HeadSigner, Sealer
from tests.journeys.case_world import World

COMMAND = Path(sys.executable).with_name("exam-server")
PASSWORD = "cztery spokojne krótkie słowa"
HASH = re.compile(r"ogniwo (\d+): ((?:[0-9a-f]{1,8} ?)+)")


def vouch(world: World) -> None:
    """What the server's upkeep does by itself: every event gets its link, and the day's head is signed."""
    Sealer(world.app, world.app.extensions["exam_house"].journal)()
    HeadSigner(world.app, world.app.extensions["exam_house"]).look()
    Sealer(world.app, world.app.extensions["exam_house"].journal)()


def let_in(world: World) -> Page:
    """The administrator makes the account, the office sets until when it opens anything (L18); gives their browser."""
    page = world.go("alicja", "/account/")
    for label, words in (("Imiona", "Audyta"), ("Nazwisko", "Zewnętrzna"), ("Login", "audyta")):
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_label("audytor", exact=True).check()
    page.get_by_role("button", name="Utwórz konto").click()
    link = page.locator("code.one-time").inner_text()
    page = world.go("olga", "/office/members")
    page.get_by_role("link", name="Audytorzy").click()
    page.locator("summary").filter(has_text="Ustal okres").click()
    page.get_by_label("Ostatni dzień").fill((datetime.now(UTC).date() + timedelta(days=14)).isoformat())
    page.get_by_label("Powód").fill("Zewnętrzne zapewnianie jakości.")
    page.get_by_role("button", name="Ustal okres").click()
    expect(page.locator("main")).to_contain_text("otwarte")
    return enter(world, link)


def enter(world: World, link: str) -> Page:
    page = world.visit("audyta")
    page.goto(world.address + urlsplit(link).path)
    page.get_by_label("Nowe hasło").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.get_by_label("Login").fill("audyta")
    page.get_by_label("Hasło", exact=True).fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/account/" not in url)
    return page


def take_home(page: Page, folder: Path) -> tuple[Path, str]:
    """The trail as a bundle, and the installation's public key as the page shows it."""
    page.get_by_role("link", name="Ślad audytowy").click()
    page.get_by_role("link", name="Sprawdź łańcuch").click()
    expect(page.locator("main")).to_contain_text("Łańcuch jest cały.")
    with page.expect_download() as begun:
        page.get_by_role("link", name="Pobierz pakiet").click()
    bundle = folder / begun.value.suggested_filename
    begun.value.save_as(bundle)
    page.get_by_text("Jak sprawdzić pakiet na innym komputerze").click()
    key = page.locator("p.hash").last.inner_text().split(":")[1]
    return bundle, "".join(key.split())


def printed_head(protocol: str) -> str:
    """The signed head off a printed protocol, as an auditor types it: the link's number, a colon and the hash."""
    found = HASH.search(protocol)
    assert found, protocol
    return f"{found[1]}:{''.join(found[2].split())}"


def verify_at_home(folder: Path, bundle: Path, key: str, head: str) -> subprocess.CompletedProcess[str]:
    """On a machine that has the program, and neither the database nor anything else of the installation."""
    folder.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EXAM_")}
    command = [str(COMMAND), "audit", "verify", "--bundle", str(bundle), "--key", key, "--printed", head]
    return subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, timeout=120, check=False)
