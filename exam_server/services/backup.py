"""Backups: everything an installation consists of in one file, proved by laying it out and checking it."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic.util import CommandError
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.formats.backup_file import BackupList, hash_file, unpack_backup, write_backup
from exam_server.services.audit_chain import Verified, verify_chains
from exam_server.services.erasure_orders import copy_beside
from exam_server.services.former_keys import FILE as FORMER_KEYS
from exam_server.services.former_keys import find_former
from exam_server.services.head_keys import own_key, signed_by
from exam_server.services.opening import new_id, open_database
from exam_server.services.schema import check_schema, upgrade_schema
from exam_server.services.work import Actor, Work
from exam_server.store.copying import CopyFailed, copy_database, create_beside, drop_beside, find_damage, lay_back
from exam_server.store.portfolio import list_document_hashes

COPIES = {"sqlite": "database.sqlite", "postgresql": "database.pgdump"}
FOLDER_OF_INSTANCE = "instance"
KEPT = ("secret", FORMER_KEYS, "settings.toml", "evidence", "tls", "trusted-issuers")
"""What of an instance folder belongs into a backup beside the database."""


@dataclass(frozen=True)
class Checked:
    """What a backup was found to hold: its files, and its audit chains with their signed heads."""

    about: BackupList
    chains: tuple[Verified, ...]


def make_backup(instance: Path, url: str, target: Path, now: datetime) -> BackupList:
    """Copy the database of one moment and the instance's files into `target`; people go on working meanwhile.

    Evidence is copied after the database: a file is kept before a row names it, and never changed.
    Raises Refused where it can't be made; then there is no file.
    """
    if target.exists():
        raise _unmade(text("{file} is there already.", file=str(target)), text("Name another file."))
    kind = kind_of(url)
    try:
        with TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
            copy = Path(folder) / COPIES[kind]
            copy_database(url, copy)
            sources = {COPIES[kind]: copy, **_files_of(instance)}
            files = {name: hash_file(path) for name, path in sources.items()}
            about = BackupList(now.isoformat(timespec="seconds"), kind, _revision(url), files)
            write_backup(target, about, sources)
            copy_beside(instance, target.parent)
    except (CopyFailed, OSError) as error:
        why = text("{reason}.", reason=str(error).rstrip("."))
        raise _unmade(why, text("Put that right, then make the backup again.")) from error
    return about


def kind_of(url: str) -> str:
    return "sqlite" if url.startswith("sqlite") else "postgresql"


def _revision(url: str) -> str:
    database = open_database(url)
    try:
        return check_schema(database).found or ""
    finally:
        database.engine.dispose()


def _files_of(instance: Path) -> dict[str, Path]:
    """Name in the backup → file; what begins with a dot is a file that's still being written."""
    found = [path for name in KEPT for path in _walk(instance / name)]
    return {f"{FOLDER_OF_INSTANCE}/{path.relative_to(instance).as_posix()}": path for path in sorted(found)}


def _walk(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from (each for each in path.rglob("[!.]*") if each.is_file())


def check_backup(file: Path, url: str, secret: bytes) -> Checked:
    """Restore a backup beside everything else, and look whether it's sound; nothing of it stays.

    `url` and `secret` are the installation's: on PostgreSQL the copy is laid into a database beside its own, and a
    backup without a secret was made where the settings give it. Raises Refused with what's wrong.
    """
    with TemporaryDirectory(prefix=".check-", dir=file.parent) as folder:
        about = unpack_backup(file, Path(folder))
        with laid_out(Path(folder), about, url) as laid:
            return Checked(about, check_laid(laid, Path(folder), about, secret))


@contextmanager
def laid_out(folder: Path, about: BackupList, url: str) -> Iterator[str]:
    """The unpacked database as one that can be opened. Raises Refused for a damaged one."""
    copy = folder / COPIES.get(about.database, "")
    if not copy.is_file() or about.database != kind_of(url):
        raise _unusable(text("It was made of another kind of database: {kind}.", kind=about.database))
    if about.database == "sqlite":
        if damage := find_damage(copy):
            raise _unusable(text("The database in it is damaged: {reason}.", reason=damage))
        yield f"sqlite:///{copy.absolute()}"
        return
    beside = f"{make_url(url).database}_check_{secrets.token_hex(4)}"
    try:
        address = create_beside(url, beside)
        try:
            lay_back(copy, address)
            yield address
        finally:
            drop_beside(url, beside)
    except (CopyFailed, SQLAlchemyError) as error:
        raise _unusable(text("It can't be laid into a database: {reason}.", reason=str(error)[:300])) from error


def check_laid(url: str, folder: Path, about: BackupList, secret: bytes) -> tuple[Verified, ...]:
    """The audit chains of a restored database, which is brought up to this program's tables first.

    Raises Refused where a chain doesn't hold, or a document's file is missing.
    """
    database = open_database(url)
    try:
        upgrade_schema(database)
        with Session(database.engine) as session:
            work = Work(database, session, Actor(), database.now(session), new_id(), new_id)
            genuine = signed_by({own_key(_secret_of(folder, secret))}, find_former(folder / FOLDER_OF_INSTANCE))
            chains = tuple(verify_chains(work, genuine))
            missing = _missing_documents(session, about)
            work.finish(commit=False)
    except CommandError as error:
        why = text("Its tables are at {revision}, which this program doesn't know.", revision=about.revision)
        raise _unusable(why) from error
    except SQLAlchemyError as error:
        raise _unusable(text("The database in it can't be read: {reason}.", reason=type(error).__name__)) from error
    finally:
        database.engine.dispose()
    if touched := [each for chain in chains for each in chain.harm]:
        raise _unusable(text("Its audit trail was touched, first at link {position}.", position=touched[0].position))
    if missing:
        raise _unusable(text("Files of documents are missing in it: {count}.", count=len(missing)))
    return chains


def _secret_of(folder: Path, otherwise: bytes) -> bytes:
    kept = folder / FOLDER_OF_INSTANCE / "secret"
    return bytes.fromhex(kept.read_text(encoding="utf-8").strip()) if kept.is_file() else otherwise


def _missing_documents(session: Session, about: BackupList) -> set[str]:
    evidence = {name.rpartition("/")[2] for name in about.files if name.startswith(f"{FOLDER_OF_INSTANCE}/evidence/")}
    return list_document_hashes(session) - evidence


def _unmade(why: Text, remedy: Text) -> Refused:
    return Refused(text("The backup wasn't made."), why, remedy)


def _unusable(why: Text) -> Refused:
    return Refused(text("The backup can't be used."), why, text("Take another copy of it, or an earlier backup."))
