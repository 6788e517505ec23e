"""A clip is filed once, is played to staff in whole or in parts, and never without captions in a script."""

import struct

import pytest

from exam_server.core.problems import NotFound, Refused
from exam_server.services.clips import get_clip, has_clip, list_clips, take_clip
from tests.making import OwnWork, make_organisation

WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm...V_VP8" + struct.pack(">I", 7)


def test_a_clip_is_filed_once_under_its_hash(work: OwnWork) -> None:
    make_organisation(work)
    work.act_as(None, "author")
    digest = take_clip(work, " Pierwsze pytania ", WEBM)
    assert take_clip(work, "Jeszcze raz", WEBM) == digest
    work.commit()
    [filed] = list_clips(work)
    assert (filed.digest, filed.title, filed.media_type, filed.size) == (
        digest,
        "Pierwsze pytania",
        "video/webm",
        len(WEBM),
    )
    assert get_clip(work, digest).content == WEBM
    assert has_clip(work, digest) and not has_clip(work, "") and not has_clip(work, "0" * 64)
    with pytest.raises(NotFound):
        get_clip(work, "0" * 64)


@pytest.mark.parametrize(("title", "content"), [("Tytuł", b""), ("Tytuł", b"PK"), ("", WEBM), ("t" * 121, WEBM)])
def test_what_isnt_a_clip_or_has_no_title_is_refused(work: OwnWork, title: str, content: bytes) -> None:
    make_organisation(work)
    with pytest.raises(Refused):
        take_clip(work, title, content)
    assert list_clips(work) == []
