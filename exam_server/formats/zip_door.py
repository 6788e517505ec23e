"""The only door for ZIP archives from outside: everything is checked by its declarations before a byte is unpacked."""

import stat
import struct
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812

from exam_server.core.problems import Problem
from exam_server.core.text import Text, text

MAXIMUM_BYTES = 20 * 1024 * 1024
MAXIMUM_ENTRIES = 2_000
MAXIMUM_UNPACKED = 200 * 1024 * 1024
MAXIMUM_ENTRY = 32 * 1024 * 1024
MAXIMUM_RATIO = 100
RATIO_COUNTS_FROM = 64 * 1024
"""Bytes. Below it a file of repeated words may well be packed a hundredfold, and does no harm."""
MAXIMUM_DIRECTORY = 1024 * 1024
MAXIMUM_NAME = 240
ARCHIVES = frozenset(
    [".zip", ".jar", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar"]
)
ARCHIVE_MAGIC = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd")
END_OF_DIRECTORY = b"PK\x05\x06"
END_SIZE = 22
LOCAL_HEADER = 30
ENCRYPTED = 0x2041
UTF8_NAME = 0x800
HIDDEN = frozenset({"Cc", "Cf", "Cs"})


@dataclass(frozen=True)
class Archive:
    """An archive that passed every check; `names` are its files in order. Files are unpacked one at a time."""

    names: tuple[str, ...]
    _zip: ZipFile

    def read(self, name: str) -> bytes | None:
        """A file's bytes; None where it's missing, damaged, or an archive itself."""
        if name not in self.names:
            return None
        try:
            content = self._zip.read(name)
        except (BadZipFile, ZlibError, EOFError, OSError, RuntimeError, ValueError):
            return None
        return None if content.startswith(ARCHIVE_MAGIC) else content


def read_zip(content: bytes, place: str = "") -> tuple[Archive | None, tuple[Problem, ...]]:
    """The archive, or None and everything that stands against opening it. Never raises."""
    refusal = _before_opening(content)
    if refusal is not None:
        return None, (Problem(refusal, place=place, rule="zip"),)
    try:
        opened = ZipFile(BytesIO(content))
    except (BadZipFile, ValueError, OSError, struct.error, RuntimeError, UnicodeError):
        return None, (Problem(text("The file isn't a readable ZIP archive."), place=place, rule="zip"),)
    entries = opened.infolist()
    refusals = [*_whole(entries, len(content), opened.start_dir), *_each(entries)]
    if refusals:
        return None, tuple(Problem(message, place=place, rule="zip") for message in refusals[:20])
    return Archive(tuple(entry.filename for entry in entries if not entry.is_dir()), opened), ()


def _before_opening(content: bytes) -> Text | None:
    """What the end of the file says about its list of entries: reading a list of a million alone takes seconds."""
    if len(content) > MAXIMUM_BYTES:
        return text("The archive is larger than {limit} MiB.", limit=MAXIMUM_BYTES // 2**20)
    end = content.rfind(END_OF_DIRECTORY, max(0, len(content) - END_SIZE - 2**16))
    if end < 0 or len(content) - end < END_SIZE:
        return text("The file isn't a readable ZIP archive.")
    entries, size = struct.unpack_from("<HI", content, end + 10)
    if entries > MAXIMUM_ENTRIES or size > MAXIMUM_DIRECTORY:
        return _too_many()
    return None


def _whole(entries: Sequence[ZipInfo], packed: int, directory: int) -> Iterator[Text]:
    if len(entries) > MAXIMUM_ENTRIES:
        yield _too_many()
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAXIMUM_UNPACKED or unpacked > MAXIMUM_RATIO * packed + RATIO_COUNTS_FROM:
        size = unpacked // 2**20
        yield text("Unpacked, the archive would be {size} MiB: far more than a question bank is.", size=size)
    if _overlap(entries, directory):
        yield text("Files in the archive overlap: it was made to unpack without end.")
    if len({entry.filename for entry in entries}) < len(entries):
        yield text("Two files in the archive have the same name.")


def _each(entries: Sequence[ZipInfo]) -> Iterator[Text]:
    for entry in entries[: MAXIMUM_ENTRIES + 1]:
        if refusal := _refusal(entry):
            yield refusal


def _refusal(entry: ZipInfo) -> Text | None:
    name = _shown(entry.filename)
    if not _is_plain_path(entry.orig_filename):
        return text("The name “{name}” leads out of the archive or holds hidden characters.", name=name)
    if _kind(entry) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return text("“{name}” is a link or a device, not a file.", name=name)
    if entry.flag_bits & ENCRYPTED:
        return text("“{name}” is encrypted; save the archive without a password.", name=name)
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return text("“{name}” is packed by a method that isn't taken; save it as an ordinary ZIP archive.", name=name)
    if PurePosixPath(entry.filename.lower()).suffix in ARCHIVES:
        return text("“{name}” is an archive within the archive; unpack it first.", name=name)
    most = max(RATIO_COUNTS_FROM, MAXIMUM_RATIO * entry.compress_size)
    if entry.file_size > min(MAXIMUM_ENTRY, most):
        return text("“{name}” would grow to {size} MiB when unpacked.", name=name, size=entry.file_size // 2**20)
    return None


def _is_plain_path(name: str) -> bool:
    steps = name.removesuffix("/").split("/")
    return (
        0 < len(name) <= MAXIMUM_NAME
        and not any(step in ("", ".", "..") for step in steps)
        and not any(sign in name for sign in "\\:")
        and not any(unicodedata.category(character) in HIDDEN for character in name)
    )


def _kind(entry: ZipInfo) -> int:
    return stat.S_IFMT(entry.external_attr >> 16)


def _overlap(entries: Sequence[ZipInfo], directory: int) -> bool:
    """CPython before 3.11.8 doesn't check this; a header's extra field can only make an entry longer."""
    free_from = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        if entry.header_offset < free_from:
            return True
        name = entry.orig_filename.encode("utf-8" if entry.flag_bits & UTF8_NAME else "cp437", "replace")
        free_from = entry.header_offset + LOCAL_HEADER + len(name) + entry.compress_size
    return free_from > directory


def _shown(name: str) -> str:
    return "".join(sign if unicodedata.category(sign) not in HIDDEN else "�" for sign in name)[:120]


def _too_many() -> Text:
    return text("The archive has more than {limit} files; split it.", limit=MAXIMUM_ENTRIES)
