"""How fast responses are saved, `make bench`: candidates who each save again as soon as the last save is acknowledged.

The whole app without the network: a thread per candidate calls it as the server would, on SQLite with real flushes.
"""

import json
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles

from flask import Flask
from flask.testing import FlaskClient

from exam_server.app import create_app
from exam_server.core.candidates import CandidateEntry
from exam_server.services.opening import upgrade_schema
from exam_server.settings import Settings
from tests.making import SECRET, make_organisation, open_exam, open_own_work
from tests.visiting import Visitors, holder_csrf

SAVES_EACH = 50


def main(candidates: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(instance=Path(folder), secret=SECRET, log_level="WARNING"))
        house = app.extensions["exam_house"]
        upgrade_schema(house.database)
        seats = take_seats(app, candidates)
        began = time.perf_counter()
        with ThreadPoolExecutor(candidates) as pool:
            waits = [wait for each in pool.map(save_all, *zip(*seats, strict=True)) for wait in each]
        report(waits, time.perf_counter() - began)
        house.journal.stop()
        house.database.engine.dispose()


def take_seats(app: Flask, count: int) -> Sequence[tuple[FlaskClient, str]]:
    """A browser per candidate of a running exam, each with the digest of its form."""
    with open_own_work(app.extensions["exam_house"].database) as work:
        make_organisation(work)
        people = [CandidateEntry("Osoba", f"Numer {number}", email=f"{number}@example.org") for number in range(count)]
        made = open_exam(work, people)
    return [(Visitors(app).with_ticket(card.ticket), card.form_digest) for card in made.cards]


def save_all(client: FlaskClient, form: str) -> list[float]:
    """Seconds from each save to its acknowledgement."""
    headers = {"X-CSRF-Token": holder_csrf(client)}
    waits = []
    for sequence in range(1, SAVES_EACH + 1):
        save = {"sequence": sequence, "position": 1, "response": None, "at": "2027-03-01T10:00:00Z"}
        body = json.dumps({"epoch": 1, "form": form, "saves": [save]})
        began = time.perf_counter()
        answer = client.put("/sitting/responses", data=body, headers=headers)
        waits.append(time.perf_counter() - began)
        if answer.status_code != 200 or answer.get_json()["acknowledged"] != sequence:
            raise RuntimeError(answer.get_data(as_text=True))
    return waits


def report(waits: Sequence[float], seconds: float) -> None:
    percentiles = quantiles(waits, n=100)
    sys.stdout.write(
        f"{len(waits)} saves in {seconds:.1f} s: {len(waits) / seconds:.0f} a second;"
        f" median {percentiles[49] * 1000:.0f} ms, 99 of 100 within {percentiles[98] * 1000:.0f} ms\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 64)
