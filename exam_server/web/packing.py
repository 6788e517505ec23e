"""Bodies packed for the wire: Brotli where a browser takes it (over HTTPS, or on this machine), else gzip."""

import gzip
from collections.abc import Callable, Mapping
from functools import lru_cache

import brotli
from werkzeug.http import parse_accept_header

QUICK, BEST = "quick", "best"
"""About a millisecond for a page; a tenth of a second for a file that is packed once and kept for ever."""
BROTLI_QUALITY = {QUICK: 6, BEST: 11}
GZIP_LEVEL = {QUICK: 6, BEST: 9}

Packed = Mapping[str, bytes]
"""One body by the names of its encodings, as HTTP calls them."""


def _brotli(content: bytes, effort: str) -> bytes:
    return bytes(brotli.compress(content, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY[effort]))


def _gzip(content: bytes, effort: str) -> bytes:
    return gzip.compress(content, GZIP_LEVEL[effort], mtime=0)


PACKERS: dict[str, Callable[[bytes, str], bytes]] = {"br": _brotli, "gzip": _gzip}
"""The shortest first."""


@lru_cache(maxsize=256)
def choose_encoding(accepted: str) -> str:
    """The shortest that an Accept-Encoding takes; empty where it takes none."""
    wanted = parse_accept_header(accepted)
    return next((name for name in PACKERS if wanted.quality(name) > 0), "")


def pack(content: bytes, encoding: str, effort: str = QUICK) -> bytes:
    return PACKERS[encoding](content, effort)


def pack_ahead(content: bytes, effort: str) -> Packed:
    """In every encoding, for whoever asks."""
    return {name: packer(content, effort) for name, packer in PACKERS.items()}
