"""Static files in front of Flask: every browser of a room asks for them, and nothing about them has to be decided."""

from collections.abc import Callable, Iterable
from typing import Any

from exam_server.web.assets import find_asset, release
from exam_server.web.headers import PART_HEADERS
from exam_server.web.packing import choose_encoding

START = "/assets/"
FOR_EVER = f"public, max-age={365 * 24 * 3600}, immutable"
Environment = dict[str, Any]
Wsgi = Callable[[Environment, Callable[..., object]], Iterable[bytes]]


class AssetFront:
    """A WSGI app around the others'; what isn't a file of this release goes on to them."""

    def __init__(self, inner: Wsgi) -> None:
        self._inner = inner

    def __call__(self, environ: Environment, start_response: Callable[..., object]) -> Iterable[bytes]:
        path, method = environ.get("PATH_INFO", ""), environ["REQUEST_METHOD"]
        version, _, name = path.removeprefix(START).partition("/")
        known = path.startswith(START) and method in ("GET", "HEAD") and version == release()
        asset = find_asset(name) if known else None
        if asset is None:
            return self._inner(environ, start_response)
        encoding = choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")) if asset.packed else ""
        content = asset.packed[encoding] if encoding else asset.content
        headers = [
            ("Content-Type", asset.content_type),
            ("Content-Length", str(len(content))),
            ("Cache-Control", FOR_EVER),
            ("Vary", "Accept-Encoding"),
            *([("Content-Encoding", encoding)] if encoding else []),
            *PART_HEADERS.items(),
        ]
        start_response("200 OK", headers)
        return [content] if method == "GET" else []
