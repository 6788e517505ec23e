"""A backup: one compressed archive with a list of its files and their SHA-256 in front, written whole or not at all."""

import hashlib
import json
import os
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

FORMAT, VERSION = "exam-server backup", 1
LIST = "backup.json"
QUICK = 1
"""Level of compression: the disk is slower than that, and more takes minutes for a percent or two."""
PIECE = 1024 * 1024
LONGEST_LIST = 256 * PIECE


@dataclass(frozen=True)
class BackupList:
    """When it was made (ISO 8601), of which kind of database at which revision, and the files with their hashes."""

    made_at: str
    database: str
    revision: str
    files: Mapping[str, str]


def write_backup(target: Path, about: BackupList, sources: Mapping[str, Path]) -> None:
    """Pack `sources` (name in the archive → file). Raises OSError where `target` is there, or the disk is full."""
    unfinished = target.with_name(f".{target.name}.unfinished")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=QUICK, format=tarfile.PAX_FORMAT) as archive:
                _add(archive, LIST, _dump(about))
                for name in about.files:
                    with sources[name].open("rb") as source:
                        _add(archive, name, source)
            file.flush()
            os.fsync(file.fileno())
        os.link(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)


def hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _dump(about: BackupList) -> BytesIO:
    content = {"format": FORMAT, "version": VERSION, "made_at": about.made_at, "database": about.database}
    return BytesIO(json.dumps(content | {"revision": about.revision, "files": dict(about.files)}).encode())


def _add(archive: tarfile.TarFile, name: str, source: IO[bytes]) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = source.seek(0, os.SEEK_END), 0o600
    source.seek(0)
    archive.addfile(entry, source)


def read_list(source: Path) -> BackupList:
    """What a backup says of itself. Raises Refused for what isn't one."""
    with _opened(source) as archive:
        return _read_list(archive)


def unpack_backup(source: Path, folder: Path) -> BackupList:
    """Lay every file into an empty `folder`. Raises Refused where one is missing, strange or isn't what was packed."""
    with _opened(source) as archive:
        about = _read_list(archive)
        waiting = dict(about.files)
        while (entry := archive.next()) is not None:
            expected = waiting.pop(entry.name, None)
            content = archive.extractfile(entry) if entry.isreg() else None
            if expected is None or content is None:
                raise _refused(text("{name} doesn't belong into it.", name=entry.name[:100]))
            if _lay(content, folder / entry.name) != expected:
                raise _refused(text("{name} isn't what was packed.", name=entry.name))
    if waiting:
        raise _refused(text("{name} is missing.", name=min(waiting)))
    return about


@contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, mode="r|gz") as archive:
            yield archive
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError) as error:
        raise _refused(text("It isn't a backup, or is cut off or damaged.")) from error


def _read_list(archive: tarfile.TarFile) -> BackupList:
    entry = archive.next()
    content = archive.extractfile(entry) if entry is not None and entry.name == LIST else None
    read: Any = json.loads(content.read(LONGEST_LIST)) if content is not None else {}
    if read.get("format") != FORMAT or read.get("version") != VERSION:
        raise ValueError(LIST)
    files = {str(name): str(digest) for name, digest in read["files"].items()}
    if not all(map(_is_plain, files)):
        raise ValueError("files")
    return BackupList(str(read["made_at"]), str(read["database"]), str(read["revision"]), files)


def _is_plain(name: str) -> bool:
    """A relative name that stays within its folder."""
    return bool(name) and not name.startswith("/") and all(part not in ("", ".", "..") for part in name.split("/"))


def _lay(content: IO[bytes], target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while piece := content.read(PIECE):
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _refused(why: Text) -> Refused:
    return Refused(text("The backup can't be used."), why, text("Take another copy of it, or an earlier backup."))
