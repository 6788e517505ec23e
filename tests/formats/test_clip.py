"""Clips are told by their bytes: WebM and MP4 with a track that can be heard or seen, and nothing else."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.formats.clip import LARGEST, read_clip

EBML = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm"


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, name) + body


def mp4(*kinds: bytes, brand: bytes = b"isom") -> bytes:
    tracks = b"".join(box(b"trak", box(b"hdlr", b"\0" * 8 + kind + b"\0" * 12)) for kind in kinds)
    return box(b"ftyp", brand + b"\0\0\2\0") + box(b"mdat", b"pixels") + box(b"moov", tracks)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (EBML + b"...V_VP8...A_OPUS", "video/webm"),
        (EBML + b"...A_OPUS", "audio/webm"),
        (mp4(b"vide", b"soun"), "video/mp4"),
        (mp4(b"soun", brand=b"M4A "), "audio/mp4"),
    ],
)
def test_a_clip_is_what_its_tracks_say(content: bytes, media_type: str) -> None:
    clip, problems = read_clip(content)
    assert clip is not None and (clip.media_type, problems) == (media_type, ())
    assert len(clip.digest) == 64


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"GIF89a" + EBML,
        EBML.replace(b"webm", b"matr") + b"V_VP8",
        EBML + b"no codec",
        mp4(),
        mp4(b"text"),
        mp4(b"vide", brand=b"qt  "),
        mp4(b"vide")[:-4],
        EBML + b"V_VP8" + bytes(LARGEST),
    ],
)
def test_what_isnt_one_is_refused_with_its_reason(content: bytes) -> None:
    clip, problems = read_clip(content)
    assert clip is None and len(problems) == 1


@given(st.binary(max_size=200), st.sampled_from([b"", EBML, b"\0\0\0\x08ftyp", box(b"ftyp", b"isom")]))
def test_no_bytes_break_the_reader(content: bytes, head: bytes) -> None:
    clip, problems = read_clip(head + content)
    assert (clip is None) == bool(problems)
