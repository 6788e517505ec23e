"""The bots' HTTP: answers cut anywhere are read once they're whole, and what a page says is understood."""

import gzip

import brotli
from hypothesis import given
from hypothesis import strategies as st

from exam_server.cli.rehearsal.pages import SeenItem, csrf_of, data_of, files_of, items_of, needed_by
from exam_server.cli.rehearsal.wire import read_answer

BODIES = st.binary(max_size=300)
CUTS = st.lists(st.integers(1, 40), min_size=1, max_size=6)


def plain(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nX-Word: a: b\r\n\r\n%s" % (len(body), body)


def chunked(body: bytes, cuts: list[int]) -> bytes:
    made, rest = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", body
    for cut in cuts:
        part, rest = rest[:cut], rest[cut:]
        made += b"%x\r\n%s\r\n" % (len(part), part) if part else b""
    return made + (b"%x\r\n%s\r\n" % (len(rest), rest) if rest else b"") + b"0\r\n\r\n"


@given(BODIES, CUTS, st.binary(max_size=20))
def test_an_answer_is_read_once_it_is_whole_and_not_before(body: bytes, cuts: list[int], following: bytes) -> None:
    for sent in (plain(body), chunked(body, cuts)):
        answer = read_answer(bytearray(sent + following))
        assert answer is not None
        assert (answer.status, answer.content, answer.size) == (200, body, len(sent))
        assert all(read_answer(bytearray(sent[:size])) is None for size in range(len(sent)))


def test_headers_are_found_by_name_and_compression_is_undone() -> None:
    for name, packed in (("gzip", gzip.compress("zażółć".encode())), ("br", brotli.compress("zażółć".encode()))):
        head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {name}\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
        answer = read_answer(bytearray(head + packed))
        assert answer is not None
        assert answer.content.decode() == "zażółć"
        assert answer.header("content-encoding") == name
    assert read_answer(b"HTTP/1.1 304 Not Modified\r\n\r\n") is not None


def test_a_page_says_its_token_its_data_its_items_and_its_files() -> None:
    page = """<link rel="icon" href="/assets/1/a.svg"><link rel="stylesheet" href="/assets/1/a.css">
    <link rel="alternate" href="/other"><script type="module" src="/assets/1/a.js"></script>
    <meta name="csrf-token" content="abc"><script type="application/json" id="some-data">{"a": 1}</script>
    <div data-view="1" data-item="1" data-kind="single_choice"><input type="radio" name="item-1"><input name="item-1"></div>
    <div data-item="2" data-kind="matching"><select class="input" id="item-2-1"></select></div>"""
    assert csrf_of(page) == "abc"
    assert data_of(page, "some-data") == {"a": 1}
    assert items_of(page) == [SeenItem(1, "single_choice", 2), SeenItem(2, "matching", 1)]
    assert files_of(page) == ["/assets/1/a.svg", "/assets/1/a.css", "/assets/1/a.js"]


def test_a_module_needs_what_it_imports_and_a_style_its_fonts() -> None:
    source = 'import { a } from "./b.js";\nimport "../c.js";\nexport { d } from "./d.js";\n'
    assert needed_by("/assets/1/js/room/a.js", source) == [
        "/assets/1/js/room/b.js",
        "/assets/1/js/c.js",
        "/assets/1/js/room/d.js",
    ]
    assert needed_by("/assets/1/css/a.css", "src: url('../fonts/f.woff2')") == ["/assets/1/fonts/f.woff2"]
