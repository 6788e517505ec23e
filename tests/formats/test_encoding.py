"""Text files from outside are read whatever older program wrote them, or refused in words; never half right silently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.formats.encoding import read_text

POLISH = "Zażółć gęślą jaźń: ustawa o ZSK"
FRENCH = "Où est l'élève français ? Très bien, à côté."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_with_and_without_its_mark(encoding: str):
    assert read_text(POLISH.encode(encoding)) == (POLISH, ())


def test_older_polish_and_western_files_are_read_with_a_warning_that_names_the_encoding():
    for words, encoding in ((POLISH, "windows-1250"), (FRENCH, "windows-1252")):
        read, (problem,) = read_text(words.encode(encoding), "f")
        assert read == words
        assert problem.severity == "warning"
        assert encoding in str(problem.message)


def test_a_file_that_is_utf8_but_for_a_byte_is_refused_with_the_line():
    read, (problem,) = read_text(f"{POLISH}\n{POLISH}".encode() + b"\xff" + POLISH.encode())
    assert read is None
    assert (problem.severity, problem.line) == ("error", 2)


def test_what_is_not_text_is_refused():
    for content in (b"PK\x03\x04\x00\x00", b"\x89PNG\r\n\x1a\n\x00", b"\xff\xfea", b"\x81\x90\x98\x8d"):
        read, problems = read_text(content)
        assert read is None
        assert [problem.severity for problem in problems] == ["error"]


@given(st.binary(max_size=200))
def test_no_bytes_make_the_door_raise(content: bytes):
    read, problems = read_text(content)
    assert (read is None) == any(problem.severity == "error" for problem in problems)
