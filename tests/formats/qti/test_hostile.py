"""Hostile QTI: refused in the reading process within two seconds of a processor and 256 MiB, in words."""

import io
import resource
import stat
import zipfile
from collections.abc import Mapping

import pytest
from PIL import Image

from exam_server.formats.qti.package import read_qti
from tests.formats.qti.test_package import item, manifest, packed
from tests.formats.qti.test_package import resource as listed
from tests.formats.qti.writing_xml import choices, item_xml, mapping, response
from tests.hostile import SECONDS, read_measured

BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def link() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("1.xml")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def with_manifest(files: Mapping[str, bytes]) -> bytes:
    return packed({"imsmanifest.xml": manifest(listed("1.xml")), **files})


HOSTILE = {
    "an entity bomb": item().replace(b"<assessmentItem", BOMB + b"<assessmentItem"),
    "a DOCTYPE with an external entity": b'<!DOCTYPE assessmentItem SYSTEM "file:///etc/passwd">' + item()[40:],
    "a bomb in a package": with_manifest({"1.xml": b"\0" * (30 * 2**20)}),
    "a slip": with_manifest({"../../1.xml": item()}),
    "a link": link(),
    "deep nesting": item("<div>" * 5_000 + "x" + "</div>" * 5_000),
    "100,000 tags": item("<b/>" * 100_000),
    "100,000 tags in a manifest": packed({"imsmanifest.xml": b"<manifest>" + b"<a/>" * 100_000 + b"</manifest>"}),
    "an archive in the archive": with_manifest({"1.xml": item(), "more.zip": packed({"a": b"x"})}),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused_quickly_within_limits_and_in_words(content: bytes) -> None:
    intake, seconds = read_measured(content, "q.zip" if content.startswith(b"PK") else "q.xml", "qti")
    assert seconds < SECONDS
    assert not any(brought.outcome == "taken" for brought in intake.items)
    said = [str(problem.message) for problem in intake.problems]
    assert said and not any("more memory" in each or "longer than" in each for each in said), said


def test_letters_that_turn_a_text_around_are_refused() -> None:
    intake, seconds = read_measured(item("<p>Zysk \u202e001 zł</p>"), "q.xml", "qti")
    (brought,) = intake.items
    assert seconds < SECONDS
    assert brought.outcome == "refused" and "U+202E" in str(brought.refused[0])


def test_a_picture_that_would_fill_the_memory_is_refused() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    body = '<p><img src="big.png" alt="x"/></p>'
    intake, seconds = read_measured(with_manifest({"1.xml": item(body), "big.png": out.getvalue()}), "q.zip", "qti")
    (brought,) = intake.items
    assert seconds < SECONDS
    assert brought.outcome == "refused" and "megapixels" in str(brought.refused[0].values)


def test_an_item_with_very_many_choices_is_proved_or_refused_quickly() -> None:
    names = [f"c{each}" for each in range(400)]
    table = mapping({each: 1 for each in names[:200]})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    (brought,) = read_qti(item_xml(choices(*names), response(names[:200], "multiple", mapping=table)), "q.xml").items
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - before < 4
    assert brought.outcome in ("taken", "refused")
