"""Static files under an address that changes with their content: joined, stripped, packed, and kept by browsers."""

import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from exam_server.web.joining import join_modules, join_styles
from exam_server.web.packing import BEST, Packed, pack_ahead
from exam_server.web.stripping import strip_module, strip_styles

FOLDER = Path(__file__).with_name("static")
MAKERS = {".css": lambda path: strip_styles(join_styles(path)), ".js": lambda path: strip_module(join_modules(path))}
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
PACKED_TYPES = frozenset({".js", ".css", ".svg"})


@dataclass(frozen=True)
class Asset:
    """A static file as it's sent; `packed` is empty where packing gains nothing."""

    content: bytes
    packed: Packed
    media_type: str

    @property
    def content_type(self) -> str:
        is_text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if is_text else self.media_type


@cache
def release() -> str:
    """One fingerprint over all static files: they name each other by relative addresses, so they share it."""
    total = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            total.update(path.relative_to(FOLDER).as_posix().encode() + path.read_bytes())
    return total.hexdigest()[:12]


@cache
def find_asset(name: str) -> Asset | None:
    """The file of that name, joined and packed when it's asked for first; None where there is none."""
    path = FOLDER / name
    if not path.is_file() or not path.resolve().is_relative_to(FOLDER):
        return None
    maker = MAKERS.get(path.suffix) if "vendor" not in path.parts else None
    content = maker(path).encode() if maker else path.read_bytes()
    packed = pack_ahead(content, BEST) if path.suffix in PACKED_TYPES else {}
    media_type = TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Asset(content, packed, media_type)
