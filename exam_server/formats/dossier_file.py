"""A dossier: one ZIP with a list of its files and their SHA-256, so that anybody can check it without the server."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Self

FORMAT, VERSION = "exam-server dossier", 1
MANIFEST = "manifest.json"
PIECE = 64 * 1024


class DossierFile:
    """Writes one file after the other and remembers its hash; the manifest is written last."""

    def __init__(self, file: IO[bytes]) -> None:
        self._archive = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self._hashes: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """However it ends, nothing is written behind the file's own end."""
        self._archive.close()

    def add(self, name: str, content: bytes) -> None:
        """A name that was used already gets the same file only once."""
        if name not in self._hashes:
            self._archive.writestr(name, content)
            self._hashes[name] = hashlib.sha256(content).hexdigest()

    def add_data(self, name: str, content: object) -> None:
        """JSON with sorted keys: the same content has the same hash."""
        self.add(name, to_json(content))

    def add_path(self, name: str, path: Path) -> None:
        """A file of the disk, which may be large; nothing happens where it's gone."""
        if path.is_file() and name not in self._hashes:
            self._archive.write(path, name)
            with path.open("rb") as source:
                self._hashes[name] = hashlib.file_digest(source, "sha256").hexdigest()

    @contextmanager
    def adding(self, name: str) -> Iterator[IO[bytes]]:
        """A file that is written piece by piece."""
        with TemporaryFile() as piece:
            yield piece
            piece.seek(0)
            digest = hashlib.sha256()
            with self._archive.open(name, "w") as target:
                while part := piece.read(PIECE):
                    digest.update(part)
                    target.write(part)
            self._hashes[name] = digest.hexdigest()

    def close(self, about: dict[str, Any]) -> str:
        """Write the manifest and end the archive; gives the manifest's SHA-256."""
        head = {"format": FORMAT, "version": VERSION, **about}
        content = to_json(head | {"files": dict(sorted(self._hashes.items()))})
        self._archive.writestr(MANIFEST, content)
        self._archive.close()
        return hashlib.sha256(content).hexdigest()


def find_spoilt(file: IO[bytes]) -> list[str]:
    """The files of a dossier that are missing, strange, or aren't what its manifest says."""
    with zipfile.ZipFile(file) as archive:
        wanted: dict[str, str] = json.loads(archive.read(MANIFEST))["files"]
        there = set(archive.namelist()) - {MANIFEST}
        found = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in there}
    return sorted(name for name in there | set(wanted) if wanted.get(name) != found.get(name))


def to_json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=_as_text).encode()


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
