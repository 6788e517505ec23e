"""Bodies packed for the wire: Brotli where a browser takes it (over HTTPS, or on this machine), else gzip."""

import gzip
from collections.abc import Callable, Mapping
from functools import lru_cache

import brotli
from werkzeug.http import parse_accept_header

from exam_server.core.network import is_loopback

QUICK, BEST = "quick", "best"
"""About a millisecond for a page; a tenth of a second for a file that is packed once and kept for ever."""
# The next steps of quality save a page 3 % of its bytes each and double what it takes.
BROTLI_QUALITY = {QUICK: 1, BEST: 11}
# A window that holds most of a page; a wider one costs a small page more in fresh memory than in packing.
BROTLI_WINDOW = 16
GZIP_LEVEL = {QUICK: 3, BEST: 9}

Packed = Mapping[str, bytes]
"""One body by the names of its encodings, as HTTP calls them."""


def _brotli(content: bytes, effort: str) -> bytes:
    quality = BROTLI_QUALITY[effort]
    return bytes(brotli.compress(content, mode=brotli.MODE_TEXT, quality=quality, lgwin=BROTLI_WINDOW))


def _gzip(content: bytes, effort: str) -> bytes:
    return gzip.compress(content, GZIP_LEVEL[effort], mtime=0)


PACKERS: dict[str, Callable[[bytes, str], bytes]] = {"br": _brotli, "gzip": _gzip}
"""The shortest first."""


def choose_encoding(accepted: str) -> str:
    """The shortest that an Accept-Encoding takes; empty where it takes none."""
    return next((name for name in PACKERS if _quality(accepted, name) > 0), "")


def accepts(accepted: str, encoding: str) -> bool:
    """Whether an Accept-Encoding takes it; each browser says the same every time."""
    return _quality(accepted, encoding) > 0


@lru_cache(maxsize=256)
def _quality(accepted: str, encoding: str) -> float:
    return float(parse_accept_header(accepted).quality(encoding))


def usual_encoding(is_secure: bool, host: str) -> str:
    """What the browsers that come to an address take: Brotli over HTTPS and on this machine, else gzip."""
    return "br" if is_secure or is_loopback(host) else "gzip"


def pack(content: bytes, encoding: str, effort: str = QUICK) -> bytes:
    return PACKERS[encoding](content, effort)


def unpack(body: bytes, encoding: str) -> bytes:
    return bytes(brotli.decompress(body)) if encoding == "br" else gzip.decompress(body)


def pack_ahead(content: bytes, effort: str) -> Packed:
    """In every encoding, for whoever asks."""
    return {name: packer(content, effort) for name, packer in PACKERS.items()}
