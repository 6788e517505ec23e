"""An audit bundle: an organisation's chain with its signed heads as packed JSON Lines, checked without the server.

The first line says what it is, then come the heads, then the links in order, then how many there were: a file that
was cut off anywhere is noticed. It holds ids and commitments, as the trail does, and no names.
"""

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from exam_server.core.audit import ChainedEvent
from exam_server.core.audit_heads import SignedHead
from exam_server.core.problems import Refused
from exam_server.core.text import Text, text

FORMAT = "exam-server audit bundle"
VERSION = 1
LONGEST_LINE = 1024 * 1024
QUICK = 1
NO_LINE = (ValueError, KeyError, TypeError, RecursionError, EOFError, gzip.BadGzipFile, zlib.error)


@dataclass(frozen=True)
class BundleHead:
    """Whose chain it is, by whom and when it was written (ISO 8601), and the heads that were signed."""

    organisation_id: str
    body: str
    written_at: str
    heads: tuple[SignedHead, ...]


def write_bundle(file: IO[bytes], head: BundleHead, chain: Iterable[ChainedEvent]) -> None:
    """Write a bundle; the chain is gone through once."""
    with gzip.GzipFile("", "wb", QUICK, file, mtime=0) as packed:
        packed.writelines(_lines(head, chain))


def _lines(head: BundleHead, chain: Iterable[ChainedEvent]) -> Iterator[bytes]:
    about = {"format": FORMAT, "version": VERSION, "organisation": head.organisation_id}
    yield _line(about | {"body": head.body, "written_at": head.written_at, "heads": len(head.heads)})
    for each in head.heads:
        yield _line({"day": each.day.isoformat(), "at": each.position, "hash": each.hash, **_signed(each)})
    count = 0
    for link in chain:
        count += 1
        yield _line({"at": link.position, "previous": link.previous_hash, "hash": link.hash, "event": link.event})
    yield _line({"links": count})


def _signed(head: SignedHead) -> dict[str, str]:
    return {"key": head.key, "signature": head.signature}


def _line(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read_bundle(file: IO[bytes]) -> tuple[BundleHead, Iterator[ChainedEvent]]:
    """What it says of itself, and its links as they are read. Raises Refused, with the line, for what isn't a bundle.

    The links raise it too while they're read: where a line isn't one, and at the end where some are missing.
    """
    lines = _Lines(gzip.GzipFile(fileobj=file))
    about = lines.take()
    if about.get("format") != FORMAT:
        raise _refused(text("It isn't an audit bundle of this program."))
    if about.get("version") != VERSION:
        found = str(about.get("version"))[:20]
        raise _refused(text("It's of version {found}, and this program reads {known}.", found=found, known=VERSION))
    with lines.reading():
        heads = tuple(_read_head(lines.take()) for _ in range(int(about["heads"])))
        head = BundleHead(str(about["organisation"]), str(about["body"]), str(about["written_at"]), heads)
    return head, _read_links(lines)


def _read_head(line: dict[str, Any]) -> SignedHead:
    return SignedHead(
        date.fromisoformat(line["day"]), int(line["at"]), str(line["hash"]), str(line["key"]), str(line["signature"])
    )


def _read_links(lines: "_Lines") -> Iterator[ChainedEvent]:
    count = 0
    while True:
        line = lines.take()
        with lines.reading():
            if "links" in line:
                if int(line["links"]) != count:
                    raise ValueError("links")
                return
            link = ChainedEvent(int(line["at"]), dict(line["event"]), str(line["previous"]), str(line["hash"]))
        count += 1
        yield link


class _Lines:
    """Line by line, with the number of the one that is read."""

    def __init__(self, file: gzip.GzipFile) -> None:
        self._file = file
        self._number = 0

    def take(self) -> dict[str, Any]:
        self._number += 1
        with self.reading():
            line = self._file.readline(LONGEST_LINE)
            if not line.endswith(b"\n"):
                raise ValueError(line[:20])
            read = json.loads(line)
            if not isinstance(read, dict):
                raise TypeError(type(read))
            return read

    def reading(self) -> "_Reading":
        return _Reading(self._number)


@dataclass(frozen=True)
class _Reading:
    """Turns what goes wrong with a line into a refusal that names it."""

    number: int

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, NO_LINE):
            why = text("Line {number} isn't what has to stand there, or is missing.", number=self.number)
            raise _refused(why) from error


def _refused(why: Text) -> Refused:
    return Refused(text("The bundle can't be checked."), why, text("Let it be exported and copied again."))
