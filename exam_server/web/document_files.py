"""Files from outside as answers: downloads into a sandbox, and pictures that were painted anew."""

from pathlib import Path
from typing import Protocol

from werkzeug.wrappers import Response

from exam_server.core.problems import NotFound
from exam_server.services.portfolio import Piece
from exam_server.web.work import house

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
MOST_SHOWN = 50_000
"""Characters of a text on a page; the rest is in the download."""


def folder() -> Path:
    """Where this installation keeps the files of portfolios."""
    return house().settings.instance / "evidence"


class NamedFile(Protocol):
    """What a download is called, and of what type it is."""

    @property
    def file_name(self) -> str: ...

    @property
    def media_type(self) -> str: ...


def send_document(file: NamedFile, content: bytes) -> Response:
    """The file as a download: no browser opens it within this site."""
    response = Response(content, mimetype=file.media_type, headers=HEADERS)
    response.headers.set("Content-Disposition", "attachment", filename=file.file_name)
    return response


def send_picture(piece: Piece, content: bytes) -> Response:
    """A picture for a page. Raises NotFound for any other kind of document."""
    if piece.document_kind != "picture":
        raise NotFound(str(piece.id))
    return Response(content, mimetype=piece.media_type, headers=HEADERS)


def read_words(piece: Piece, content: bytes) -> str:
    """The words of a plain text, to be escaped by its page; empty for any other kind."""
    return content.decode("utf-8", "replace")[:MOST_SHOWN] if piece.document_kind == "text" else ""
