"""The folder of evidence: files by the SHA-256 of their bytes, written once, whole or not at all."""

import hashlib
import os
import tempfile
from pathlib import Path


def put_file(folder: Path, content: bytes) -> str:
    """Keep a file; gives its hash. The same bytes are kept once. Raises OSError where the disk doesn't take it."""
    digest = hashlib.sha256(content).hexdigest()
    target = _place(folder, digest)
    if target.exists():
        return digest
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, written = tempfile.mkstemp(dir=target.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(written).replace(target)
    except OSError:
        Path(written).unlink(missing_ok=True)
        raise
    _sync(target.parent)
    return digest


def get_file(folder: Path, digest: str) -> bytes | None:
    """The bytes of that hash; None where they're missing or aren't what they were."""
    try:
        content = _place(folder, digest).read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == digest else None


def drop_file(folder: Path, digest: str) -> None:
    """The bytes of that hash go; nothing happens where they're gone. Raises OSError where the disk doesn't let them."""
    target = _place(folder, digest)
    if target.exists():
        target.unlink()
        _sync(target.parent)


def _place(folder: Path, digest: str) -> Path:
    return folder / digest[:2] / digest


def _sync(folder: Path) -> None:
    """The name is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
