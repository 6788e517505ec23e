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
MAXIMUM_STREAMS = 50_000
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
OBJECT_STREAM = re.compile(rb"/Type\s*/ObjStm")
ENDING = b"endstream"


def _names(*words: str) -> bytes:
    """A pattern for these names however their letters are spelled: `/J#61vaScript` is the same as `/JavaScript`."""
    spelled = ("".join(f"(?:{letter}|#(?i:{ord(letter):02x}))" for letter in word) for word in words)
    return f"/({'|'.join(spelled)})".encode()


# Long names can't come about by chance in packed data; short ones are looked for outside of it alone.
LONG_NAMES = re.compile(
    _names("JavaScript", "Launch", "EmbeddedFiles", "EmbeddedFile", "RichMedia", "Rendition") + rb"(?![A-Za-z0-9])"
)
SHORT_NAMES = re.compile(_names("JS", "XFA", "Encrypt") + rb"(?![A-Za-z0-9])")


def find_action(content: bytes) -> Text | None:
    """What stands against taking a PDF; None for one that only shows pages. Time is linear in its size."""
    if not content.startswith(MAGIC):
        return text("The file isn't a PDF, whatever its name says.")
    if b"%%EOF" not in content[-2048:]:
        return text("The PDF isn't complete: its end is missing.")
    room = MAXIMUM_INFLATED
    for number, (header, data) in enumerate(_split(content)):
        if number > MAXIMUM_STREAMS:
            return text("The PDF has more than {limit} parts. Print it to PDF anew.", limit=MAXIMUM_STREAMS)
        if name := _acting(header) or LONG_NAMES.search(data):
            return _refusal(name.group(1))
        if OBJECT_STREAM.search(header):
            inflated = _inflate(data, room)
            if (refusal := _check_objects(inflated)) is not None:
                return refusal
            room -= len(inflated or b"")
    return None


def _check_objects(inflated: bytes | None) -> Text | None:
    if inflated is None:
        return text("The PDF packs its objects in a way that can't be checked. Print it to PDF anew.")
    name = _acting(inflated)
    return _refusal(name.group(1)) if name else None


def _split(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """What stands before each stream, and the stream's bytes; the rest with no stream."""
    at = 0
    while (begin := content.find(b"stream", at)) >= 0:
        end = content.find(ENDING, begin)
        if end < 0:
            break
        yield content[at:begin], content[begin + len(b"stream") : end].lstrip(b"\r\n")
        at = end + len(ENDING)
    yield content[at:], b""


def _acting(words: bytes) -> re.Match[bytes] | None:
    return LONG_NAMES.search(words) or SHORT_NAMES.search(words)


def _inflate(data: bytes, room: int) -> bytes | None:
    """Unpacked, or None for what isn't plainly packed or would be larger than the room that is left."""
    unpacker = zlib.decompressobj()
    try:
        inflated = unpacker.decompress(data, room + 1)  # 0 would mean without end
    except zlib.error:
        return None
    return None if len(inflated) > room else inflated


def _refusal(spelled: bytes) -> Text:
    name = ESCAPED.sub(lambda found: bytes([int(found.group(1), 16)]), spelled)
    if name == b"Encrypt":
        return text("The PDF is protected by a password. Save it without one.")
    what = name.decode("ascii")
    return text("The PDF holds active content or attached files ({name}). Print it to PDF anew.", name=what)
