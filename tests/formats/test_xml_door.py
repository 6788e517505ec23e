"""XML from outside: plain values within caps, and a clear no to everything that no honest file has."""

import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_server.formats.xml_door import MAXIMUM_ATTRIBUTES, MAXIMUM_DEPTH, read_xml

BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY a "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><lolz>&c;</lolz>"""


def test_elements_keep_order_text_attributes_and_lines() -> None:
    root, problems = read_xml(
        '<a xmlns="urn:x" n="1" xml:lang="pl">Zażółć <b/>gęślą\n<c>jaźń</c><!-- no --></a>'.encode()
    )
    assert root is not None and problems == ()
    assert (root.name, root.namespace, dict(root.attributes)) == ("a", "urn:x", {"n": "1", "xml:lang": "pl"})
    assert root.words == "Zażółć gęślą\njaźń"
    assert [each.name for each in root.walk()] == ["a", "b", "c"]
    assert [each.line for each in root.elements] == [1, 2]
    assert root.first("c") is root.all("c")[0] and root.first("d") is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (BOMB, "DOCTYPE"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "DOCTYPE"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'.encode("utf-16"), "DOCTYPE"),
        (b"<a>&x;</a>", "well-formed"),
        (b"<a>" * (MAXIMUM_DEPTH + 1) + b"</a>" * (MAXIMUM_DEPTH + 1), "nested"),
        (b"<a>" * 100_000, "nested"),
        (b"<a>" + b"<b/>" * 100_000 + b"</a>", "tags"),
        (b"<a " + b" ".join(b'x%d="1"' % each for each in range(MAXIMUM_ATTRIBUTES + 1)) + b"/>", "attributes"),
        (b"<a " + b" ".join(b'x%d="1"' % each for each in range(300_000)) + b"/>", ""),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "well-formed"),
        (b'<?xml version="1.0" encoding="UTF-8"?><a>\xff\xfe</a>', "well-formed"),
        (b"\0" * 1000, "well-formed"),
        (b"", "well-formed"),
        (b"<a>" + b"x" * (17 * 2**20) + b"</a>", "larger"),
        (b"<a>" + b"x" * (15 * 2**20) + b"</a>", "well-formed"),
    ],
    ids=lambda value: value[:24].decode("latin-1") if isinstance(value, bytes) else value,
)
def test_hostile_and_broken_files_are_refused_quickly_and_in_words(content: bytes, said: str) -> None:
    began = time.process_time()
    tracemalloc.start()
    root, (problem,) = read_xml(content, "a.xml")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert root is None and said in str(problem.message)
    assert (problem.place, problem.severity) == ("a.xml", "error")
    assert time.process_time() - began < 2
    assert peak < 128 * 2**20


def test_a_broken_tag_is_named_with_its_line() -> None:
    _, (problem,) = read_xml(b"<a>\n<b>\n</c>\n</a>", "a.xml")
    assert problem.line == 3
    assert "b" in str(problem.message) and "line 3, column" not in str(problem.message)


def test_the_word_doctype_in_a_comment_is_no_doctype() -> None:
    root, problems = read_xml(b"<a><!-- <!DOCTYPE a> --></a>")
    assert root is not None and problems == ()


@pytest.mark.parametrize("opening", [b"", b'\xef\xbb\xbf<?xml version="1.0"?>\n'])
def test_a_doctype_that_declares_nothing_is_taken_off_and_named(opening: bytes) -> None:
    root, (problem,) = read_xml(opening + b"<!DOCTYPE\n a>\n<a>\n<b/></a>")
    assert root is not None and root.elements[0].line == 4 + opening.count(b"\n")
    assert problem.severity == "warning" and "DOCTYPE" in str(problem.message)
    assert read_xml(opening + b"<!DOCTYPE a><!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>")[0] is None


def test_a_declared_windows_encoding_is_read_with_a_warning() -> None:
    root, (problem,) = read_xml('<?xml version="1.0" encoding="windows-1250"?><a>żółć</a>'.encode("cp1250"))
    assert root is not None and root.words == "żółć"
    assert problem.severity == "warning" and "windows-1250" in str(problem.message).lower()


@pytest.mark.parametrize("opening", ["", '<?xml version="1.0"?>\n'])
def test_an_older_encoding_that_nothing_declares_is_read_with_a_warning(opening: str) -> None:
    root, (problem,) = read_xml(f"{opening}<a>Zażółć gęślą jaźń</a>".encode("cp1250"))
    assert root is not None and root.words == "Zażółć gęślą jaźń"
    assert problem.severity == "warning" and "windows-1250" in str(problem.message)


@given(st.binary(max_size=200) | st.text("<>&;/?!a= \"'[]", max_size=80).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    root, problems = read_xml(content)
    assert (root is None) == any(problem.severity == "error" for problem in problems)
