"""Files made to do harm, one of each sort that an import has to refuse quickly, and how they're read with a watch."""

import io
import resource
import struct
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Callable
from typing import TypeVar

from exam_server.services.reading_apart import Intake, read_apart

Read = TypeVar("Read")
SECONDS = 2.0
"""Of a processor: what a file may take (other tests take some of the clock's time). The system bounds the memory."""
ITEM = "kind: single_choice\nstem: x\n"


def read_measured(content: bytes, name: str, format_name: str = "auto") -> tuple[Intake, float]:
    return measure(lambda: read_apart(content, name, format_name))


def measure(read: Callable[[], Read]) -> tuple[Read, float]:
    """What was read, and the least seconds of a processor that the processes apart took in up to three times.

    Whoever shares a core's parts slows it down for a while; a reader that is slow is slow each time.
    """
    found, seconds = _measure_once(read)
    for _ in range(2):
        if seconds > SECONDS:
            found, again = _measure_once(read)
            seconds = min(seconds, again)
    return found, seconds


def _measure_once(read: Callable[[], Read]) -> tuple[Read, float]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = read()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _zip(*entries: tuple[zipfile.ZipInfo | str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packed) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


def _link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("items/a.yaml")
    info.external_attr = 0o120777 << 16
    return info


def _huge_png() -> bytes:
    """Thirty thousand pixels square in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def _question(words: str) -> bytes:
    return f"<quiz><question type='shortanswer'><questiontext><text>{words}</text></questiontext></question></quiz>".encode()


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
ALIASES = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
)

# Each with the name that it comes under.
UNREADABLE: dict[str, tuple[str, bytes]] = {
    "entity bomb": ("a.xml", f'<!DOCTYPE quiz [<!ENTITY e0 "x">{BOMB}]><quiz>&e9;</quiz>'.encode()),
    "file read by an entity": ("a.xml", b'<!DOCTYPE quiz [<!ENTITY e SYSTEM "file:///etc/passwd">]><quiz>&e;</quiz>'),
    "100,000 tags": ("a.xml", b"<quiz>" + b"<question/>" * 100_000 + b"</quiz>"),
    "deep nesting": ("a.xml", b"<quiz>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</quiz>"),
    "many attributes": ("a.xml", b"<quiz " + b" ".join(b"a%d='1'" % n for n in range(100_000)) + b"/>"),
    "broken XML": ("a.xml", b"<quiz><question"),
    "zip bomb": ("a.zip", _zip(("items/a.yaml", b"0" * 150_000_000))),
    "zip slip": ("a.zip", _zip(("../items/a.yaml", ITEM.encode()))),
    "absolute path in a zip": ("a.zip", _zip(("/items/a.yaml", ITEM.encode()))),
    "symlink in a zip": ("a.zip", _zip((_link(), b"/etc/passwd"))),
    "zip within a zip": ("a.zip", _zip(("items/a.zip", _zip(("a", b""))))),
    "zip of very many files": ("a.zip", _zip(*((f"items/{n}.yaml", b"") for n in range(20_000)))),
    "workbook with entities": (
        "a.xlsx",
        _zip(("xl/workbook.xml", b"<!DOCTYPE a [<!ENTITY e 'x'>]><workbook>&e;</workbook>")),
    ),
    "workbook that is a bomb": ("a.xlsx", _zip(("xl/workbook.xml", b"<a>" + b" " * 150_000_000 + b"</a>"))),
    "truncated zip": ("a.zip", _zip(("items/a.yaml", ITEM.encode()))[:40]),
    "broken UTF-8": ("a.gift", "Zażółć gęślą?{T}\n".encode() * 100 + b"\xff\xfe\xc3\x28"),
    "binary under a text's name": ("a.gift", b"\x00\x01\x02" * 10_000),
    "more questions than a file may have": ("a.gift", b"a{T}\n\n" * 500_000),
    "a file that is too large": ("a.gift", b"x" * 21_000_000),
    "nothing known": ("a.bin", b"hello"),
}
"""Whole files that can't be read."""

REFUSED: dict[str, tuple[str, bytes]] = {
    "YAML alias bomb": ("a.yaml", ALIASES.encode()),
    "deep YAML": ("a.yaml", b"id: " + b"[" * 100_000),
    "bidirectional signs": ("a.gift", "Tak?{=a\u202eb ~c}".encode()),
    "huge picture": (
        "a.xml",
        b"<quiz><question type='essay'><questiontext format='html'><text>&lt;img src='@@PLUGINFILE@@/a.png' alt='a'&gt;</text>"
        b"<file name='a.png' encoding='base64'>" + b64encode(_huge_png()) + b"</file></questiontext></question></quiz>",
    ),
    "deep HTML": ("a.xml", _question("&lt;b&gt;" * 4_000 + "x")),
    "very much HTML": ("a.xml", _question("&lt;p&gt;x" * 50_000)),
    "HTML full of formulas": ("a.xml", _question("\\(" * 200_000)),
    "cloze of white space": ("a.xml", _question("{" + " " * 400_000).replace(b"shortanswer", b"cloze")),
    "braces without end": ("a.gift", b"{" * 1_000_000),
    "options without end": ("a.gift", b"a{" + b"~b" * 300_000 + b"}"),
    "dots without end": ("a.gift", b"a{#" + b"." * 1_000_000 + b"}"),
    "ids without end": ("a.gift", b"// " + b"[id:" * 500_000 + b"\na{}{}"),
    "lines without end": ("a.gift", b"a\n" * 2_000_000),
    "stars without end": ("a.gift", b"[markdown]" + b"**a*_b_ `[" * 100_000 + b"{T}"),
    "Aiken without end": ("a.txt", b"a\n" + b"A. " + b" x" * 1_000_000 + b"\nANSWER: B\n"),
}
"""Files that can be read, and whose item is refused."""
