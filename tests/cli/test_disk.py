"""A server whose disk is full, or doesn't keep what it was given: real processes, real files, the system's own errors."""

import json
import os
import resource
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from test_serve import START_SECONDS, Served, start, stop

from exam_server.services import delivery
from exam_server.services.throttling import Door
from exam_server.store.database import open_database
from exam_server.store.tables import ResponseEventRow
from exam_server.web.cookies import DEVICE_COOKIE, SEAT_COOKIE
from tests.making import KEYS, SECRET, form_of, make_organisation, open_exam, open_own_work

pytestmark = pytest.mark.xdist_group("serve")
FULL = "Na dysku serwera zabrakło miejsca."


@dataclass
class Seat:
    """A candidate's browser, as far as saving goes; it outlives the server."""

    folder: Path
    token: str
    device: str
    form: str

    def save(self, served: Served, sequence: int) -> tuple[int, dict]:  # type: ignore[type-arg]
        save = {"sequence": sequence, "position": 1, "response": None, "at": ""}
        return self.put(served, "/sitting/responses", {"epoch": 1, "form": self.form, "saves": [save]})

    def put(self, served: Served, path: str, content: object) -> tuple[int, dict]:  # type: ignore[type-arg]
        body = json.dumps(content).encode()
        cookies = f"{SEAT_COOKIE}={self.token}; {DEVICE_COOKIE}={self.device}"
        headers = {"Cookie": cookies, "X-CSRF-Token": KEYS.digest("csrf", self.token)}
        request = urllib.request.Request(
            f"{served.address}{path}", body, headers | {"Content-Type": "application/json"}, method="PUT"
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def kept(self) -> set[int]:
        """The sequences that lie in the file."""
        database = open_database(f"sqlite:///{self.folder / 'exam.sqlite'}")
        with open_own_work(database) as work:
            found = {row.sequence for row in work.session.query(ResponseEventRow)}
        database.engine.dispose()
        return found


def take_seat(folder: Path, template: Path) -> Seat:
    """An open exam in a folder of its own, and the first candidate's seat."""
    shutil.copy(template, folder / "exam.sqlite")
    database = open_database(f"sqlite:///{folder / 'exam.sqlite'}")
    with open_own_work(database) as work:
        make_organisation(work)
        made = open_exam(work)
        entry = delivery.enter_ticket(work, KEYS, Door("ticket", 5, 300, 300), made.cards[0].ticket)
        work.commit()
        form = form_of(work, made.sittings[0])
    database.engine.dispose()
    return Seat(folder, entry.token, entry.device, form)


@pytest.fixture
def seat(tmp_path: Path, sqlite_template: Path) -> Seat:
    return take_seat(tmp_path, sqlite_template)


def is_ready(served: Served) -> bool:
    try:
        with urllib.request.urlopen(f"{served.address}/readyz", timeout=20) as answer:
            return bool(json.load(answer)["ready"])
    except urllib.error.HTTPError:
        return False


def limit_file_size(served: Served, limit: int) -> None:
    """A quota for the serving process: a write beyond the limit is refused by the system."""
    for worker in psutil.Process(served.process.pid).children(recursive=True):
        resource.prlimit(worker.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))


def test_a_quota_refuses_saves_plainly_and_service_resumes_by_itself(seat: Seat) -> None:
    served = start(seat.folder, EXAM_SECRET=SECRET)
    try:
        assert seat.save(served, 1)[0] == 200
        limit_file_size(served, 0)
        code, body = seat.save(served, 2)
        assert (code, body["error"]["why"]) == (503, FULL)
        assert not is_ready(served)
        code, body = seat.put(served, "/sitting/flags", {"position": 1, "flagged": True})
        assert (code, body["error"]["why"]) == (503, FULL), "whatever else is asked of a page is refused as plainly"
        limit_file_size(served, resource.RLIM_INFINITY)
        assert seat.put(served, "/sitting/flags", {"position": 1, "flagged": True}) == (200, {"flags": [1]})
        assert seat.save(served, 2)[1]["acknowledged"] == 2
        assert is_ready(served)
    finally:
        stop(served)
    assert seat.kept() == {1, 2}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of a few megabytes; only root may make one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("no small file system can be mounted here (it takes root)")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_refuses_saves_plainly_and_service_resumes_when_there_is_room(
    small_disk: Path, sqlite_template: Path
) -> None:
    seat = take_seat(small_disk, sqlite_template)
    served = start(small_disk, EXAM_SECRET=SECRET)
    try:
        assert seat.save(served, 1)[0] == 200
        ballast = small_disk / "ballast"
        with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space left"):
            while True:
                file.write(b"\0" * 4096)
        outcomes = {number: seat.save(served, number) for number in range(2, 60)}
        refused = {number: body for number, (code, body) in outcomes.items() if code != 200}
        assert refused and {body["error"]["why"] for body in refused.values()} == {FULL}
        ballast.unlink()
        assert {seat.save(served, number)[0] for number in refused} == {200}
        assert seat.save(served, 60)[1]["acknowledged"] == 60
    finally:
        stop(served)
    assert seat.kept() == set(range(1, 61))


@pytest.fixture
def failing_flush(tmp_path: Path) -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("a failing flush is made by a small C library, and there is no compiler here")
    library = tmp_path / "failing_flush.so"
    source = Path(__file__).with_name("failing_flush.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"], check=True)
    return library


def test_a_failed_flush_ends_the_server_and_the_next_one_goes_on_from_the_disk(seat: Seat, failing_flush: Path) -> None:
    signal = seat.folder / "the-disk-is-broken"
    served = start(seat.folder, EXAM_SECRET=SECRET, LD_PRELOAD=str(failing_flush), FLUSH_FAILS_WHILE=os.fspath(signal))
    try:
        assert seat.save(served, 1)[0] == 200
        signal.touch()
        assert seat.save(served, 2)[0] == 503
        signal.unlink()
        # The disk would take it by now; what it did with the save before, nobody knows.
        assert seat.save(served, 3)[0] == 503
        code, body = seat.put(served, "/sitting/flags", {"position": 1, "flagged": True})
        assert (code, body["error"]["what"]) == (503, "Nie wiadomo, czy twoja zmiana została zapisana.")
        assert served.process.wait(START_SECONDS) != 0
    finally:
        stop(served)
    assert "flush.failed" in served.log.read_text()
    served = start(seat.folder, EXAM_SECRET=SECRET)
    try:
        assert [seat.save(served, sequence)[0] for sequence in (2, 3)] == [200, 200]
    finally:
        stop(served)
    assert seat.kept() == {1, 2, 3}
