"""ZIP archives from outside: honest ones are read, the others refused before a byte is unpacked."""

import io
import stat
import struct
import time
import zipfile
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.formats.zip_door import read_zip


def packed(files: Mapping[str, bytes], change: Callable[[zipfile.ZipInfo], None] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            if change is not None:
                change(info)
            archive.writestr(info, content)
    return out.getvalue()


def as_link(info: zipfile.ZipInfo) -> None:
    info.external_attr = (stat.S_IFLNK | 0o777) << 16


def by_lzma(info: zipfile.ZipInfo) -> None:
    info.compress_type = zipfile.ZIP_LZMA


def encrypted() -> bytes:
    content = bytearray(packed({"a.xml": b"<a/>"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(signature) + offset] |= 1
    return bytes(content)


def overlapping() -> bytes:
    """Two entries of the list that point at the same packed file, as bombs without end do."""
    content = packed({"a.xml": b"<a/>" * 50, "b.xml": b"<b/>"})
    second = content.rfind(b"PK\x01\x02")
    return content[: second + 42] + struct.pack("<I", 0) + content[second + 46 :]


def many_in_the_list() -> bytes:
    """A directory of a quarter of a million entries, declared as three."""
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    directory = entry * 250_000
    return directory + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 3, 3, len(directory), 0, 0)


def test_files_are_read_by_name_and_folders_are_no_files() -> None:
    archive, problems = read_zip(packed({"folder/": b"", "folder/zażółć.xml": b"<a/>", "b.png": b"\x89PNG"}))
    assert archive is not None and problems == ()
    assert archive.names == ("folder/zażółć.xml", "b.png")
    assert archive.read("folder/zażółć.xml") == b"<a/>"
    assert archive.read("missing.xml") is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "readable"),
        (b"<a/>", "readable"),
        (b"PK\x05\x06", "readable"),
        (packed({"a": b"x"})[:-30], "readable"),
        (packed({"../../etc/cron.d/x": b"x"}), "leads out"),
        (packed({"/etc/passwd": b"x"}), "leads out"),
        (packed({"C:/x.xml": b"x"}), "leads out"),
        (packed({"a\\..\\..\\x.xml": b"x"}), "leads out"),
        (packed({"a/./b.xml": b"x"}), "leads out"),
        (packed({"lmx.\u202egnp": b"x"}), "hidden"),
        (packed({"a" * 300: b"x"}), "leads out"),
        (packed({"a.xml": b"/etc/passwd"}, as_link), "link"),
        (packed({"a.xml": b"x"}, by_lzma), "method"),
        (encrypted(), "encrypted"),
        (packed({"inner.zip": b"x"}), "archive within"),
        (packed({"a.xml": b"\0" * (30 * 2**20)}), "MiB"),
        (packed({f"{each}.xml": b"\0" * (3 * 2**20) for each in range(70)}), "MiB"),
        (packed({f"{each}": b"" for each in range(2_001)}), "2000 files"),
        (many_in_the_list(), "2000 files"),
        (overlapping(), "overlap"),
        (b"\0" * (21 * 2**20), "larger"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else value,
)
def test_hostile_archives_are_refused_quickly_and_in_words(content: bytes, said: str) -> None:
    began = time.process_time()
    archive, problems = read_zip(content, "a.zip")
    assert archive is None
    assert any(said in str(problem.message) for problem in problems)
    assert {(problem.place, problem.severity) for problem in problems} == {("a.zip", "error")}
    assert len(problems) <= 20
    assert time.process_time() - began < 2


def test_two_files_of_one_name_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("a.xml", "<a/>")
            archive.writestr("a.xml", "<b/>")
    opened, (problem,) = read_zip(out.getvalue())
    assert opened is None and "same name" in str(problem.message)


def test_an_archive_that_hides_behind_another_name_is_not_handed_out() -> None:
    opened, _ = read_zip(packed({"picture.png": packed({"a": b"x"})}))
    assert opened is not None and opened.read("picture.png") is None


def test_a_file_that_is_larger_than_it_says_or_damaged_is_not_handed_out() -> None:
    content = bytearray(packed({"a.xml": b"<a/>" * 100}))
    entry = content.find(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<I", 10)
    opened, _ = read_zip(bytes(content))
    assert opened is not None and opened.read("a.xml") is None


@given(st.binary(max_size=120), st.integers(0, 200), st.integers(0, 255))
def test_any_change_of_any_byte_is_read_or_refused(tail: bytes, at: int, value: int) -> None:
    content = bytearray(packed({"a.xml": b"<a/>", "b/c.xml": b"<b>text</b>"}) + tail)
    content[at % len(content)] = value
    archive, problems = read_zip(bytes(content))
    assert (archive is None) == bool(problems)
    for name in archive.names if archive is not None else ():
        assert isinstance(archive.read(name), bytes | None)
