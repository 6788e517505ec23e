"""`exam-server secret rotate`: what hung on the earlier secret ends, and what it signed stays verifiable."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from exam_server.core.former_keys import FormerKeys, badge_key_ids, may_have_signed
from exam_server.formats.former_keys import read_former, write_former
from exam_server.services.badges import sign_badge_apart
from exam_server.services.opening import open_database
from exam_server.services.people import find_account_id, find_organisation_id
from exam_server.services.tokens import Keys
from exam_server.store.database import Database
from exam_server.store.tables import (
    AuditHeadRow,
    EditionRow,
    ExamRow,
    HalfLoginRow,
    LoginSessionRow,
    PlanRow,
    RecoveryCodeRow,
    TotpRow,
)
from tests.begun import Begun
from tests.cli.test_audit_and_backup import head_of, run, sign_today
from tests.making import OwnWork, open_own_work


@pytest.fixture
def instance(set_up: Begun, tmp_path: Path) -> Path:
    folder = set_up.copy_to(tmp_path / "instance")
    sign_today(folder)
    return folder


def opened(instance: Path) -> Database:
    return open_database(f"sqlite:///{instance / 'exam.sqlite'}")


def secret_of(instance: Path) -> bytes:
    return bytes.fromhex((instance / "secret").read_text().strip())


def give_factor_and_session(work: OwnWork) -> UUID:
    """The office's account: with an app, a recovery code, half a log-in and an open session."""
    work.organisation_id = find_organisation_id(work) or work.organisation_id
    account_id = find_account_id(work, "biuro")
    assert account_id is not None
    work.record()
    whose = {"organisation_id": work.organisation_id, "account_id": account_id}
    later = work.now + timedelta(hours=1)
    work.session.add(TotpRow(id=work.new_id(), **whose, salt="x", made_at=work.now, confirmed_at=work.now))
    work.session.add(RecoveryCodeRow(id=work.new_id(), **whose, shelf="0a", code_hash="x", made_at=work.now))
    work.session.add(HalfLoginRow(id=work.new_id(), **whose, token_hash="half", expires_at=later))
    times = {"created_at": work.now, "seen_at": work.now, "expires_at": later}
    work.session.add(LoginSessionRow(id=work.new_id(), **whose, token_hash="whole", **times))
    work.commit()
    return account_id


def test_an_exchange_ends_what_hung_on_the_secret_and_keeps_the_earlier_one_aside(instance: Path) -> None:
    before, database = secret_of(instance), opened(instance)
    with open_own_work(database) as work:
        give_factor_and_session(work)
    done = run(instance, "secret", "rotate", "--yes")
    assert done.exit_code == 0 and "Zakończone zalogowania: 1" in done.output
    with open_own_work(database) as work:
        assert [work.session.query(each).count() for each in (TotpRow, RecoveryCodeRow, HalfLoginRow)] == [0, 0, 0]
        assert work.session.query(LoginSessionRow).filter(LoginSessionRow.revoked_at.is_(None)).count() == 0
    database.engine.dispose()
    (aside,) = instance.glob("secret-until-*")
    assert secret_of(instance) != before == bytes.fromhex(aside.read_text().strip())
    assert {path.stat().st_mode & 0o077 for path in (aside, instance / "secret", instance / "former-keys.json")} == {0}


def test_heads_of_before_stay_genuine_and_later_ones_are_the_new_keys(instance: Path, tmp_path: Path) -> None:
    _, _, before = head_of(instance)
    assert run(instance, "secret", "rotate", "--yes").exit_code == 0
    assert run(instance, "audit", "verify").exit_code == 0
    yesterday(instance)
    sign_today(instance)
    _, _, after = head_of(instance)
    assert after != before
    verified = run(instance, "audit", "verify")
    assert verified.exit_code == 0 and "podpisane głowice: 2" in verified.output
    file = tmp_path / "audit.jsonl.gz"
    assert run(instance, "audit", "export", str(file)).exit_code == 0
    both = ("--key", before, "--key", after)
    assert run(tmp_path / "nowhere", "audit", "verify", "--bundle", str(file), *both).exit_code == 0
    assert run(tmp_path / "nowhere", "audit", "verify", "--bundle", str(file), "--key", after).exit_code == 1


