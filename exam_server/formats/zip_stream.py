"""An archive that's written while it's sent: each file goes out as soon as it's made."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import RawIOBase
from zipfile import ZIP_STORED, ZipFile, ZipInfo


def stream_zip(files: Iterable[tuple[str, bytes]], made_at: datetime) -> Iterator[bytes]:
    """A ZIP archive of named files in their order, in pieces; what goes in is compressed already and stays as it is."""
    pipe = _Pipe()
    with ZipFile(pipe, "w", ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(ZipInfo(name, made_at.timetuple()[:6]), content)
            yield pipe.take()
    yield pipe.take()


class _Pipe(RawIOBase):
    """What was written since the last take; it can't go back, so the archive doesn't try to."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        self._pieces.append(bytes(piece))
        return len(piece)

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken
