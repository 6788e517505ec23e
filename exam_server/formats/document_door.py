"""The only door for documents from outside: five kinds, told by content and name alike, and nothing that acts."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from exam_server.core.portfolio import DocumentKind
from exam_server.core.problems import Problem
from exam_server.core.text import Text, text
from exam_server.formats.image import Picture, read_image
from exam_server.formats.office_check import DOCX, ODT, find_macro_docx, find_macro_odt
from exam_server.formats.pdf_check import find_action

MEDIA_TYPES: Mapping[DocumentKind, str] = {
    "pdf": "application/pdf",
    "docx": DOCX,
    "odt": ODT,
    "text": "text/plain",
}
KINDS: Mapping[str, DocumentKind] = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".odt": "odt",
    ".txt": "text",
    ".png": "picture",
    ".jpg": "picture",
    ".jpeg": "picture",
    ".webp": "picture",
}
"""The closed list."""
CHECKS: Mapping[DocumentKind, Callable[[bytes], Text | None]] = {
    "pdf": find_action,
    "docx": find_macro_docx,
    "odt": find_macro_odt,
}
Painter = Callable[[bytes, str, int], tuple[Picture | None, tuple[Problem, ...]]]
Checker = Callable[[bytes, str, DocumentKind], Text | None]
LONGEST_NAME = 120
LARGEST_TEXT = 1024 * 1024
LARGEST_PICTURE = 10 * 1024 * 1024


@dataclass(frozen=True)
class ReadDocument:
    """A document that may be kept; `content` is what is kept (pictures painted anew, text in UTF-8).

    `source_hash` is the SHA-256 of the file as it came, `digest` that of `content`.
    """

    name: str
    kind: DocumentKind
    media_type: str
    content: bytes
    source_hash: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def check_document(content: bytes, name: str, kind: DocumentKind) -> Text | None:
    """What stands against taking a PDF, DOCX or ODT; None where nothing does. `name` is told in no message."""
    return CHECKS[kind](content)


def read_document(
    file_name: str, content: bytes, paint: Painter = read_image, check: Checker = check_document
) -> tuple[ReadDocument | None, tuple[Problem, ...]]:
    """The document, or None and why it isn't taken. Never raises.

    `paint` reads pictures, `check` the documents of other programs: here, or in a process apart.
    """
    name = plain_name(file_name)
    kind = KINDS.get(PurePosixPath(name.lower()).suffix)
    if kind is None:
        offered = text("Only PDF, DOCX, ODT, TXT, PNG, JPEG and WebP files are taken.")
        return None, (Problem(offered, place=name, rule="document"),)
    if not content:
        return None, (Problem(text("The file is empty."), place=name, rule="document"),)
    digest = hashlib.sha256(content).hexdigest()
    if kind == "picture":
        picture, problems = paint(content, name, LARGEST_PICTURE)
        if picture is None:
            return None, problems
        return ReadDocument(name, kind, picture.media_type, picture.content, digest), ()
    if kind == "text":
        return _read_plain(name, content, digest)
    refusal = check(content, name, kind)
    if refusal is not None:
        return None, (Problem(refusal, place=name, rule="document"),)
    return ReadDocument(name, kind, MEDIA_TYPES[kind], content, digest), ()


def plain_name(file_name: str) -> str:
    """The last part of a path, without signs that can't be shown, and not too long; its extension is kept."""
    last = PurePosixPath(file_name.replace("\\", "/")).name
    shown = "".join(sign for sign in last if sign.isprintable() and sign not in '"<>|:*?/').strip(". ")
    path = PurePosixPath(shown or "plik")
    return f"{path.stem[: LONGEST_NAME - len(path.suffix[:10])]}{path.suffix[:10]}"


def _read_plain(name: str, content: bytes, digest: str) -> tuple[ReadDocument | None, tuple[Problem, ...]]:
    refusal = None
    words = _decode(content)
    if len(content) > LARGEST_TEXT:
        refusal = text("The text is larger than {limit} MiB.", limit=LARGEST_TEXT // 2**20)
    elif words is None or any(ord(sign) < 32 and sign not in "\t\n\r\f" for sign in words):
        refusal = text("The file isn't plain text, whatever its name says.")
    if refusal is not None or words is None:
        return None, (Problem(refusal or text("The file is empty."), place=name, rule="document"),)
    return ReadDocument(name, "text", MEDIA_TYPES["text"], words.encode(), digest), ()


def _decode(content: bytes) -> str | None:
    """UTF-8, or windows-1250 as older Polish programs write; line ends become plain."""
    for encoding in ("utf-8-sig", "windows-1250"):
        try:
            return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    return None
