"""`exam-server audit`, `backup` and `restore`: what they print, what they leave, and when they exit with 1."""

import gzip
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from exam_server.cli.main import main
from exam_server.services.audit import seal_events
from exam_server.services.audit_heads import find_newest_head, keep_head, list_due_heads, sign_head
from exam_server.services.opening import open_database
from exam_server.services.people import find_organisation_id
from exam_server.services.signing_apart import sign_apart
from exam_server.services.tokens import Keys
from tests.begun import Begun
from tests.making import open_own_work

NOON = "2026-11-26T12:00:00+00:00"


def run(instance: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, env={"EXAM_INSTANCE": str(instance)}, catch_exceptions=False)


@pytest.fixture
def instance(set_up: Begun, tmp_path: Path) -> Path:
    """An installation whose trail is sealed, with today's signed head."""
    folder = set_up.copy_to(tmp_path / "instance")
    sign_today(folder)
    return folder


def sign_today(folder: Path, day: date | None = None) -> None:
    """Seal the trail and sign its head, as the server does once a day."""
    seed = Keys(bytes.fromhex((folder / "secret").read_text().strip())).audit_head_seed()
    database = open_database(f"sqlite:///{folder / 'exam.sqlite'}")
    with open_own_work(database) as work:
        while seal_events(work):
            work.commit()
        for organisation_id, head in list_due_heads(work):
            due = replace(head, day=day or head.day)
            keep_head(work, organisation_id, sign_head(organisation_id, due, lambda said: sign_apart(seed, said)))
        work.commit()
    database.engine.dispose()


def head_of(instance: Path) -> tuple[int, str, str]:
    database = open_database(f"sqlite:///{instance / 'exam.sqlite'}")
    with open_own_work(database) as work:
        work.organisation_id = find_organisation_id(work) or work.organisation_id
        head = find_newest_head(work)
        work.drop()
    database.engine.dispose()
    assert head is not None
    return head.position, head.hash, head.key


def spoil(instance: Path, statement: str) -> None:
    with closing(sqlite3.connect(instance / "exam.sqlite")) as database:
        database.execute(statement)
        database.commit()


def test_a_whole_trail_is_said_to_be_whole_and_a_touched_one_where(instance: Path) -> None:
    done = run(instance, "audit", "verify")
    assert done.exit_code == 0 and "nienaruszony" in done.output and "podpisane głowice: 1" in done.output
    spoil(instance, "UPDATE audit_event SET tag = 'x' WHERE id = (SELECT event_id FROM audit_seal WHERE position = 2)")
    touched = run(instance, "audit", "verify")
    assert touched.exit_code == 1 and "\n  2: zdarzenie nie jest tym" in touched.output


def test_a_bundle_is_verified_where_there_is_no_installation(instance: Path, tmp_path: Path) -> None:
    file = tmp_path / "audit.jsonl.gz"
    assert run(instance, "audit", "export", str(file)).exit_code == 0
    position, found, key = head_of(instance)
    nowhere = tmp_path / "nowhere"
    whole = run(nowhere, "audit", "verify", "--bundle", str(file), "--key", key, "--printed", f"{position}:{found}")
    assert whole.exit_code == 0 and "Izba Próbna" in whole.output and "podpisane głowice: 2" in whole.output
    assert key in run(nowhere, "audit", "verify", "--bundle", str(file)).output
    assert not nowhere.exists(), "nothing is set up by a look"


def test_a_bundle_that_was_touched_or_signed_by_others_ends_with_1(instance: Path, tmp_path: Path) -> None:
    file = tmp_path / "audit.jsonl.gz"
    run(instance, "audit", "export", str(file))
    assert run(instance, "audit", "verify", "--bundle", str(file), "--key", "ab" * 32).exit_code == 1
    position, _, key = head_of(instance)
    other = run(instance, "audit", "verify", "--bundle", str(file), "--printed", f"{position}:{'0' * 64}")
    assert other.exit_code == 1 and "przeliczono na nowo" in other.output
    file.write_bytes(gzip.compress(gzip.decompress(file.read_bytes()).replace(b"edition", b"edytion", 1)))
    assert run(instance, "audit", "verify", "--bundle", str(file), "--key", key).exit_code == 1


