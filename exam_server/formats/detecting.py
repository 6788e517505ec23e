"""Which format a file has, by what is in it; its name decides only between plain texts."""

import re
from pathlib import PurePosixPath

from exam_server.formats.encoding import read_text
from exam_server.formats.zip_door import read_zip

ZIP = b"PK\x03\x04"
ROOT = re.compile(rb"<\s*(?![?!])(?:[\w.-]+:)?([\w.-]+)")
QTI = re.compile(rb"^(qti-)?(assessment|questestinterop|manifest)", re.IGNORECASE)
COMMENT = re.compile(rb"<!--.*?(-->|$)", re.DOTALL)
AIKEN = re.compile(r"^\s*ANSWER:\s*[A-Z]\s*$", re.MULTILINE | re.IGNORECASE)
YAML = re.compile(r"^(id|kind|stem|criteria)\s*:", re.MULTILINE)
YAML_ENDINGS = (".yaml", ".yml")
LOOKED_AT = 8_192


def detect(content: bytes, name: str) -> str:
    """The name of a format for `read_import`; empty where nothing is recognised. Never raises."""
    if content.startswith(ZIP):
        return _of_archive(content)
    start = COMMENT.sub(b"", content[:LOOKED_AT])
    if b"<" in start and (root := ROOT.search(start.replace(b"\x00", b""))) and _begins_with_tag(start):
        if root[1] == b"quiz":
            return "moodlexml"
        return "qti" if QTI.match(root[1]) else ""
    return _of_text(content, PurePosixPath(name).suffix.lower())


def _begins_with_tag(start: bytes) -> bool:
    return start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")


def _of_archive(content: bytes) -> str:
    archive, _ = read_zip(content)
    names = archive.names if archive else ()
    if "xl/workbook.xml" in names:
        return "xlsx"
    if any(PurePosixPath(name).name == "imsmanifest.xml" for name in names):
        return "qti"
    if any(name.endswith(YAML_ENDINGS) for name in names):
        return "yaml"
    return "qti" if any(name.endswith(".xml") for name in names) else ""


def _of_text(content: bytes, ending: str) -> str:
    words, _ = read_text(content)
    if words is None:
        return ""
    if ending in YAML_ENDINGS or (YAML.search(words) and "{" not in words.split("\n", 1)[0]):
        return "yaml"
    if AIKEN.search(words):
        return "aiken"
    return "gift" if "{" in words or ending == ".gift" else ""
