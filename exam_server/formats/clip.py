"""Short clips from outside: WebM and MP4, told by their own bytes; whatever else a browser might play is refused."""

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from exam_server.core.problems import Problem
from exam_server.core.text import Text, text

LARGEST = 8 * 1024 * 1024
"""Bytes: two minutes of a talking head fit, and an assessor's tablet loads it in a moment."""
EBML = b"\x1a\x45\xdf\xa3"
DOC_TYPE = b"\x42\x82\x84webm"
WEBM_HEAD = 64 * 1024
WEBM_VIDEO = (b"V_VP8", b"V_VP9", b"V_AV1")
WEBM_SOUND = (b"A_OPUS", b"A_VORBIS")
MP4_BRANDS = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4A ", b"M4V ", b"dash"}
)
HANDLER_AFTER = 12
"""In an MP4's `hdlr` box: four bytes of name, four of version and flags, four of nothing, then the kind of track."""


@dataclass(frozen=True)
class Clip:
    """A clip as it came: it can't be made anew without a codec, so that nothing but WebM and MP4 is taken."""

    content: bytes
    media_type: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def read_clip(content: bytes) -> tuple[Clip | None, tuple[Problem, ...]]:
    """The clip, or why it isn't taken; never raises."""
    if len(content) > LARGEST:
        return _no(text("The clip is larger than {limit} MiB.", limit=LARGEST // 2**20))
    media_type = _webm_type(content) or _mp4_type(content)
    if media_type is None:
        return _no(text("The file isn't a WebM or MP4 with sound or moving pictures."))
    return Clip(content, media_type), ()


def _webm_type(content: bytes) -> str | None:
    head = content[:WEBM_HEAD]
    if not head.startswith(EBML) or DOC_TYPE not in head[:64]:
        return None
    if any(codec in head for codec in WEBM_VIDEO):
        return "video/webm"
    return "audio/webm" if any(codec in head for codec in WEBM_SOUND) else None


def _mp4_type(content: bytes) -> str | None:
    boxes = dict(_boxes(content))
    if boxes.get(b"ftyp", b"")[:4] not in MP4_BRANDS or b"moov" not in boxes:
        return None
    tracks = set(_tracks(boxes[b"moov"]))
    if b"vide" in tracks:
        return "video/mp4"
    return "audio/mp4" if b"soun" in tracks else None


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The outermost boxes of an MP4, as far as their sizes make sense."""
    at = 0
    while at + 8 <= len(content):
        size, name = struct.unpack_from(">I4s", content, at)
        end = at + size if size else len(content)
        if not at + 8 <= end <= len(content):
            return
        yield name, content[at + 8 : end]
        at = end


def _tracks(moov: bytes) -> Iterator[bytes]:
    at = moov.find(b"hdlr")
    while at >= 0:
        yield moov[at + HANDLER_AFTER : at + HANDLER_AFTER + 4]
        at = moov.find(b"hdlr", at + 4)


def _no(message: Text) -> tuple[None, tuple[Problem, ...]]:
    return None, (Problem(message, rule="clip"),)
