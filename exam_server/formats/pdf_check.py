"""Whether a PDF from outside carries anything that acts: scripts, programs, attached files, forms of XFA, a password.

It's a second fence. The first is that such a file is only ever sent as a download, into a sandbox.
"""

import re
import zlib
from collections.abc import Iterator

from exam_server.core.text import Text, text

MAGIC = b"%PDF-"
MAXIMUM_INFLATED = 32 * 1024 * 1024
"""Bytes of all object streams together, unpacked."""
# Long names can't come about by chance in packed data; short ones are looked for outside of it alone.
LONG_NAMES = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|Rendition)\b")
SHORT_NAMES = re.compile(rb"/(JS|XFA|Encrypt)(?![A-Za-z0-9])")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
OBJECT_STREAM = re.compile(rb"/Type\s*/ObjStm")
ENDING = b"endstream"


def find_action(content: bytes) -> Text | None:
    """What stands against taking a PDF; None for one that only shows pages. Time is linear in its size."""
    if not content.startswith(MAGIC):
        return text("The file isn't a PDF, whatever its name says.")
    if b"%%EOF" not in content[-2048:]:
        return text("The PDF isn't complete: its end is missing.")
    room = MAXIMUM_INFLATED
    for header, data in _split(content):
        if name := _acting(header) or LONG_NAMES.search(data):
            return _refusal(name.group(1))
        if OBJECT_STREAM.search(header):
            inflated = _inflate(data, room)
            if inflated is None:
                return text("The PDF packs its objects in a way that can't be checked. Print it to PDF anew.")
            room -= len(inflated)
            if name := _acting(inflated):
                return _refusal(name.group(1))
    return None


def _split(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What stands before each stream, with names spelled out, and the stream's bytes; the rest with no stream."""
    at = 0
    while (begin := content.find(b"stream", at)) >= 0:
        end = content.find(ENDING, begin)
        if end < 0:
            break
        yield _spelled_out(content[at:begin]), content[begin + len(b"stream") : end].lstrip(b"\r\n")
        at = end + len(ENDING)
    yield _spelled_out(content[at:]), b""


def _spelled_out(words: bytes) -> bytes:
    """`/J#61vaScript` is the same name as `/JavaScript`."""
    return ESCAPED.sub(lambda found: bytes([int(found.group(1), 16)]), words)


def _acting(words: bytes) -> re.Match[bytes] | None:
    plain = _spelled_out(words)
    return LONG_NAMES.search(plain) or SHORT_NAMES.search(plain)


def _inflate(data: bytes, room: int) -> bytes | None:
    """Unpacked, or None for what isn't plainly packed or would be larger than the room that is left."""
    unpacker = zlib.decompressobj()
    try:
        inflated = unpacker.decompress(data, room)
    except zlib.error:
        return None
    return None if unpacker.unconsumed_tail else inflated


def _refusal(name: bytes) -> Text:
    if name == b"Encrypt":
        return text("The PDF is protected by a password. Save it without one.")
    what = name.decode("ascii")
    return text("The PDF holds active content or attached files ({name}). Print it to PDF anew.", name=what)