def yesterday(instance: Path) -> None:
    """The head that is there was signed a day before, by its own key again."""
    (aside,) = instance.glob("secret-until-*")
    database = opened(instance)
    with open_own_work(database) as work:
        work.record()
        row = work.session.query(AuditHeadRow).one()
        day = row.day - timedelta(days=1)
        work.session.delete(row)
        work.commit()
    database.engine.dispose()
    current = (instance / "secret").read_text()
    shutil.copy(aside, instance / "secret")
    sign_today(instance, day)
    (instance / "secret").write_text(current)


def test_a_head_of_an_earlier_key_with_a_later_day_is_forged(instance: Path) -> None:
    run(instance, "secret", "rotate", "--yes")
    former = json.loads((instance / "former-keys.json").read_text())
    former[0]["until"] = "2020-01-01"
    (instance / "former-keys.json").write_text(json.dumps(former))
    forged = run(instance, "audit", "verify")
    assert forged.exit_code == 1 and "podpis głowicy" in forged.output


def test_a_backup_after_an_exchange_is_sound_and_brings_the_earlier_keys(instance: Path, tmp_path: Path) -> None:
    run(instance, "secret", "rotate", "--yes")
    done = run(instance, "backup", str(tmp_path / "copy.tar.gz"))
    assert done.exit_code == 0, done.output
    fresh = tmp_path / "fresh"
    assert run(fresh, "restore", str(tmp_path / "copy.tar.gz")).exit_code == 0
    assert (fresh / "former-keys.json").read_text() == (instance / "former-keys.json").read_text()
    assert run(fresh, "audit", "verify").exit_code == 0


def test_nothing_is_exchanged_while_an_exam_runs(instance: Path) -> None:
    before, database = secret_of(instance), opened(instance)
    with open_own_work(database) as work:
        work.record()
        edition, plan = work.session.query(EditionRow).first(), work.session.query(PlanRow).first()
        assert edition and plan
        here = {"organisation_id": edition.organisation_id, "edition_id": edition.id, "plan_id": plan.id}
        when = {"planned_at": work.now, "created_at": work.now, "base_seconds": 60}
        work.session.add(ExamRow(id=work.new_id(), **here, **when, title="Egzamin", place="Gdynia", state="open"))
        work.commit()
    database.engine.dispose()
    refused = run(instance, "secret", "rotate", "--yes")
    assert refused.exit_code == 1 and "Trwa egzamin." in refused.output
    assert secret_of(instance) == before and not (instance / "former-keys.json").exists()


def test_a_secret_of_the_settings_isnt_exchanged(instance: Path) -> None:
    (instance / "settings.toml").write_text(f'secret = "{"ab" * 32}"\n')
    refused = run(instance, "secret", "rotate", "--yes")
    assert refused.exit_code == 1 and "Sekret stoi w ustawieniach." in refused.output


def test_without_a_yes_nothing_happens(instance: Path) -> None:
    before = secret_of(instance)
    assert run(instance, "secret", "rotate").exit_code == 1
    assert secret_of(instance) == before


def test_the_list_of_former_keys_comes_back_as_it_was_written_or_not_at_all(instance: Path) -> None:
    run(instance, "secret", "rotate", "--yes")
    run(instance, "secret", "rotate", "--yes")
    former = read_former((instance / "former-keys.json").read_text())
    assert len(former) == 2 and read_former(write_former(former)) == former
    for spoilt in ("", "{}", "[1]", '[{"until": "x"}]', write_former(former)[:-20]):
        with pytest.raises(ValueError):
            read_former(spoilt)
    (instance / "former-keys.json").write_text("[1]")
    damaged = run(instance, "audit", "verify")
    assert damaged.exit_code == 1 and "former-keys.json jest uszkodzony" in damaged.output


def test_a_badge_names_the_key_of_its_time() -> None:
    key = FormerKeys(until=date(2026, 11, 26), head="aa" * 32, badge="bb" * 32)
    page = "https://egzamin.example.org/badges/keys.json"
    assert badge_key_ids(page, ()) == [f"{page}#1"]
    assert badge_key_ids(page, (key,)) == [f"{page}#1", f"{page}#2"]
    assert may_have_signed((key,), "aa" * 32, key.until)
    assert not may_have_signed((key,), "aa" * 32, key.until + timedelta(days=1))
    assert sign_badge_apart(Keys(b"x" * 32).badge_seed(), None, f"{page}#2")[1]["kid"] == f"{page}#2"
