"""Restoring: a backup becomes the installation; what stood there before is put aside, never lost."""

import os
import shutil
from datetime import datetime
from pathlib import Path

from sqlalchemy import inspect, make_url

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text
from exam_server.formats.backup_file import BackupList, unpack_backup
from exam_server.services.backup import COPIES, FOLDER_OF_INSTANCE, KEPT, check_laid, laid_out
from exam_server.services.opening import open_database
from exam_server.services.work import Work
from exam_server.store.copying import CopyFailed, lay_back

IN_THE_WAY = (*KEPT, "exam.sqlite", "exam.sqlite-wal", "exam.sqlite-shm")


def restore_backup(file: Path, instance: Path, url: str, secret: bytes, now: datetime) -> tuple[BackupList, Path]:
    """Check a backup, then put it in the installation's place; gives the folder where the earlier one lies.

    Nothing is touched before the backup is laid out and found sound. On PostgreSQL the database has to be empty: its
    administrator renames an earlier one. The caller holds the lock of the one writer. Raises Refused.
    """
    stamp = f"{now:%Y%m%d-%H%M%S}"
    laid, aside = instance / f".restoring-{stamp}", instance / f"before-restore-{stamp}"
    _require_place(url, instance)
    laid.mkdir(mode=0o700, parents=True)
    try:
        about = unpack_backup(file, laid)
        with laid_out(laid, about, url) as address:
            check_laid(address, laid, about, secret)
        if about.database == "postgresql":
            _fill(laid / COPIES["postgresql"], url)
        _exchange(instance, laid, aside)
    finally:
        shutil.rmtree(laid, ignore_errors=True)
    return about, aside


def note_restored(work: Work, about: BackupList) -> None:
    """Leave in the trail that what came after the backup isn't here."""
    work.record()
    work.note("installation.restored", None, made_at=about.made_at)


def _require_place(url: str, instance: Path) -> None:
    if url.startswith("sqlite"):
        if Path(make_url(url).database or "").resolve() != (instance / "exam.sqlite").resolve():
            raise _refused(
                text("The database isn't in the instance folder."), text("Remove database_url, then restore.")
            )
        return
    database = open_database(url)
    try:
        if inspect(database.engine).get_table_names():
            raise _refused(
                text("The database {name} isn't empty.", name=make_url(url).database),
                text("Rename it or make a new, empty one, then restore."),
            )
    finally:
        database.engine.dispose()


def _fill(copy: Path, url: str) -> None:
    try:
        lay_back(copy, url)
    except CopyFailed as error:
        raise _refused(text("{reason}.", reason=str(error)), text("Put that right, then restore again.")) from error
    copy.unlink()


def _exchange(instance: Path, laid: Path, aside: Path) -> None:
    """Only renames within one folder: a crash in between leaves every file in one of three places."""
    aside.mkdir(mode=0o700)
    for name in IN_THE_WAY:
        if (instance / name).exists():
            (instance / name).rename(aside / name)
    database = laid / COPIES["sqlite"]
    if database.exists():
        database.rename(instance / "exam.sqlite")
    for name in KEPT:
        if (laid / FOLDER_OF_INSTANCE / name).exists():
            (laid / FOLDER_OF_INSTANCE / name).rename(instance / name)
    handle = os.open(instance, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def _refused(why: Text, remedy: Text) -> Refused:
    return Refused(text("Nothing was restored."), why, remedy)