def test_a_key_shows_nothing_of_a_bundle_without_a_signed_head(instance: Path, tmp_path: Path) -> None:
    file = tmp_path / "audit.jsonl.gz"
    position, found, key = head_of(instance)
    spoil(instance, "DELETE FROM audit_head")
    run(instance, "audit", "export", str(file))
    bare = run(instance, "audit", "verify", "--bundle", str(file), "--key", key)
    assert bare.exit_code == 1 and "Niczego w nim nie podpisano" in bare.output
    assert run(instance, "audit", "verify", "--bundle", str(file)).exit_code == 0
    held = run(instance, "audit", "verify", "--bundle", str(file), "--key", key, "--printed", f"{position}:{found}")
    assert held.exit_code == 0


def test_an_export_never_writes_over_a_file(instance: Path, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("kept")
    assert run(instance, "audit", "export", str(tmp_path / "there")).exit_code == 1
    assert (tmp_path / "there").read_text() == "kept"


def test_what_was_backed_up_is_an_installation_again(instance: Path, tmp_path: Path) -> None:
    file, new = tmp_path / "backup.tar.gz", tmp_path / "new"
    made = run(instance, "backup", str(file))
    assert made.exit_code == 0 and "Kopia jest dobra" in made.output
    done = run(new, "restore", str(file))
    assert done.exit_code == 0 and (new / "secret").read_text() == (instance / "secret").read_text()
    assert run(new, "audit", "verify").exit_code == 0
    with closing(sqlite3.connect(new / "exam.sqlite")) as database:
        (noted,) = database.execute("SELECT count(*) FROM audit_event WHERE tag = 'installation.restored'").fetchone()
    assert noted == 1
    again = run(instance, "backup", str(file))
    assert again.exit_code == 1 and "już jest" in again.output


def test_a_spoilt_backup_is_not_restored(instance: Path, tmp_path: Path) -> None:
    file, new = tmp_path / "backup.tar.gz", tmp_path / "new"
    run(instance, "backup", str(file))
    file.write_bytes(file.read_bytes()[:-2000])
    done = run(new, "restore", str(file))
    assert done.exit_code == 1 and "Tej kopii zapasowej nie da się użyć" in done.output
    assert not (new / "exam.sqlite").exists()


def test_a_restore_repeats_the_erasures_whose_list_lies_beside_the_backup(instance: Path, tmp_path: Path) -> None:
    file, new = tmp_path / "backup.tar.gz", tmp_path / "new"
    run(instance, "backup", str(file))
    with closing(sqlite3.connect(instance / "exam.sqlite")) as database:
        ((person_id, organisation_id),) = database.execute("SELECT id, organisation_id FROM person LIMIT 1").fetchall()
    line = {"order": str(UUID(int=7)), "organisation": str(UUID(organisation_id)), "proposed_at": NOON}
    line |= {"proposed_by": "None", "decided_at": NOON, "decided_by": "None"}
    line["subjects"] = [["contact", str(UUID(person_id)), "P8", "2026-01-01"]]  # type: ignore[assignment]
    (tmp_path / "erasures.jsonl").write_text(json.dumps(line) + "\n" + '{"cut off')
    done = run(new, "restore", str(file))
    assert done.exit_code == 0 and "Usunięto ponownie" in done.output
    with closing(sqlite3.connect(new / "exam.sqlite")) as database:
        assert database.execute("SELECT kind FROM erased_data").fetchall() == [("contact",)]
    assert run(new, "audit", "verify").exit_code == 0
    assert str(UUID(int=7)) in (new / "erasures.jsonl").read_text()
    (tmp_path / "erasures.jsonl").write_text("not a line\n")
    spoilt = run(tmp_path / "third", "restore", str(file))
    assert spoilt.exit_code == 1 and "Nie da się odczytać listy usunięć" in spoilt.output
